"""The room `papers` as a Django application."""

from django.apps import AppConfig


class Papers(AppConfig):
    name = "papers"
