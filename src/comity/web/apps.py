"""The application under which Django knows the pages of Comity."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "comity.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
