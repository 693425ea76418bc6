"""Paper sheets: each keyed in twice, one keystroke an answer; the two are compared, and it counts once they agree.

A sheet is a line of keys in the order of its questions. A band or an option is its place on the sheet (1 the first
one), a village its number; 0 is "no answer". Scores of Form 3/3 are the figure itself, `x` for ten and `-` for
no answer. Blanks between keys mean nothing. Villages of two figures are closed by a comma (`12,`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from organisations.models import User
from organisations.sentences import gettext_noop
from surveys import collecting
from surveys.collecting import CollectingRefused
from surveys.models import PaperSheet, Questionnaire
from surveys.questions import NONE, PLACE, Asked, Question

THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_SHORT = gettext_noop(
    "%(given)s answers were keyed in; the sheet has %(wanted)s. It ends before “%(question)s”."
)
_LONG = gettext_noop("%(given)s answers were keyed in; the sheet has only %(wanted)s.")
_KEY = gettext_noop("“%(key)s” is no answer of “%(question)s”: use %(keys)s.")
_DONE = gettext_noop("Sheet %(number)s was keyed in twice already and is counted.")
_NUMBER = gettext_noop("Please give the number that is printed on the sheet, 1 to 9999.")
_CLOSED = gettext_noop("This questionnaire is closed. Thank you to everyone who answered.")
_CHOICE = gettext_noop("Please choose what the sheet says for “%(question)s”.")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A question whose two entries differ: the words of both."""

    question: Question
    first: str
    second: str


def keys_of(question: Question, *, scored: bool) -> dict[str, str]:
    """Which key means which answer of a question."""
    if scored:
        return {"-" if value == NONE else "x" if value == "10" else value: value for value in question.values}
    if question.key == PLACE:
        return {"0" if value == NONE else value: value for value in question.values}
    return {
        "0" if value == NONE else str(number): value for number, value in enumerate(question.values, start=1)
    }


def _strokes(asked: Asked) -> list[tuple[Question, dict[str, str]]]:
    people = {one.key for one in asked.people()}
    return [
        (one, keys_of(one, scored=asked.is_scored and one.key not in people))
        for one in asked.questions().values()
    ]


def read(asked: Asked, line: str) -> dict[str, str]:
    """The answers that a line of keys stands for; refused with the question at which it goes wrong."""
    wanted = _strokes(asked)
    rest = "".join(line.translate(THAI).lower().split())
    answers: dict[str, str] = {}
    for question, keys in wanted:
        rest = rest.removeprefix(",")
        if not rest:
            raise CollectingRefused(
                "short", _SHORT, given=len(answers), wanted=len(wanted), question=question.title
            )
        key = rest[0]
        if question.key == PLACE and any(len(one) > 1 for one in keys):
            key = rest.split(",")[0] if "," in rest[:4] else rest[0]
        if key not in keys:
            told = " ".join(keys)
            raise CollectingRefused("key", _KEY, key=key, question=question.title, keys=told)
        answers[question.key] = keys[key]
        rest = rest[len(key) :]
    if rest.strip(","):
        raise CollectingRefused("long", _LONG, given=len(wanted) + len(rest), wanted=len(wanted))
    return answers


def line_of(asked: Asked, answers: Mapping[str, str]) -> str:
    """The line of keys that stands for answers: what `read` reads back."""
    told = []
    for question, keys in _strokes(asked):
        back = {value: key for key, value in keys.items()}
        key = back[answers.get(question.key, NONE)]
        told.append(f"{key}," if question.key == PLACE and any(len(one) > 1 for one in keys) else key)
    return "".join(told)


def mismatches(asked: Asked, sheet: PaperSheet) -> list[Mismatch]:
    """Where the two entries of a sheet differ, in the order of the questions."""
    if sheet.second is None or sheet.counted:
        return []
    found = []
    for key, question in asked.questions().items():
        one, other = sheet.first.get(key, NONE), sheet.second.get(key, NONE)
        if one != other:
            words = dict(question.options)
            found.append(Mismatch(question, words.get(one, one), words.get(other, other)))
    return found


@transaction.atomic
def key_in(one: Questionnaire, number: int, line: str, *, actor: User) -> tuple[PaperSheet, list[Mismatch]]:
    """Take one entry of a sheet: the first is kept, the second compared; equal ones are counted.

    Gives the sheet and where its two entries differ. Refused for a sheet that is counted, a wrong key, a closed one.
    """
    asked = one.asked()
    answers = read(asked, line)
    if not 1 <= number <= 9999:
        raise CollectingRefused("number", _NUMBER)
    locked = Questionnaire._base_manager.select_for_update().get(pk=one.pk)
    if locked.closed_at is not None or locked.withdrawn_at is not None:
        raise CollectingRefused("closed", _CLOSED)
    sheet = PaperSheet._base_manager.filter(questionnaire=one, number=number).first()
    if sheet is None:
        made = PaperSheet._base_manager.create(
            questionnaire=one, number=number, first=answers, first_by=actor
        )
        return made, []
    if sheet.counted:
        raise CollectingRefused("counted", _DONE, number=number)
    sheet.second, sheet.second_by = answers, actor
    found = mismatches(asked, sheet)
    if not found:
        collecting.count_paper(locked, answers)
        sheet.counted = True
    sheet.save(update_fields=["second", "second_by", "counted"])
    return sheet, found


@transaction.atomic
def decide(one: Questionnaire, number: int, chosen: Mapping[str, str]) -> PaperSheet:
    """Settle where two entries differ, `chosen` being `first` or `second` by question; then it is counted."""
    locked = Questionnaire._base_manager.select_for_update().get(pk=one.pk)
    if locked.closed_at is not None:
        raise CollectingRefused("closed", _CLOSED)
    sheet = PaperSheet._base_manager.filter(questionnaire=one, number=number).first()
    if sheet is None or sheet.second is None:
        raise CollectingRefused("number", _NUMBER)
    if sheet.counted:
        raise CollectingRefused("counted", _DONE, number=number)
    answers = dict(sheet.second)
    for mismatch in mismatches(one.asked(), sheet):
        key = mismatch.question.key
        if chosen.get(key) not in ("first", "second"):
            raise CollectingRefused("choice", _CHOICE, question=mismatch.question.title)
        answers[key] = (sheet.first if chosen[key] == "first" else sheet.second).get(key, NONE)
    collecting.count_paper(locked, answers)
    sheet.second, sheet.counted = answers, True
    sheet.save(update_fields=["second", "counted"])
    return sheet


def discard(one: Questionnaire, number: int) -> None:
    """Take away a sheet's entries that were not counted, for a number that was keyed in by mistake."""
    PaperSheet._base_manager.filter(questionnaire=one, number=number, counted=False).delete()


def waiting(one: Questionnaire) -> Sequence[PaperSheet]:
    """The sheets that wait for a second entry or a decision, by number."""
    rows = PaperSheet._base_manager.filter(questionnaire=one, counted=False).order_by("number")
    return list(rows.select_related("first_by", "second_by"))
