"""The compose file cannot be run by the tests: so each name in it is looked up in the code it speaks of."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINER = (ROOT / "Containerfile").read_text()
READ_IN_CODE = "".join((ROOT / "config" / name).read_text() for name in ("environment.py", "settings.py"))
OURS = ("migrate", "web", "worker", "beat")
SERVICES = COMPOSE["services"]


def words_of(service: dict[str, Any]) -> list[str]:
    """The words of a service's command, of a shell's line too."""
    command = service["command"]
    words = shlex.split(command) if isinstance(command, str) else list(command)
    return shlex.split(words[2]) if words[:2] == ["sh", "-c"] else words


def unread_names(service: dict[str, Any]) -> list[str]:
    """The settings of a service that no line of the code reads."""
    return [name for name in service["environment"] if f'"{name}"' not in READ_IN_CODE]


def broken_targets(words: list[str]) -> list[str]:
    """What a command names and the code has not: a module, a Celery application, a command of Django."""
    broken = []
    for at, word in enumerate(words[:-1]):
        if word in {"-m", "-A", "gunicorn"}:
            found = [words[at + 1]]
        elif word == "manage.py":
            broken += [] if words[at + 1] in get_commands() else [words[at + 1]]
            continue
        else:
            continue
        for name in found:
            try:
                importlib.import_module(name.split(":")[0])
            except ImportError:
                broken.append(name)
    return broken


def unknown_options(words: list[str]) -> list[str]:
    """The long options of a gunicorn or celery command that the program does not have."""
    from celery.bin.celery import celery
    from gunicorn.config import Config

    given = [word.split("=")[0] for word in words if word.startswith("--")]
    if "gunicorn" in words:
        known = {flag for setting in Config().settings.values() for flag in setting.cli or []}
    else:
        name = next(word for word in words if word in {"worker", "beat"})
        known = {flag for option in celery.commands[name].params for flag in option.opts}
    return [option for option in given if option not in known]


def test_the_services_are_the_ones_the_supervisor_starts_and_the_two_servers():
    assert set(SERVICES) == {*OURS, "postgres", "redis"}
    assert SERVICES["postgres"]["image"] == "postgres:16"
    assert SERVICES["redis"]["image"] == "redis:7"


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_the_code_reads(name):
    assert unread_names(SERVICES[name]) == []
    assert SERVICES[name]["environment"]["TIDTAM_DEMO"] == "0"
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "TIDTAM_VAR"} <= set(SERVICES[name]["environment"])


def test_a_setting_that_nothing_reads_would_be_found():
    assert unread_names({"environment": {"TIDTAM_DEMO": "0", "TIDTAM_DEMMO": "0"}}) == ["TIDTAM_DEMMO"]


@pytest.mark.parametrize("name", OURS)
def test_every_target_of_a_command_can_be_imported(name):
    assert broken_targets(words_of(SERVICES[name])) == []


@pytest.mark.parametrize(
    "words",
    [
        ["python", "-m", "gunicorn", "config.wsgy"],
        ["python", "-m", "celery", "-A", "configg", "worker"],
        ["python", "manage.py", "migrat", "--no-input"],
    ],
)
def test_a_target_that_is_not_there_would_be_found(words):
    assert len(broken_targets(words)) == 1


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_every_option_is_one_the_program_has(name):
    assert unknown_options(words_of(SERVICES[name])) == []


def test_an_option_that_is_not_there_would_be_found():
    assert unknown_options(["python", "-m", "celery", "-A", "config", "worker", "--without-gosip"])


def test_the_applications_that_are_named_are_there():
    from celery import Celery

    import config
    from config import wsgi

    assert callable(wsgi.application)
    assert isinstance(config.celery_app, Celery)


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_every_lasting_service_says_how_it_is(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_database_is_up_to_date(name):
    waits = SERVICES[name]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["postgres"]["condition"] == waits["redis"]["condition"] == "service_healthy"


def test_the_web_server_is_asked_at_an_address_that_exists():
    from django.urls import resolve

    asked = re.search(r"http://localhost:8000(/[a-z]+/)", " ".join(SERVICES["web"]["healthcheck"]["test"]))
    assert asked and resolve(asked[1])


def test_every_volume_is_declared():
    used = {one.split(":")[0] for service in SERVICES.values() for one in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_no_password_stands_in_the_files():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?", text), name
    assert not re.search(r"(PASSWORD|SECRET_KEY):\s+(?!\$\{)\S", text)


def test_the_container_file_builds_from_what_is_here():
    copied = re.findall(r"^COPY (\S+)", CONTAINER, re.MULTILINE)
    assert all((ROOT / path).exists() for path in copied)
    assert "--require-hashes -r requirements/base.txt" in CONTAINER
    assert "USER tidtam" in CONTAINER
    assert broken_targets(re.findall(r'"([^"]+)"', CONTAINER.rsplit("CMD", 1)[1])) == []
