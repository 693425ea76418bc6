"""The papers of the forms made of a template: every figure has its address, every place its words."""

from __future__ import annotations

import pytest

from documents.layout import Fact, Table, blocks_of, places
from tests.documents.sheet_contents import content_of

KINDS = ["form1", "form3_1", "form3_2", "form3_3", "scores"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_a_text_for_every_column(kind):
    for block in blocks_of(content_of(kind)):
        if isinstance(block, Table):
            for line in block.lines:
                assert len(line.cells) == (1 if line.band else len(block.columns))


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_on_paper_carries_its_address_and_stands_in_the_content(kind):
    content = content_of(kind)
    known = content["cells"].keys() | content["texts"].keys()
    tagged = dict(places(blocks_of(content)))
    assert tagged.keys() <= known
    assert all(tagged.values())
    for block in blocks_of(content):
        if isinstance(block, Table):
            loose = [
                cell.text
                for line in block.lines
                for cell in line.cells[1:]
                if not cell.tag and cell.text.replace(",", "").replace(".", "").isdigit()
            ]
            assert loose == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_placeholder_of_the_wording_is_left(kind):
    texts = [
        text
        for block in blocks_of(content_of(kind))
        for text in (
            [cell.text for line in block.lines for cell in line.cells]
            + [column.head for column in block.columns]
            if isinstance(block, Table)
            else [block.label, block.text]
            if isinstance(block, Fact)
            else [block.text]
        )
    ]
    assert [text for text in texts if "{" in text] == []


def test_the_word_for_the_highest_level_is_the_plans():
    content = content_of("form3_1")
    content["plan"]["word"] = "ประเด็นการพัฒนา"
    heads = [block.columns[0].head for block in blocks_of(content) if isinstance(block, Table)]
    assert heads[0] == "ประเด็นการพัฒนา"
