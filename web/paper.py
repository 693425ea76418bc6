"""The paper itself, from a frozen content: tables in Thai digits as the member will sign them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.wording import filled, shipped
from papers import thai
from papers.form2_told import LEVEL
from plans import vocabulary
from web import words
from web.sheets import paper as sheet_paper

STATES = ("done", "in_progress", "not_started", "cancelled", "added", "all")
WHOLE = "ดำเนินการ"
"""A word that a narrow head must not break."""
COLUMNS = ("regular", "reserve", "sum")


@dataclass(frozen=True, slots=True)
class Ring:
    """A row worth a look, ringed by the machine: never a verdict."""

    number: int
    row: str
    title: str
    text: str
    share: str
    anchor: str


def _n(text: str) -> str:
    return thai.thai_digits(text) if text not in ("", "0") else "–"


def _m(text: str) -> str:
    if text == "":
        return "–"
    return "–" if Decimal(text) == 0 else thai.thai_digits(thai.money(text))


def _labels(content: Mapping[str, Any]) -> dict[str, Any]:
    """The labels of a Form 2 as they stand on its paper, in Thai digits; figures in them are put in by the page."""
    wording = content.get("wording") or shipped("form2")
    word = content["plan"].get("word") or LEVEL
    span = f"(พ.ศ. {content['plan']['first_year']}–{content['plan']['last_year']})"
    year = content["period"]["fiscal_year"]
    given = {"word": word, "year": year, "before": year - 1, "span": span}
    told: dict[str, Any] = {
        key: thai.thai_digits(filled(text, given)) for key, text in wording["labels"].items()
    }
    told |= {
        "short": thai.thai_digits(wording["short"]),
        "title": thai.thai_digits(wording["title"]),
        "word": word,
    }
    before, _n, after = told["item7"].partition("{n}")
    heads = [told[f"t4_{state}"].partition(WHOLE) for state in STATES]
    narrow = {"t4_heads": heads, "t3_budget": told["budget"].partition(" (")[0]}
    return told | narrow | {"item7_before": before, "item7_after": after}


def sheet(content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a template needs to draw the paper; text only, no sums."""
    if sheet_paper.is_sheet(content):
        return {"blocks": sheet_paper.drawn(content), "projects": 0, "listed": []}
    cells = content["cells"]
    strategies = [(one["key"], f"{one['number']}. {one['name']}") for one in content["strategies"]]
    say = _labels(content)
    lines = [*strategies, ("total", say["word_of_all"])]
    years = list(range(content["plan"]["first_year"], content["plan"]["last_year"] + 1))

    def number(address: str) -> str:
        return _n(cells.get(address, ""))

    def amount(address: str) -> str:
        return _m(cells.get(address, ""))

    rows = {row["key"]: row for row in content["rows"]}
    owner = {line: row for row in content["rows"] for line in row["lines"]}
    subsidies = [
        {
            "key": key,
            "name": thai.thai_digits(owner[key]["name"]),
            "marks": ["/" if owner[key]["status"] == state else "" for state in STATES[:3]],
            "received": amount(f"p3.t6.{key}.received"),
            "spent": amount(f"p3.t6.{key}.spent"),
        }
        for key, line in content["lines"].items()
        if line["fund"] == "earmarked_grant"
    ]
    period = content["period"]
    listed = [
        {
            "name": thai.thai_digits(name),
            "rows": [
                {
                    "key": row["key"],
                    "number": thai.thai_digits(row["number"]),
                    "name": thai.thai_digits(row["name"]),
                    "division": row["division"],
                    "status": vocabulary.STATUS_TH[vocabulary.Status(row["status"])]
                    if row["status"]
                    else "–",
                    "obstacle": row["obstacle"],
                    "lines": [
                        {
                            "fund": vocabulary.FUND_TH[vocabulary.Fund(content["lines"][line]["fund"])],
                            **{
                                name: amount(f"p2.line.{line}.{name}")
                                for name in ("available", "amount", "to_date", "percent")
                            },
                        }
                        for line in row["lines"]
                    ],
                }
                for row in content["rows"]
                if row["strategy"] == key
            ],
        }
        for key, name in strategies
    ]
    starts, ends = date.fromisoformat(period["starts_on"]), date.fromisoformat(period["ends_on"])
    return {
        "say": say,
        "unit": content["unit"]["name"],
        "period": thai.thai_digits(thai.period_name_th(period["key"], starts, ends)),
        "year": thai.thai_digits(period["fiscal_year"]),
        "plan": thai.thai_digits(f"พ.ศ. {content['plan']['first_year']}–{content['plan']['last_year']}"),
        "years": [thai.thai_digits(year) for year in years],
        "t3": [
            {
                "key": key,
                "name": thai.thai_digits(name),
                "cells": [
                    cell
                    for year in years
                    for cell in (number(f"p2.t3.{key}.y{year}.n"), amount(f"p2.t3.{key}.y{year}.budget"))
                ]
                + [number(f"p2.t3.{key}.sum.n"), amount(f"p2.t3.{key}.sum.budget")],
            }
            for key, name in lines
        ],
        "t4": [
            {
                "key": key,
                "name": thai.thai_digits(name),
                "cells": [
                    cell
                    for state in STATES
                    for cell in (number(f"p2.t4.{key}.{state}.n"), amount(f"p2.t4.{key}.{state}.percent"))
                ],
            }
            for key, name in lines
        ],
        "t5": [
            {
                "key": key,
                "name": thai.thai_digits(name),
                "cells": [
                    cell
                    for column in COLUMNS
                    for cell in (
                        amount(f"p2.t5.{key}.{column}.amount"),
                        amount(f"p2.t5.{key}.{column}.percent"),
                    )
                ],
            }
            for key, name in lines
        ],
        "budget": amount("p2.t5.total.sum.budget"),
        "outside": {
            "n": number("p2.t5.outside.n"),
            "budget": amount("p2.t5.outside.budget"),
            "amount": amount("p2.t5.outside.amount"),
        },
        "subsidies": subsidies,
        "subsidy_total": (amount("p3.t6.total.received"), amount("p3.t6.total.spent")),
        "short": number("p3.short.n"),
        "obstacles": content["texts"].get("p4.obstacles", ""),
        "suggestions": content["texts"].get("p4.suggestions", ""),
        "nothing": {name: part.get("nothing", False) for name, part in content["sections"].items()},
        "listed": listed,
        "projects": len(rows),
    }


def rings(content: Mapping[str, Any]) -> list[Ring]:
    """The rows worth a look in the order of the paper, one sentence each: cancelled, the slowest strategy,
    spent out but not finished, finished but nothing spent. At most six."""
    if sheet_paper.is_sheet(content):
        return []
    cells, found = content["cells"], []
    strategies = {one["key"]: one["name"] for one in content["strategies"]}

    def ring(row: str, title: str, text: str, share: str, anchor: str) -> None:
        if len(found) < 6:
            found.append(Ring(len(found) + 1, row, title, text, share, anchor))

    cancelled = [row for row in content["rows"] if row["status"] == "cancelled"]
    if cancelled:
        ring(
            f"t4-{cancelled[0]['strategy']}",
            _("%(count)s cancelled projects") % {"count": len(cancelled)},
            cancelled[0]["name"],
            "0",
            f"p2.row.{cancelled[0]['key']}.status",
        )
    shares = {
        key: Decimal(cells[f"p2.t5.{key}.sum.percent"])
        for key in strategies
        if cells.get(f"p2.t5.{key}.sum.percent")
    }
    if len(shares) > 1:
        slow = min(shares, key=lambda one: shares[one])
        ring(
            f"t5-{slow}",
            _("Spent more slowly than the other strategies"),
            _("%(name)s: %(share)s %% of its budget has been spent.")
            % {"name": strategies[slow], "share": shares[slow]},
            str(shares[slow]),
            f"p2.t5.{slow}.sum.percent",
        )
    for row in content["rows"]:
        for line in row["lines"]:
            percent = cells.get(f"p2.line.{line}.percent", "")
            share = Decimal(percent) if percent else None
            if share is None:
                continue
            anchor = f"p2.line.{line}.to_date"
            if row["status"] == "in_progress" and share >= 100:
                ring(f"row-{row['key']}", _("Spent in full, but not finished"), row["name"], percent, anchor)
            elif row["status"] == "done" and share == 0:
                ring(f"row-{row['key']}", _("Finished, but nothing spent"), row["name"], percent, anchor)
            elif row["status"] == "not_started" and share > 0:
                ring(f"row-{row['key']}", _("Not started, but money was spent"), row["name"], percent, anchor)
    return found


def wide(content: Mapping[str, Any]) -> dict[str, str]:
    """The places that a reader is offered by name."""
    if sheet_paper.is_sheet(content):
        return sheet_paper.wide(content)
    return {
        "p1": _("the whole report"),
        "p2.t4": _("Table 4 Results"),
        "p2.t5": _("Table 5 Spending"),
        "p3.t6": _("Table 6 Earmarked subsidies"),
        "p4": _("Part 4 Problems and obstacles"),
    }


def rows(content: Mapping[str, Any]) -> dict[str, str]:
    """The address of every row that has a number on the paper, by that number."""
    if sheet_paper.is_sheet(content):
        return sheet_paper.rows(content)
    return {str(row["number"]): f"p2.row.{row['key']}" for row in content["rows"]}


def place_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The words for the addresses a reader can point at."""
    if sheet_paper.is_sheet(content):
        return sheet_paper.place_of(content)
    names = wide(content)
    for row in content["rows"]:
        title = _("Row %(number)s %(name)s") % {"number": row["number"], "name": row["name"]}
        names[f"p2.row.{row['key']}"] = title
        names[f"p2.row.{row['key']}.status"] = _("%(row)s: status") % {"row": title}
        for line in row["lines"]:
            for cell, word in (
                ("budget", _("budget")),
                ("transfer", _("transfer")),
                ("amount", _("spent in the period")),
                ("to_date", _("spent to date")),
                ("remaining", _("left")),
                ("percent", _("percent")),
                ("available", _("budget after transfers")),
            ):
                names[f"p2.line.{line}.{cell}"] = f"{title}: {word}"
    return names


def changes(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Which cells of two contents differ, as before and after, words among them for a form of a template."""
    if sheet_paper.is_sheet(new):
        return sheet_paper.differences(old["cells"] | old["texts"], new["cells"] | new["texts"], names)
    return differences(old["cells"], new["cells"], names)


def differences(
    old: Mapping[str, str], new: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Which typed cells differ, as before and after; computed totals follow and are left out."""
    found = []
    for address in sorted(old.keys() | new.keys()):
        before, after = old.get(address, ""), new.get(address, "")
        typed = address.startswith("p2.row.") or address.endswith((".amount", ".transfer", ".budget"))
        if before == after or not typed or address.split(".")[1] in {"t3", "t4", "t5", "list"}:
            continue
        status = address.endswith(".status")
        found.append(
            {
                "where": names.get(address, address),
                "address": address,
                "before": _status(before) if status else words.money(before),
                "after": _status(after) if status else words.money(after),
            }
        )
    return found


def _status(value: str) -> str:
    if not value:
        return "–"
    labels = vocabulary.STATUS_TH if words.is_thai() else vocabulary.STATUS_EN
    return labels[vocabulary.Status(value)]
