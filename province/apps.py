"""The room `province` as a Django application."""

from django.apps import AppConfig


class Province(AppConfig):
    name = "province"
