"""Form 2 with plain python-docx, as anyone would write it: the oracle of the fast writer and its opponent.

Written apart from `papers.form2`: own labels, own look-ups, own way of writing figures. Only the words of
table cells are compared; it dresses nothing, which is in its favour where times are.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import docx
from docx.oxml.ns import qn

DIGITS = {ord(str(n)): chr(0x0E50 + n) for n in range(10)}
SHORT = [
    None,
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
STATES = {
    "done": "แล้วเสร็จ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "not_started": "ยังไม่ได้ดำเนินการ",
    "cancelled": "ยกเลิก",
}
DASH = "–"


def amount(text: str | None) -> str:
    return f"{Decimal(text):,.2f}" if text else DASH


def number(text: str | None) -> str:
    return f"{int(text):,}" if text and text != "0" else DASH


def empty(*texts: str | None) -> bool:
    return all(not text or Decimal(text) == 0 for text in texts)


def place(row: dict[str, Any]) -> str:
    if row["village"] and "หมู่" not in row["name"]:
        return f"{row['name']} หมู่ที่ {row['village']}"
    return row["name"]


def fill(cells: Any, values: list[str]) -> None:
    for cell, value in zip(cells, values, strict=True):
        cell.text = value.translate(DIGITS)


def start(document: Any, columns: int, heads: list[str]) -> Any:
    table = document.add_table(rows=1, cols=columns, style="Table Grid")
    fill(table.rows[0].cells, heads)
    return table


def two_heads(document: Any, label: str, groups: list[tuple[str, list[str]]]) -> Any:
    table = document.add_table(rows=2, cols=1 + sum(len(g[1]) or 1 for g in groups), style="Table Grid")
    top, below = table.rows[0].cells, table.rows[1].cells
    top[0].text = label
    top[0].merge(below[0])
    at = 1
    for name, parts in groups:
        top[at].text = name.translate(DIGITS)
        if parts:
            fill(below[at : at + len(parts)], parts)
            top[at].merge(top[at + len(parts) - 1])
        else:
            top[at].merge(below[at])
        at += len(parts) or 1
    return table


def build(content: dict[str, Any], out: BinaryIO) -> None:
    """Write the same tables as `papers.form2.write_form2`, cell by cell."""
    document = docx.Document()
    cells, rows, lines = content["cells"], content["rows"], content["lines"]
    strategies = [(s["key"], f"{s['number']}. {s['name']}") for s in content["strategies"]] + [
        ("total", "รวม")
    ]
    years = range(content["plan"]["first_year"], content["plan"]["last_year"] + 1)
    parts = [*(f"y{year}" for year in years), "sum"]

    table = two_heads(
        document,
        "ยุทธศาสตร์",
        [(name, ["จำนวน", "งบประมาณ (บาท)"]) for name in [*(f"ปี {year}" for year in years), "รวม"]],
    )
    for key, name in strategies:
        values = [name]
        for part in parts:
            n, budget = cells.get(f"p2.t3.{key}.{part}.n"), cells.get(f"p2.t3.{key}.{part}.budget")
            values += [number(n), DASH if number(n) == DASH and empty(budget) else amount(budget)]
        fill(table.add_row().cells, values)

    if rows or not content["sections"]["p2a"].get("nothing"):
        heads = ["เสร็จ", "อยู่ในระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ", "มีการยกเลิก", "มีการเพิ่มเติม", "ทั้งหมด"]
        table = two_heads(document, "ยุทธศาสตร์", [(head, ["จำนวน", "ร้อยละ"]) for head in heads])
        for key, name in strategies:
            values = [name]
            for state in ("done", "in_progress", "not_started", "cancelled", "added", "all"):
                n = number(cells.get(f"p2.t4.{key}.{state}.n"))
                values += [n, DASH if n == DASH else amount(cells.get(f"p2.t4.{key}.{state}.percent"))]
            fill(table.add_row().cells, values)

    spent = [cells.get(f"p2.t5.total.{column}.amount") for column in ("regular", "reserve", "sum")]
    if not (content["sections"]["p2b"].get("nothing") and empty(*spent)):
        heads = ["งบปกติ", "เงินสะสม", "รวม"]
        table = two_heads(document, "ยุทธศาสตร์", [(head, ["จำนวนเงิน (บาท)", "ร้อยละ"]) for head in heads])
        for key, name in strategies:
            values = [name]
            for column in ("regular", "reserve", "sum"):
                paid, budget, percent = (
                    cells.get(f"p2.t5.{key}.{column}.{part}") for part in ("amount", "budget", "percent")
                )
                values += [DASH if empty(paid, budget) else amount(paid), amount(percent)]
            fill(table.add_row().cells, values)

    granted = [(row, key) for row in rows for key in row["lines"] if lines[key]["fund"] == "earmarked_grant"]
    if granted:
        detail = ["ดำเนินการเสร็จแล้ว", "อยู่ในระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ"]
        table = two_heads(
            document,
            "โครงการ",
            [("ผลการดำเนินการ", detail), ("งบประมาณที่ได้รับ (บาท)", []), ("งบประมาณที่เบิกจ่ายไป (บาท)", [])],
        )
        for at, (row, key) in enumerate(granted, 1):
            values = [f"{at}. {place(row)}" + (" (ยกเลิก)" if row["status"] == "cancelled" else "")]
            values += [
                "/" if row["status"] == state else "" for state in ("done", "in_progress", "not_started")
            ]
            values += [amount(cells.get(f"p3.t6.{key}.{part}")) for part in ("received", "spent")]
            fill(table.add_row().cells, values)
        last = table.add_row().cells
        sums = [amount(cells.get(f"p3.t6.total.{part}")) for part in ("received", "spent")]
        last[0].merge(last[3])
        fill([last[0], *last[4:]], ["รวม", *sums])

    _annex(document, content)

    if content["changes"]:
        by_key = {row["key"]: row for row in rows}
        heads = ["ที่", "โครงการ", "การเปลี่ยนแปลง", "จำนวนเงิน (บาท)", "อนุมัติโดย", "วันที่อนุมัติ", "เหตุผล"]
        table = start(document, 7, heads)
        kinds = {"transfer": "โอนงบประมาณ"}
        for at, change in enumerate(content["changes"], 1):
            row, day = by_key[change["row"]], date.fromisoformat(change["decided_on"])
            values = [
                str(at),
                f"{row['number']}. {place(row)}",
                kinds[change["kind"]],
                amount(change["amount"]),
            ]
            values += [
                change["authority"],
                f"{day.day} {SHORT[day.month]} {day.year + 543}",
                change["reason"],
            ]
            fill(table.add_row().cells, values)
    if content["notes"]:
        by_line = {key: row for row in rows for key in row["lines"]}
        rules = {"F2-08": "ผลการเบิกจ่ายไม่สอดคล้องกับสถานะ"}
        table = start(document, 4, ["ที่", "รายการ", "ข้อสังเกต", "คำชี้แจง"])
        for at, note in enumerate(content["notes"], 1):
            row = by_line[note["cell"].split(".")[2]]
            values = [str(at), f"{row['number']}. {place(row)}", rules[note["rule"]], note["text"]]
            fill(table.add_row().cells, values)
    table = document.add_table(rows=1, cols=3)
    unit = content["unit"]["name"]
    dots = "." * 38
    for cell, title in zip(table.rows[0].cells, ("ผู้รายงาน", f"ปลัด{unit}", f"นายก{unit}"), strict=True):
        when = "วันที่..........เดือน....................พ.ศ. .........."
        cell.text = f"\n\nลงชื่อ{dots}\n({dots}..)\n{title}\n{when}"
    document.save(out)


def _annex(document: Any, content: dict[str, Any]) -> None:
    cells, lines = content["cells"], content["lines"]
    figures = ("available", "amount", "to_date", "remaining", "percent")
    heads = ["ที่", "โครงการ", "หน่วยงาน", "แหล่งเงิน", "งบประมาณหลังโอน", "เบิกงวดนี้", "เบิกสะสม", "คงเหลือ"]
    heads += ["ร้อยละ", "สถานะ", "ปัญหา"]
    filled = [s for s in content["strategies"] if any(r["strategy"] == s["key"] for r in content["rows"])]
    for strategy in filled:
        table = start(document, 11, heads)
        for row in content["rows"]:
            if row["strategy"] != strategy["key"]:
                continue
            first = None
            for key in row["lines"]:
                money = [amount(cells.get(f"p2.line.{key}.{part}")) for part in figures]
                new = table.add_row().cells
                if first is None:
                    name = place(row) + (" (เพิ่มเติม)" if row["added"] else "")
                    values = [str(row["number"]), name, row["division"], lines[key]["fund_name"], *money]
                    fill(new, [*values, STATES[row["status"]], row["obstacle"]])
                    first = new
                else:
                    fill(new[3:9], [lines[key]["fund_name"], *money])
                    for column in (0, 1, 2, 9, 10):
                        first[column].merge(new[column])
        sums = [(strategy["key"], f"รวมยุทธศาสตร์ที่ {strategy['number']}")]
        if strategy is filled[-1]:
            sums.append(("total", "รวมทั้งสิ้น"))
        for key, label in sums:
            new = table.add_row().cells
            money = [amount(cells.get(f"p2.list.{key}.{part}")) for part in figures]
            new[0].merge(new[3])
            new[9].merge(new[10])
            fill([new[0], *new[4:9]], [label, *money])


def cell_texts(document: Any) -> list[str]:
    """The words of every table cell in order, those inside content controls too."""
    texts = []
    for tc in document.element.body.iter(qn("w:tc")):
        words = {qn("w:t"): lambda node: node.text or "", qn("w:br"): lambda node: "\n"}
        words[qn("w:tab")] = lambda node: "\t"
        paragraphs = [
            "".join(words[node.tag](node) for node in p.iter() if node.tag in words)
            for p in tc.iter(qn("w:p"))
        ]
        texts.append("\n".join(paragraphs))
    return texts


def digest(texts: list[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
