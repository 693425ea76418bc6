"""The room `documents` as a Django application."""

from django.apps import AppConfig


class Documents(AppConfig):
    name = "documents"
