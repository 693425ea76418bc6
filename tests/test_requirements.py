"""The locked packages: hashed, without any host, the same in both sets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
FILES = sorted(FOLDER.iterdir())
LOCKED = sorted(FOLDER.glob("*.txt"))


def addresses(text: str) -> list[str]:
    """What names a host or a place on a disk."""
    return re.findall(r"\S*(?:://|file:|--index-url|--find-links|--trusted-host)\S*", text)


def pins(path: Path) -> set[str]:
    """The pinned versions, each with its marker."""
    lines = path.read_text().splitlines()
    return {line.rstrip(" \\") for line in lines if "==" in line and line[0].isalnum()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_of_the_requirements_names_a_host(path):
    assert addresses(path.read_text()) == []


@pytest.mark.parametrize(
    "line", ["six @ https://example.org/six.whl", "-f file:/opt", "--index-url x", "pkg @ file:///a.whl"]
)
def test_a_host_would_be_found(line):
    assert addresses(line)


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_pin_has_its_hashes(path):
    text = path.read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_development_set_holds_the_base_set_as_it_is():
    base, dev = pins(FOLDER / "base.txt"), pins(FOLDER / "dev.txt")
    assert base
    assert sorted(base - dev) == []
