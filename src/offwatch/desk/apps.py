from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "offwatch.desk"
    label = "desk"
