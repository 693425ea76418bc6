#!/usr/bin/env python3
"""Django's commands. People use `./tidtam manage …`, which sets everything up first."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Tidtam did not start. {error}")


if __name__ == "__main__":
    main()
