"""The room `tasks` as a Django application."""

from django.apps import AppConfig


class Tasks(AppConfig):
    name = "tasks"
