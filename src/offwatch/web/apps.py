from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from offwatch.language import Lookup, translate_with


class WebConfig(AppConfig):
    name = "offwatch.web"
    label = "web"

    def ready(self) -> None:
        """What the cores say is said in the language of the page, too."""
        translate_with(Lookup(gettext, ngettext))
