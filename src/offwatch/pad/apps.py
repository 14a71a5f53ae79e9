from django.apps import AppConfig


class PadConfig(AppConfig):
    name = "offwatch.pad"
    label = "pad"
    default_auto_field = "django.db.models.BigAutoField"
