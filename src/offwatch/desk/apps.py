from django.apps import AppConfig
from django.db.models.signals import post_migrate

from offwatch.desk.team_scope import ensure_role


class DeskConfig(AppConfig):
    name = "offwatch.desk"
    label = "desk"

    def ready(self) -> None:
        post_migrate.connect(ensure_role, sender=self)
