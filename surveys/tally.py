"""The tabulation of a closed questionnaire, and what of it may be published. Pure: answers in, cells out.

An answer is `{question: value}`; a question that is missing, or whose value is `none`, was not answered. Cells are
addressed as Forms 3/2 and 3/3 print them: `p1.n` respondents; `p1.<block>.<band>.n` and `.percent` (of all
respondents); `p2.<item>.<option>.n` and `.percent` (of those who answered that item, `p2.<item>.base.n`);
`p2.<strategy>.<item>.n`, `.mean` and `.sd` (of those who scored it; S.D. of a sample, n − 1).
Two decimals, half up; a percent, mean or S.D. with nothing to take it from is "".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from surveys.questions import NONE, Asked

FEW = 5
"""Fewer respondents than this in a cell are hidden in whatever is published."""

Answers = Mapping[str, str]


def _two(value: Fraction) -> str:
    """Two decimals, half up; of a value that is not negative."""
    with localcontext() as exact:
        exact.prec = 50
        whole = (value * 100 + Fraction(1, 2)).__floor__()
        return f"{Decimal(whole) / 100:.2f}"


def percent(part: int, whole: int) -> str:
    """`part` as a percent of `whole`; "" of nothing."""
    return _two(Fraction(100 * part, whole)) if whole else ""


def mean(scores: Sequence[int]) -> str:
    """The mean; "" of nothing."""
    return _two(Fraction(sum(scores), len(scores))) if scores else ""


def deviation(scores: Sequence[int]) -> str:
    """The standard deviation of a sample (n − 1); "" for fewer than two scores."""
    n = len(scores)
    if n < 2:
        return ""
    variance = Fraction(n * sum(x * x for x in scores) - sum(scores) ** 2, n * (n - 1))
    with localcontext() as exact:
        exact.prec = 50
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return str(root.quantize(Decimal("0.01"), ROUND_HALF_UP))


def tabulate(asked: Asked, answers: Sequence[Answers]) -> dict[str, str]:
    """Every cell of the form that can be counted from the answers."""
    cells = {"p1.n": str(len(answers))}
    for block in asked.wording["blocks"]:
        count = Counter(one.get(block["key"]) or NONE for one in answers)
        for key in (*(band["key"] for band in block["bands"]), NONE):
            cells[f"p1.{block['key']}.{key}.n"] = str(count[key])
            cells[f"p1.{block['key']}.{key}.percent"] = percent(count[key], len(answers))
    return cells | (_scores(asked, answers) if asked.is_scored else _choices(asked, answers))


def _choices(asked: Asked, answers: Sequence[Answers]) -> dict[str, str]:
    options = [key for key, _ in asked.scale()]
    together: Counter[str] = Counter()
    cells: dict[str, str] = {}
    for item in asked.wording["items"]:
        count = Counter(one.get(item["key"]) or NONE for one in answers)
        together += count
        cells |= _row(item["key"], options, count) | {f"p2.{item['key']}.{NONE}.n": str(count[NONE])}
    return cells | _row("all", options, together)


def _row(item: str, options: Sequence[str], count: Counter[str]) -> dict[str, str]:
    base = sum(count[option] for option in options)
    cells = {f"p2.{item}.base.n": str(base)}
    for option in options:
        cells[f"p2.{item}.{option}.n"] = str(count[option])
        cells[f"p2.{item}.{option}.percent"] = percent(count[option], base)
    return cells


def _scores(asked: Asked, answers: Sequence[Answers]) -> dict[str, str]:
    cells: dict[str, str] = {}
    all_means = []
    for strategy in asked.strategies:
        means = []
        for item in asked.wording["items"]:
            name = f"{strategy['key']}.{item['key']}"
            given = [one.get(name) or NONE for one in answers]
            scores = [int(value) for value in given if value != NONE]
            cells[f"p2.{name}.n"] = str(len(scores))
            cells[f"p2.{name}.mean"] = mean(scores)
            cells[f"p2.{name}.sd"] = deviation(scores)
            means.append(cells[f"p2.{name}.mean"])
        cells[f"p2.{strategy['key']}.all.mean"] = _mean_of(means)
        all_means.append(cells[f"p2.{strategy['key']}.all.mean"])
    cells["p2.all.mean"] = _mean_of(all_means)
    return cells


def _mean_of(means: Iterable[str]) -> str:
    """The mean of means as the form prints them: of the two decimals that stand on the paper."""
    there = [Fraction(one) for one in means if one]
    return _two(sum(there, Fraction(0)) / len(there)) if there else ""


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """Which places of a row of counts are hidden, when the row's sum is published.

    Every count under `FEW`, none at all among them; then from the row's end ("no answer" first) as many more as it
    takes for two to be hidden that hold `FEW` each on average. So what is left over never says how many a small cell
    holds, even to who knows this rule: the order does not depend on the counts (`tests/surveys/test_hiding.py` tries
    every row).
    """
    away = {place for place, count in enumerate(counts) if count < FEW}
    rest = [place for place in reversed(range(len(counts))) if place not in away]
    while away and rest and (len(away) < 2 or sum(counts[place] for place in away) < FEW * len(away)):
        away.add(rest.pop(0))
    return frozenset(away)


def published(asked: Asked, cells: Mapping[str, str]) -> dict[str, str | None]:
    """The cells as they may be published: None where one is hidden.

    Hidden are cells under `FEW` respondents and what would give them away: the rest of their row as far as needed,
    percents of a base that would tell a hidden "no answer", sums over rows in which something is hidden, and
    means over scores one of which is hidden. Of a questionnaire with fewer than `FEW` respondents everything is.
    """
    shown: dict[str, str | None] = dict(cells)
    everyone = int(cells["p1.n"])
    if everyone < FEW:
        return dict.fromkeys(cells, None)
    for block in asked.wording["blocks"]:
        keys = [f"p1.{block['key']}.{key}" for key in (*(band["key"] for band in block["bands"]), NONE)]
        for place in hidden([int(cells[f"{key}.n"]) for key in keys]):
            shown[f"{keys[place]}.n"] = shown[f"{keys[place]}.percent"] = None
    if asked.is_scored:
        _hide_scores(asked, cells, shown, everyone)
    else:
        _hide_choices(asked, cells, shown)
    return shown


def _hide_choices(asked: Asked, cells: Mapping[str, str], shown: dict[str, str | None]) -> None:
    options = [key for key, _ in asked.scale()]
    anything = False
    for item in asked.wording["items"]:
        keys = [*options, NONE]
        away = {keys[n] for n in hidden([int(cells[f"p2.{item['key']}.{key}.n"]) for key in keys])}
        anything = anything or bool(away)
        for key in away:
            shown[f"p2.{item['key']}.{key}.n"] = None
        for option in options:
            if option in away or NONE in away:
                shown[f"p2.{item['key']}.{option}.percent"] = None
        if NONE in away:
            shown[f"p2.{item['key']}.base.n"] = None
    if anything:
        for cell in shown:
            if cell.startswith("p2.all."):
                shown[cell] = None


def _hide_scores(asked: Asked, cells: Mapping[str, str], shown: dict[str, str | None], everyone: int) -> None:
    whole = True
    for strategy in asked.strategies:
        complete = True
        for item in asked.wording["items"]:
            name = f"p2.{strategy['key']}.{item['key']}"
            n = int(cells[f"{name}.n"])
            if n < FEW:
                shown[f"{name}.n"] = shown[f"{name}.mean"] = shown[f"{name}.sd"] = None
                complete = False
            elif 0 < everyone - n < FEW:  # so few gave no answer here
                shown[f"{name}.n"] = None
        if not complete:
            shown[f"p2.{strategy['key']}.all.mean"] = None
            whole = False
    if not whole:
        shown["p2.all.mean"] = None
