"""The room `surveys` as a Django application."""

from django.apps import AppConfig


class Surveys(AppConfig):
    name = "surveys"
