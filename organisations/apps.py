"""The room `organisations` as a Django application."""

from django.apps import AppConfig


class Organisations(AppConfig):
    name = "organisations"
