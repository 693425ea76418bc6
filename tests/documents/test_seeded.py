"""A thousand seeded slips: each is found, and nearly each has its cause named; a clean form is left alone."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from documents.findings import Level, Stated, check_stated
from documents.findings.catalogue import table
from tests.documents import seeded

SEED = 2569
DOC = Path(__file__).parents[2] / "docs/findings.md"
ASKS = (Level.MUST_FIX, Level.SHOULD_CHECK)


@pytest.fixture(scope="module")
def thousand():
    return seeded.faults(SEED, 100)


def found_without(faults, rule):
    """How many would still be found if a rule were taken out."""
    left = [replace(one, found=tuple(each for each in one.found if each.rule != rule)) for one in faults]
    return sum(one.is_found for one in left)


def test_a_thousand_slips_are_found_and_their_causes_named(thousand):
    assert Counter(one.kind for one in thousand) == dict.fromkeys(seeded.IN_FORMS + seeded.IN_REPORTS, 100)
    assert [(one.kind, one.cell) for one in thousand if not one.is_found] == []
    named = sum(one.is_named for one in thousand)
    by_kind = Counter(one.kind for one in thousand if one.is_named)
    print(f"\n{named} of {len(thousand)} slips have their cause named: {dict(by_kind)}")
    assert named >= 950


@pytest.mark.parametrize("rule", ["F2-03", "F2-04", "F2-07", "F2-10", "F2-19"])
def test_with_one_rule_taken_out_slips_are_missed(thousand, rule):
    assert found_without(thousand, "F2-99") == 1000
    assert found_without(thousand, rule) < 1000


@pytest.mark.parametrize("evidence", seeded.EVIDENCE)
def test_a_clean_form_asks_for_nothing(evidence):
    chance = random.Random(SEED)
    for _ in range(60):
        form = seeded.clean_form(chance)
        found = form.findings(form.knowing(evidence))
        assert [(each.rule, each.cells[0]) for each in found if each.level in ASKS] == []


def test_a_clean_report_asks_for_nothing():
    chance = random.Random(SEED)
    for years in (True, False) * 20:
        assert check_stated(seeded.clean_report(chance, years=years)) == []


@pytest.mark.parametrize("years", [True, False])
def test_one_added_to_any_computed_cell_is_found_in_exactly_that_cell(years):
    report = seeded.clean_report(random.Random(SEED), years=years)
    cells = list(seeded.raised(report))
    wrong = {}
    for cell, right, changed in cells:
        found = [(each.cells[0], each.expected) for each in check_stated(changed)]
        if found != [(cell, right)]:
            wrong[cell] = (right, found)
    assert wrong == {}
    assert len(cells) > 100 and len({cell for cell, _, _ in cells}) == len(cells)


def test_without_the_rows_a_raised_cell_is_still_told_alone():
    report = replace(seeded.clean_report(random.Random(SEED)), rows=(), percents=())
    for cell, right, changed in seeded.raised(report):
        if cell.endswith(".amount") and ".t4." in cell:
            continue
        found = [(each.cells[0], each.expected) for each in check_stated(changed)]
        if ".list." in cell and ".s" in cell:
            assert found == [("p2.list.total.budget", found[0][1])], (
                "without rows nothing vouches for a budget"
            )
        else:
            assert found == [(cell, right)]


def test_an_empty_report_says_nothing():
    assert check_stated(Stated()) == []


def test_the_page_about_the_rules_is_made_of_them():
    text = DOC.read_text(encoding="utf-8")
    assert table() in text
    assert seeded.evidence_table(SEED, 25) in text
