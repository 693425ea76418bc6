"""The room `plans` as a Django application."""

from django.apps import AppConfig


class Plans(AppConfig):
    name = "plans"
