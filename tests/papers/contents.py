"""Made-up Form 2 contents whose sums agree, for tests and benchmark. Seeded, no clock."""

from __future__ import annotations

import hashlib
import json
import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

STRATEGIES = (
    "การพัฒนาโครงสร้างพื้นฐาน",
    "การพัฒนาคุณภาพชีวิตและสังคม",
    "การพัฒนาการศึกษา ศาสนา และวัฒนธรรม",
    "การพัฒนาทรัพยากรธรรมชาติและสิ่งแวดล้อม",
    "การพัฒนาการบริหารจัดการที่ดี",
)
VERBS = ("ก่อสร้างถนนคอนกรีตเสริมเหล็ก", "ขุดลอกคลอง", "วางท่อเมนระบบประปา", "อบรมอาชีพผู้สูงอายุ", "ซ่อมแซมฝาย")
PLACES = ("สายบ้านโคก–ห้วยทราย", "บ้านหนองแวง", "ซอยร่วมใจ 2", "ศูนย์พัฒนาเด็กเล็ก", "สายทางเข้าวัดป่าศรัทธาธรรม")
DIVISIONS = ("กองช่าง", "สำนักปลัด", "กองคลัง", "กองการศึกษาฯ")
FUNDS = (
    ("ordinance", "ข้อบัญญัติ", "regular"),
    ("reserve_fund", "เงินสะสม", "reserve"),
    ("earmarked_grant", "เงินอุดหนุนเฉพาะกิจ", "regular"),
    ("other_agency", "อบจ.", "outside"),
)
STATES = ("done", "in_progress", "not_started", "cancelled")


def _percent(part: Decimal | int, whole: Decimal | int) -> str:
    if not whole:
        return ""
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _two(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


def make_content(projects: int, seed: int = 1, *, years: int = 5, strategies: int = 5) -> dict[str, Any]:
    """A frozen content of `projects` rows; the same seed gives the same content."""
    rng = random.Random(seed)
    cells: dict[str, str] = {}
    bases: dict[str, list[str]] = {}
    rows: list[dict[str, Any]] = []
    lines: dict[str, dict[str, Any]] = {}
    keys = [f"s{n}" for n in range(1, strategies + 1)]
    sums: dict[tuple[str, str], Decimal] = {}
    counts: dict[tuple[str, str], int] = {}

    def add(key: str, part: str, value: Decimal) -> None:
        for where in (key, "total"):
            sums[where, part] = sums.get((where, part), Decimal(0)) + value

    def count(key: str, part: str) -> None:
        for where in (key, "total"):
            counts[where, part] = counts.get((where, part), 0) + 1

    for number in range(1, projects + 1):
        strategy = keys[number * len(keys) // (projects + 1)]
        status, added = rng.choices(STATES, (3, 4, 5, 1))[0], rng.random() < 0.05
        row = f"{rng.getrandbits(128):032x}"
        funds = rng.sample(FUNDS, 2 if rng.random() < 0.15 else 1)
        own: list[str] = []
        for fund, fund_name, column in funds:
            line = f"{rng.getrandbits(128):032x}"
            own.append(line)
            budget = Decimal(rng.randrange(10_000_00, 9_000_000_00)) / 100
            transfer = Decimal(rng.choice((0, 0, 0, -20000, 35000)))
            opening = Decimal(rng.choice((0, 0, 15000)))
            available = budget + transfer
            given = rng.random() < 0.9
            amount = (available * Decimal(rng.randrange(0, 80)) / 100).quantize(Decimal("0.01"))
            if status in ("not_started", "cancelled"):
                amount = Decimal(0)
            to_date = opening + amount
            lines[line] = {
                "fund": fund,
                "fund_name": fund_name,
                "budget_year": 2569,
                "basis": "amount",
                "opening": {"as_of": "2025-10-01", "source": "e-LAAS"} if opening else None,
                "earlier": [],
            }
            figures = {"budget": budget, "transfer": transfer, "available": available, "opening": opening}
            if given:
                figures |= {"amount": amount, "to_date": to_date, "remaining": available - to_date}
                cells[f"p2.line.{line}.percent"] = _percent(to_date, available)
                add(strategy, f"{column}.amount", amount)
                add(strategy, "amount", amount)
                add(strategy, "to_date", to_date)
            for part, value in figures.items():
                cells[f"p2.line.{line}.{part}"] = _two(value)
            add(strategy, f"{column}.budget", available)
            add(strategy, "available", available)
            if column == "outside":
                count(strategy, "outside")
            if fund == "earmarked_grant":
                for part, value in (("received", budget), ("spent", to_date)):
                    cells[f"p3.t6.{line}.{part}"] = _two(value)
                    add(strategy, f"t6.{part}", value)
        cells[f"p2.row.{row}.status"] = status
        count(strategy, status)
        count(strategy, "all")
        if added:
            count(strategy, "added")
        rows.append(
            {
                "key": row,
                "number": number,
                "strategy": strategy,
                "name": f"{rng.choice(VERBS)} {rng.choice(PLACES)} ระยะที่ {rng.randrange(1, 9)}",
                "village": str(rng.randrange(1, 15)),
                "division": rng.choice(DIVISIONS),
                "status": status,
                "added": added,
                "obstacle": rng.choice(
                    ("", "", "ฝนตกหนักในช่วงเดือนพฤศจิกายน", "รอโอนงบประมาณ", "ผู้รับจ้างขอขยายเวลา 30 วัน")
                ),
                "lines": own,
            }
        )

    plan_years = range(2570 - years + 1, 2571)
    plan: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for key in keys:
        for year in plan_years:
            n = rng.randrange(0, 40)
            budget = Decimal(rng.randrange(1_000_000_00, 40_000_000_00)) / 100 if n else Decimal(0)
            for where in ((key, f"y{year}"), (key, "sum"), ("total", f"y{year}"), ("total", "sum")):
                before = plan.get(where, (0, Decimal(0)))
                plan[where] = before[0] + n, before[1] + budget
    for (key, part), (n, budget) in plan.items():
        cells[f"p2.t3.{key}.{part}.n"], cells[f"p2.t3.{key}.{part}.budget"] = str(n), _two(budget)

    for key in (*keys, "total"):
        whole = counts.get((key, "all"), 0)
        for state in (*STATES, "added", "all"):
            n = counts.get((key, state), 0)
            cells[f"p2.t4.{key}.{state}.n"] = str(n)
            cells[f"p2.t4.{key}.{state}.percent"] = _percent(n, whole)
            bases[f"p2.t4.{key}.{state}.percent"] = [
                str(n),
                str(whole),
                "all_projects" if key == "total" else "strategy_projects",
            ]
        for column in ("regular", "reserve", "sum"):
            parts = ("regular", "reserve") if column == "sum" else (column,)
            amount = sum((sums.get((key, f"{p}.amount"), Decimal(0)) for p in parts), Decimal(0))
            budget = sum((sums.get((key, f"{p}.budget"), Decimal(0)) for p in parts), Decimal(0))
            cells[f"p2.t5.{key}.{column}.amount"] = _two(amount)
            cells[f"p2.t5.{key}.{column}.budget"] = _two(budget)
            cells[f"p2.t5.{key}.{column}.percent"] = _percent(amount, budget)
            bases[f"p2.t5.{key}.{column}.percent"] = [_two(amount), _two(budget), "fund_budget"]
        listed = {part: sums.get((key, part), Decimal(0)) for part in ("available", "amount", "to_date")}
        for part, value in listed.items():
            cells[f"p2.list.{key}.{part}"] = _two(value)
        cells[f"p2.list.{key}.remaining"] = _two(listed["available"] - listed["to_date"])
        cells[f"p2.list.{key}.percent"] = _percent(listed["to_date"], listed["available"])
    cells["p2.t5.outside.n"] = str(counts.get(("total", "outside"), 0))
    for part in ("budget", "amount"):
        cells[f"p2.t5.outside.{part}"] = _two(sums.get(("total", f"outside.{part}"), Decimal(0)))
    for part in ("received", "spent"):
        cells[f"p3.t6.total.{part}"] = _two(sums.get(("total", f"t6.{part}"), Decimal(0)))
    cells["p3.short.n"] = str(rng.randrange(0, 3)) if projects else "0"

    first = rows[0] if rows else None
    return {
        "schema": "tidtam/form2/1",
        "template": "form2-handbook-1",
        "revision": 2,
        "unit": {
            "code": "6500101",
            "name": "องค์การบริหารส่วนตำบลบ้านนา",
            "short": "อบต.บ้านนา",
            "district": "เมืองใหม่",
            "province": "ศรีธารา",
        },
        "plan": {
            "code": "plan2566",
            "name": "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)",
            "first_year": plan_years[0],
            "last_year": plan_years[-1],
        },
        "period": {
            "key": "2569-q1",
            "kind": "quarter",
            "fiscal_year": 2569,
            "number": 1,
            "starts_on": "2025-10-01",
            "ends_on": "2026-01-01",
        },
        "law": "handbook-quarterly",
        "strategies": [
            {"key": key, "number": n, "name": STRATEGIES[(n - 1) % len(STRATEGIES)]}
            for n, key in enumerate(keys, 1)
        ],
        "rows": rows,
        "lines": lines,
        "cells": cells,
        "bases": bases,
        "sections": {
            "p1": {"nothing": False},
            "p2a": {"nothing": not rows},
            "p2b": {"nothing": not rows},
            "p3": {"nothing": not rows},
            "p4": {"nothing": not rows},
        },
        "texts": {
            "p4.obstacles": "ฝนตกหนักในเดือนพฤศจิกายน ทำให้งานก่อสร้างถนนและรางระบายน้ำ 3 โครงการล่าช้ากว่าแผน "
            "และผู้รับจ้างโครงการวางท่อเมนประปา หมู่ที่ 2 ขอขยายเวลา"
            if rows
            else "",
            "p4.suggestions": "ควรเร่งออกแบบโครงการที่ได้รับเงินอุดหนุนเฉพาะกิจให้แล้วเสร็จก่อนสิ้นไตรมาสที่ 2"
            if rows
            else "",
        },
        "changes": [
            {
                "kind": "transfer",
                "row": first["key"],
                "line": first["lines"][0],
                "amount": "-20000.00",
                "authority": "มติสภา อบต. สมัยสามัญ ครั้งที่ 4/2568",
                "decided_on": "2025-11-22",
                "reason": "โอนไปตั้งจ่ายเป็นรายการใหม่",
            }
        ]
        if first
        else [],
        "notes": [
            {
                "rule": "F2-08",
                "cell": f"p2.line.{first['lines'][0]}.amount",
                "text": "งานแล้วเสร็จปลายธันวาคม อยู่ระหว่างตรวจรับและเบิกจ่าย",
            }
        ]
        if first
        else [],
    }


def canonical(content: object) -> bytes:
    """The bytes whose SHA-256 is the fingerprint."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "replace"
    )


def fingerprint_of(content: object) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
