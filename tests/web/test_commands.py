"""The commands that users and scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document
from plans.models import Project
from tests.cast import World

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize(
    "name", ["projects_fy2568_h1.xlsx", "projects_fy2568_h1.csv", "projects_fy2568_h1_windows874.csv"]
)
def test_the_real_list_is_understood(world: World, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_projects", str(FIXTURES / name), unit="banna", plan="p66", json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["projects"], told["budget_total"], told["disbursed_total"]) == (
        58,
        "37656572.56",
        "6479411.42",
    )
    assert Project.objects.count() == 6, "a preview saves nothing"


def test_a_messy_list_gets_honest_problems(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_projects", str(FIXTURES / "projects_messy_a.xlsx"), unit="banna", plan="p66", json=True
        )
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert any(one["level"] == "must" and one["row"] and one["column"] for one in told["problems"])


def test_commit_takes_it_in_with_its_opening_figures(world: World) -> None:
    call_command(
        "import_projects",
        str(FIXTURES / "projects_fy2568_h1.xlsx"),
        unit="banna",
        plan="p66",
        commit=True,
        as_of="31/3/2568",
    )
    assert Project.objects.filter(lines__opening__isnull=False).distinct().count() > 0
    assert Project.objects.count() == 64


@pytest.mark.parametrize("unit", ["banna", "nowhere"])
def test_a_refused_file_or_an_unknown_unit_exits_2(world: World, unit: str, tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError) as refused:
        call_command("import_projects", str(file), unit=unit, plan="p66")
    assert refused.value.returncode == 2


def test_render_writes_the_word_report(world: World, drafting: Document, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    call_command("render", str(drafting.public_id), out=out)
    assert out.read_bytes()[:2] == b"PK"
    with pytest.raises(CommandError):
        call_command("render", "nothing", out=out)
