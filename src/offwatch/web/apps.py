from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "offwatch.web"
    label = "web"
