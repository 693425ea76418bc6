"""The list of the rules of Form 2: one rule, one id, its levels, what it says, where it is asked.

`docs/findings.md` is made of it (`table`) and held to it by a test. Source: the F2-xx rules of the field;
F2-19 and F2-20 are the product's own. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.findings.finding import Level
from organisations.sentences import Sentence, gettext_noop

MUST, SHOULD, NOTE = Level.MUST_FIX, Level.SHOULD_CHECK, Level.INFORMATION


@dataclass(frozen=True, slots=True)
class Rule:
    """`form`: asked of a form that is being made; `stated`: asked of a report made elsewhere."""

    id: str
    levels: tuple[Level, ...]
    title: str
    says: str
    form: bool
    stated: bool
    settled_by_a_reason: bool = False


RULES: tuple[Rule, ...] = (
    Rule(
        "F2-01",
        (MUST,),
        gettext_noop("Plan figures do not add up"),
        gettext_noop(
            "Table 3: the total row is the sum of the strategies, the total column that of the years."
        ),
        form=False,
        stated=True,
    ),
    Rule(
        "F2-02",
        (MUST,),
        gettext_noop("Statuses do not add up to the number of projects"),
        gettext_noop("Every project has one status, and the statuses add up to all projects."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-03",
        (MUST,),
        gettext_noop("Totals differ from what is listed"),
        gettext_noop(
            "Totals are the sums of the strategies and of the rows listed, wherever they are stated."
        ),
        form=False,
        stated=True,
    ),
    Rule(
        "F2-04",
        (SHOULD, NOTE),
        gettext_noop("Percent differs from its base"),
        gettext_noop("A percent is n ÷ base × 100, rounded half up; up to 0.01 off is information."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-05",
        (MUST,),
        gettext_noop("Regular money and reserve do not add up"),
        gettext_noop("Table 5: the sum is the regular budget and the accumulated reserve."),
        form=False,
        stated=True,
    ),
    Rule(
        "F2-06",
        (MUST, SHOULD),
        gettext_noop("Amount that cannot be"),
        gettext_noop(
            "Budget and spending to date are not below 0, with two decimals and up to 15 digits; "
            "an amount of the period below 0 is a refund, to be checked."
        ),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-07",
        (MUST, SHOULD),
        gettext_noop("Spent above the budget"),
        gettext_noop(
            "Spent to date is at most the budget after transfers; "
            "with a note that names the reason it is to be checked."
        ),
        form=True,
        stated=True,
        settled_by_a_reason=True,
    ),
    Rule(
        "F2-08",
        (SHOULD,),
        gettext_noop("Status and spending do not agree"),
        gettext_noop("Done with nothing or less than half spent, or not started with spending."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-09",
        (SHOULD,),
        gettext_noop("Lower than in the last period"),
        gettext_noop("A figure to date never falls, and what was done stays done."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-10",
        (MUST,),
        gettext_noop("Earmarked subsidy does not agree"),
        gettext_noop(
            "Table 6: each subsidised project has one result, no more is spent than was received, "
            "and its rows are those paid out of earmarked subsidies."
        ),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-11",
        (SHOULD,),
        gettext_noop("Another measure in the column"),
        gettext_noop("A column holds one measure: budgets, or what was spent."),
        form=False,
        stated=True,
    ),
    Rule(
        "F2-12",
        (SHOULD,),
        gettext_noop("Same amount twice"),
        gettext_noop("A large amount with satang stands in the rows of two or three different projects."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-13",
        (MUST,),
        gettext_noop("Fiscal year that cannot be"),
        gettext_noop("The fiscal year has four digits (B.E.), from 2540 to 2600."),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-14",
        (SHOULD, NOTE),
        gettext_noop("Money of other agencies"),
        gettext_noop(
            "Projects in another agency's budget are shown, but left out of the unit's own percent."
        ),
        form=True,
        stated=True,
    ),
    Rule(
        "F2-15",
        (MUST, SHOULD),
        gettext_noop("Cancelled, but money was spent"),
        gettext_noop(
            "A cancelled project has no spending; with a note that names the reason it is to be checked."
        ),
        form=True,
        stated=True,
        settled_by_a_reason=True,
    ),
    Rule(
        "F2-16",
        (SHOULD,),
        gettext_noop("Project of the last period is missing"),
        gettext_noop("Every project of the last period is listed again."),
        form=True,
        stated=False,
    ),
    Rule(
        "F2-17",
        (SHOULD,),
        gettext_noop("Change without its authority"),
        gettext_noop("An added or cancelled project has its plan change, with authority and day."),
        form=True,
        stated=False,
    ),
    Rule(
        "F2-18",
        (SHOULD,),
        gettext_noop("No problems and obstacles told"),
        gettext_noop("Part 4 is not empty while more than 30 percent of the projects have not started."),
        form=True,
        stated=False,
    ),
    Rule(
        "F2-19",
        (SHOULD,),
        gettext_noop("Differs from the ledger"),
        gettext_noop("Spending to date equals finance's figure, of the line and of the fund."),
        form=True,
        stated=False,
    ),
    Rule(
        "F2-20",
        (SHOULD,),
        gettext_noop("Unlike the line's earlier periods"),
        gettext_noop(
            "An amount that repeats the last period's, or is out of all measure beside the earlier ones."
        ),
        form=True,
        stated=False,
    ),
)
BY_ID = {rule.id: rule for rule in RULES}
SETTLED_BY_A_REASON = frozenset(rule.id for rule in RULES if rule.settled_by_a_reason)
"""Must-fix rules that a note naming the reason turns into should-check."""


def title(rule: str) -> Sentence:
    """The heading of a finding of a rule."""
    return Sentence(BY_ID[rule].title)


def table() -> str:
    """The rules as a Markdown table, for `docs/findings.md`."""
    words = {MUST: "must fix", SHOULD: "should check", NOTE: "information"}
    lines = [
        "| id | level | title | what it says | the form being made | a report made elsewhere |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {rule.id} | {', '.join(words[level] for level in rule.levels)} | {rule.title} | {rule.says} "
        f"| {'yes' if rule.form else 'cannot be wrong' if rule.id < 'F2-06' else '–'} "
        f"| {'yes' if rule.stated else '–'} |"
        for rule in RULES
    ]
    return "\n".join(lines) + "\n"
