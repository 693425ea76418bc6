"""The room `committee` as a Django application."""

from django.apps import AppConfig


class Committees(AppConfig):
    name = "committee"
