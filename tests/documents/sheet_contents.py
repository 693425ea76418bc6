"""Made-up contents of the forms made of a template, sound and seeded; no clock, no database."""

from __future__ import annotations

import random
from typing import Any

from documents import wording
from documents.arithmetic import computed
from documents.arithmetic.form2 import Strategy
from documents.sheets.fields import Sort, fields_of

STRATEGIES = [
    Strategy("s1", 1, "การพัฒนาด้านโครงสร้างพื้นฐาน"),
    Strategy("s2", 2, "การพัฒนาด้านคุณภาพชีวิตและสังคม"),
    Strategy("s3", 3, "การพัฒนาด้านการบริหารจัดการบ้านเมืองที่ดี"),
]
TEXTS = {
    "reason": "ยังไม่ได้จัดประชุมประชาคมเพราะน้ำท่วมในช่วงเดือนพฤศจิกายน",
    "name": "ครัวเรือนที่มีน้ำประปาใช้ตลอดปี",
    "before": "1,204 ครัวเรือน",
    "after": "1,377 ครัวเรือน",
    "result": "ถนนสายหลักในหมู่ที่ 1–5 ใช้สัญจรได้ตลอดปี ผู้สูงอายุเดินทางไปรับบริการสาธารณสุขได้สะดวกขึ้น",
    "problems": "ฝนตกหนักในช่วงต้นปีงบประมาณ ทำให้งานล่าช้ากว่าแผน",
    "suggestions": "ควรจัดซื้อจัดจ้างให้แล้วเสร็จก่อนฤดูฝน",
}


def content_of(kind: str, seed: int = 1, people: int = 412) -> dict[str, Any]:
    """A frozen content of a kind, filled in everywhere but in the later indicators."""
    chance = random.Random(seed)
    words = wording.shipped(kind)
    cells: dict[str, str] = {}
    texts: dict[str, str] = {}
    for cell, field in fields_of(kind, words, STRATEGIES).items():
        name = cell.rsplit(".", 1)[-1]
        if field.sort is Sort.TEXT:
            wanted = not any(f".k{number}." in cell for number in (3, 4, 5))
            wanted = wanted and (name != "reason" or chance.random() < 0.15)
            texts[cell] = TEXTS[name] if wanted else ""
        elif field.sort is Sort.CHOICE:
            cells[cell] = "yes"
        elif field.sort is Sort.SCORE:
            most = float(field.most or 10)
            cells[cell] = f"{chance.uniform(0.7, 1.0) * most:.2f}"
    for cell, text in list(texts.items()):
        if cell.endswith(".reason") and text:
            cells[cell.replace(".reason", ".answer")] = "no"
    if kind == "form3_1":
        for one in STRATEGIES:
            cells[f"p2.{one.key}.planned.n"] = str(chance.randint(20, 60))
            cells[f"p2.{one.key}.practised.n"] = str(chance.randint(10, 20))
        cells["p3.respondents.n"] = str(people)
        for item in words["items"]:
            very = chance.randint(3000, 6000)
            less = chance.randint(100, 900)
            for key, value in (("very", very), ("satisfied", 10000 - very - less), ("not", less)):
                cells[f"p3.{item['key']}.{key}.percent"] = f"{value // 100}.{value % 100:02}"
    if kind in ("form3_2", "form3_3"):
        cells["p1.n"] = str(people)
        for block in words["blocks"]:
            keys = [*(band["key"] for band in block["bands"]), "none"]
            _spread(chance, cells, [f"p1.{block['key']}.{key}.n" for key in keys], people)
        for item in words["items"] if kind == "form3_2" else []:
            keys = [*(option["key"] for option in words["scale"]["options"]), "none"]
            _spread(chance, cells, [f"p2.{item['key']}.{key}.n" for key in keys], people)
        for one in STRATEGIES if kind == "form3_3" else []:
            for item in words["items"]:
                cells[f"p2.{one.key}.{item['key']}.n"] = str(people - chance.randint(0, 30))
    for part in words["parts"]:
        for item in part.get("items", []):
            if "full" in item:
                cells[f"{part['key']}.{item['key']}.full"] = str(item["full"])
    done, bases = computed.compute(words["computed"], cells)
    return {
        "schema": "tidtam/sheet/1",
        "kind": kind,
        "template": f"{kind}-handbook-1",
        "revision": 1,
        "unit": {
            "code": "banna",
            "name": "องค์การบริหารส่วนตำบลบ้านนา",
            "short": "อบต.บ้านนา",
            "district": "ปะเหลียน",
            "province": "ตรัง",
        },
        "plan": {
            "code": "banna-2566",
            "name": "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)",
            "first_year": 2566,
            "last_year": 2570,
            "word": "ยุทธศาสตร์",
        },
        "period": {
            "key": "plan-banna-2566-2570" if kind == "form1" else "2569",
            "kind": "plan" if kind == "form1" else "year",
            "fiscal_year": 2566 if kind == "form1" else 2569,
            "number": 0,
            "starts_on": "2022-10-01" if kind == "form1" else "2025-10-01",
            "ends_on": "2027-10-01" if kind == "form1" else "2026-10-01",
        },
        "law": "2561",
        "wording": words,
        "strategies": [{"key": one.key, "number": one.number, "name": one.name} for one in STRATEGIES],
        "rows": [],
        "lines": {},
        "sections": {},
        "changes": [],
        "cells": done,
        "bases": {cell: [str(one.numerator), str(one.denominator), one.name] for cell, one in bases.items()},
        "texts": texts,
        "sources": {},
        "evidence": {"p1.i1.answer": [{"name": "คำสั่ง 12-2568.pdf", "sha256": "0" * 64}]}
        if kind == "form1"
        else {},
        "notes": [{"rule": "F1-01", "cell": "p1.i1.reason", "text": "ตรวจกับคำสั่งแต่งตั้งแล้ว"}]
        if kind == "form1"
        else [],
    }


def _spread(chance: random.Random, cells: dict[str, str], places: list[str], people: int) -> None:
    """Put so many people into so many places."""
    counts = dict.fromkeys(places, 0)
    for _ in range(people):
        counts[chance.choice(places)] += 1
    cells.update({place: str(count) for place, count in counts.items()})
