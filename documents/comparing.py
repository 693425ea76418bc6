"""How one content of a report differs from another, cell by cell. Pure.

Of Form 2 only what a person wrote is compared: statuses, obstacles, amounts, transfers, budgets, the texts of part 4 and
item 7; totals follow from them. A project that came or went is one difference, at its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WRITTEN = (".amount", ".transfer", ".budget")
"""The parts of a line that are typed or decided; the others are computed."""


def written(content: Mapping[str, Any]) -> dict[str, str]:
    """What people wrote, by address; of a form made of a template every cell, for many come from elsewhere."""
    if content.get("schema") == "tidtam/sheet/1":
        return {cell: text for cell, text in (content["cells"] | content["texts"]).items() if text}
    found = {
        cell: text
        for cell, text in content["cells"].items()
        if (cell.startswith("p2.line.") and cell.endswith(WRITTEN)) or cell == "p3.short.n"
    }
    for row in content["rows"]:
        found[f"p2.row.{row['key']}"] = row["name"]
        found[f"p2.row.{row['key']}.status"] = row["status"]
        found[f"p2.row.{row['key']}.obstacle"] = row["obstacle"]
    return found | dict(content["texts"])


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """The cells in which two contents differ, in the order of the newer one, as {cell, old, new}.

    The cells of a row that came or went are not told one by one.
    """
    before, after = written(old), written(new)
    rows_before = {row["key"]: row for row in old["rows"]}
    rows_after = {row["key"]: row for row in new["rows"]}
    moved = rows_before.keys() ^ rows_after.keys()
    lines = {
        line
        for rows in (rows_before, rows_after)
        for key in moved & rows.keys()
        for line in rows[key]["lines"]
    }
    order = {cell: at for at, cell in enumerate((*after, *before))}
    found = []
    for cell in sorted(before.keys() | after.keys(), key=lambda one: order[one]):
        one, other = before.get(cell, ""), after.get(cell, "")
        if one == other:
            continue
        parts = cell.split(".")
        of_a_line = parts[1] == "line" if len(parts) > 2 else False
        if (of_a_line and parts[2] in lines) or (len(parts) == 4 and parts[1] == "row" and parts[2] in moved):
            continue
        if len(parts) == 3 and parts[1] == "row" and parts[2] not in moved:
            cell = f"{cell}.name"
        found.append({"cell": cell, "old": one, "new": other})
    return found
