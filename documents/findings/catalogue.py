"""The list of the rules: one rule, one id, its levels, what it says, where it is asked.

`docs/findings.md` is made of it (`table`) and held to it by a test. Source: the F1-01, F2-xx, F31-xx, F32-01
and F33-01 of the field; F2-19, F2-20, F31-05, F32-02, F33-02 and the SC rules are the product's own. Pure.
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
    kinds: tuple[str, ...] = ("form2",)
    """The kinds of form it is asked of."""


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
    Rule(
        "F1-01",
        (
            MUST,
            SHOULD,
        ),
        gettext_noop("Item without its answer"),
        gettext_noop("Every item has exactly one of the two answers, and “not done” its reason."),
        form=True,
        stated=False,
        kinds=("form1",),
    ),
    Rule(
        "F31-01",
        (MUST,),
        gettext_noop("Percents do not add up to 100"),
        gettext_noop("The percents of an item add up to 100, give or take 0.05."),
        form=True,
        stated=False,
        kinds=("form3_1",),
    ),
    Rule(
        "F31-02",
        (SHOULD,),
        gettext_noop("More practised than planned"),
        gettext_noop("Projects practised are at most the projects that stand in the plan."),
        form=True,
        stated=False,
        kinds=("form3_1",),
    ),
    Rule(
        "F31-03",
        (SHOULD,),
        gettext_noop("Differs from Form 2"),
        gettext_noop("Projects practised are those of Form 2 of the year's last period."),
        form=True,
        stated=False,
        kinds=("form3_1",),
    ),
    Rule(
        "F31-04",
        (MUST,),
        gettext_noop("Nobody answered"),
        gettext_noop("Satisfaction is told of at least one person who answered."),
        form=True,
        stated=False,
        kinds=("form3_1",),
    ),
    Rule(
        "F31-05",
        (MUST,),
        gettext_noop("Number of projects is missing"),
        gettext_noop("Every strategy has its number of projects planned and practised."),
        form=True,
        stated=False,
        kinds=("form3_1",),
    ),
    Rule(
        "F32-01",
        (MUST,),
        gettext_noop("People do not add up"),
        gettext_noop("Each question on the person, and each item, adds up to all who answered."),
        form=True,
        stated=False,
        kinds=(
            "form3_2",
            "form3_3",
        ),
    ),
    Rule(
        "F32-02",
        (MUST,),
        gettext_noop("Number of people is missing"),
        gettext_noop("The number of people who answered is there and is not 0."),
        form=True,
        stated=False,
        kinds=(
            "form3_2",
            "form3_3",
        ),
    ),
    Rule(
        "F33-01",
        (MUST,),
        gettext_noop("Score that cannot be"),
        gettext_noop("Every strategy of the plan has its block of scores, each from 0 to 10."),
        form=True,
        stated=False,
        kinds=("form3_3",),
    ),
    Rule(
        "F33-02",
        (MUST,),
        gettext_noop("More answers than people"),
        gettext_noop("An item has at most as many answers as people took part."),
        form=True,
        stated=False,
        kinds=("form3_3",),
    ),
    Rule(
        "SC-01",
        (MUST,),
        gettext_noop("Score above the full score"),
        gettext_noop("A member's score lies between 0 and the full score of the criterion."),
        form=True,
        stated=False,
        kinds=("scores",),
    ),
    Rule(
        "SC-02",
        (MUST,),
        gettext_noop("Criterion without a score"),
        gettext_noop("Every criterion has the score of at least one member."),
        form=True,
        stated=False,
        kinds=("scores",),
    ),
    Rule(
        "SC-03",
        (NOTE,),
        gettext_noop("Below good standing"),
        gettext_noop("Each part has at least 80 percent of its full score."),
        form=True,
        stated=False,
        kinds=("scores",),
    ),
)
KINDS = {
    "form1": "Form 1",
    "form2": "Form 2",
    "form3_1": "Form 3/1",
    "form3_2": "Form 3/2",
    "form3_3": "Form 3/3",
    "scores": "scores",
}
CANNOT_BE_WRONG = ("F2-01", "F2-03", "F2-05")
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
        "| id | of | level | title | what it says | the form being made | a report made elsewhere |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {rule.id} | {', '.join(KINDS[kind] for kind in rule.kinds)} "
        f"| {', '.join(words[level] for level in rule.levels)} | {rule.title} | {rule.says} "
        f"| {'yes' if rule.form else 'cannot be wrong' if rule.id in CANNOT_BE_WRONG else '–'} "
        f"| {'yes' if rule.stated else '–'} |"
        for rule in RULES
    ]
    return "\n".join(lines) + "\n"
