"""The room `web` as a Django application."""

from django.apps import AppConfig


class Web(AppConfig):
    name = "web"
