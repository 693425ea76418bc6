"""Drawn answers to a questionnaire, and what they are asked with."""

from __future__ import annotations

import random
from collections.abc import Sequence

from documents.wording import shipped
from surveys.questions import NONE, Asked

STRATEGIES = [{"key": f"s{n}", "number": n, "name": f"ยุทธศาสตร์ที่ {n}"} for n in (1, 2, 3)]
PLACES = [("1", "หมู่ 1 บ้านนา"), ("2", "หมู่ 2 บ้านทุ่ง")]


def asked_of(kind: str, places: Sequence[tuple[str, str]] = ()) -> Asked:
    """What a questionnaire of that form asks with."""
    return Asked(shipped(kind), STRATEGIES, places)


def drawn(asked: Asked, draw: random.Random, count: int) -> list[dict[str, str]]:
    """Answers of `count` people; some answer little, and what is not answered is sometimes left out."""
    people = []
    for _ in range(count):
        silent = draw.random() * 0.4
        one = {}
        for question in asked.questions().values():
            value = NONE if draw.random() < silent else draw.choice(question.values)
            if value != NONE or draw.random() < 0.5:
                one[question.key] = value
        people.append(one)
    return people
