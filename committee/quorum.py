"""What a sitting has decided. Knows numbers only: no model, no clock, no user.

Seats and ballots in, an outcome and two sentences out; quorum and majority are said apart. The outcome is
what it would be if the item were closed now: decided is not closed.

Source of the default rule: พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539 ม.79–83 (the regulation on development
plans says nothing that could be read; to be confirmed). Abstentions count for the quorum only. A member with
a conflict of interest still holds the seat, so the quorum is not made smaller, but gives no ballot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organisations.law import QuorumRule
from organisations.sentences import Sentence, gettext_noop


class Choice(StrEnum):
    """One member's opinion on one item."""

    APPROVE = "approve"
    APPROVE_REMARKS = "approve_remarks"
    RETURN = "return"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What the item comes to if it is closed now."""

    APPROVED = "approved"
    RETURNED = "returned"
    TIED = "tied"
    NO_QUORUM = "no_quorum"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat as it is on the day: which group, whether somebody holds it, chair or not, recused or not."""

    key: int
    group: str
    held: bool
    chair: bool = False
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The count's data: the quorum as a fraction of the seats held, and what a return needs.

    `return_policy`: "majority" (approve > return) or "any" (one return is enough).
    """

    quorum_num: int = 1
    quorum_den: int = 2
    second_call_den: int = 3
    return_policy: str = "majority"
    source: str = "พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539 ม.79–83"

    @classmethod
    def of(cls, law: QuorumRule) -> Rule:
        """The rule as a law pack has it."""
        return cls(law.quorum_num, law.quorum_den, law.second_call_den, law.return_policy, law.source)


@dataclass(frozen=True, slots=True)
class Count:
    """The count of one item. `needed` is the quorum in seats; `approve` includes those with remarks."""

    outcome: Outcome
    held: int
    answered: int
    approve: int
    returns: int
    abstain: int
    recused: int
    needed: int
    quorum_met: bool
    all_answered: bool
    meeting: bool = False

    @property
    def quorum_sentence(self) -> Sentence:
        """Who has answered (or is present), and whether it is a quorum: "ตอบแล้ว 7 จาก 11 ครบองค์"."""
        params: dict[str, object] = {"answered": self.answered, "held": self.held}
        if self.held == 0:
            return Sentence(_NOBODY)
        if self.quorum_met:
            return Sentence(_PRESENT if self.meeting else _QUORUM, params)
        params |= {"missing": self.needed - self.answered, "needed": self.needed}
        if self.meeting:
            return Sentence(_TOO_FEW_PRESENT, params)
        return Sentence(_NO_MORE if self.all_answered else _NO_QUORUM, params)

    @property
    def majority_sentence(self) -> Sentence:
        """How the opinions stand: "เห็นชอบ 5 ขอให้แก้ไข 2 งดออกเสียง 0"."""
        params: dict[str, object] = {
            "approve": self.approve,
            "returns": self.returns,
            "abstain": self.abstain,
        }
        return Sentence(_MAJORITY, params)

    @property
    def outcome_sentence(self) -> Sentence:
        """What it comes to now, and what is still missing."""
        return Sentence(_OUTCOMES[self.outcome])


_QUORUM = gettext_noop("%(answered)s of %(held)s have answered: a quorum")
_NO_QUORUM = gettext_noop(
    "%(answered)s of %(held)s have answered: %(missing)s more needed for the quorum of %(needed)s"
)
_NO_MORE = gettext_noop(
    "%(answered)s of %(held)s have answered, the others take no part: short of the quorum of %(needed)s by %(missing)s"
)
_PRESENT = gettext_noop("%(answered)s of %(held)s are present and take part: a quorum")
_TOO_FEW_PRESENT = gettext_noop(
    "%(answered)s of %(held)s are present and take part: %(missing)s more needed for the quorum of %(needed)s"
)
_NOBODY = gettext_noop("No seat of the committee is held today: there can be no quorum")
_MAJORITY = gettext_noop("Approve %(approve)s, return %(returns)s, abstain %(abstain)s")
_OUTCOMES = {
    Outcome.APPROVED: gettext_noop("The committee approves."),
    Outcome.RETURNED: gettext_noop("The committee asks for corrections."),
    Outcome.TIED: gettext_noop("The opinions are equal: the chair's opinion will decide."),
    Outcome.NO_QUORUM: gettext_noop("There is no quorum yet."),
    Outcome.NOT_APPROVED: gettext_noop(
        "The committee does not approve, but no issue says why. Please write what is to be corrected."
    ),
}
_TITLES = {
    "council": gettext_noop("Council members"),
    "community": gettext_noop("Representatives of the community"),
    "agency": gettext_noop("Representatives of related agencies"),
    "division_head": gettext_noop("Heads of division"),
    "expert": gettext_noop("Experts"),
}
_TOO_FEW = gettext_noop("%(group)s: %(held)s of %(quota)s seats are held today.")
_TOO_MANY = gettext_noop("%(group)s: %(held)s seats are held today, the regulation has %(quota)s.")
_NO_GROUP = gettext_noop("%(group)s: %(held)s seats are held today, but the regulation has no such group.")


def count(
    seats: Iterable[SeatNow],
    ballots: Mapping[int, Choice],
    rule: Rule,
    *,
    second_call: bool = False,
    returns_have_issue: bool = True,
    meeting: bool = False,
) -> Count:
    """Count the live ballots (seat key → choice) of one item. In a `meeting` they are those of who is present.

    `returns_have_issue` says whether the ballots that return have at least one issue among them: a return
    without one is NOT_APPROVED until the closer writes it. ValueError on a ballot of a seat that is unknown,
    not held or recused, on two chairs, on twins, on a choice or policy that is none.
    """
    may_answer: set[int] = set()
    held = recused = chairs = total = 0
    chair_key: int | None = None
    everyone: set[int] = set()
    for seat in seats:
        total += 1
        everyone.add(seat.key)
        if seat.chair:
            chairs += 1
            chair_key = seat.key
        if seat.held:
            held += 1
            if seat.recused:
                recused += 1
            else:
                may_answer.add(seat.key)
    if len(everyone) != total:
        raise ValueError("two seats have the same key")
    if chairs > 1:
        raise ValueError(f"{chairs} seats are the chair's")
    if not ballots.keys() <= may_answer:
        stray = sorted(ballots.keys() - may_answer)
        raise ValueError(f"a ballot of a seat that is not held, recused or unknown: {stray}")

    cast = list(ballots.values())
    approve = cast.count(Choice.APPROVE) + cast.count(Choice.APPROVE_REMARKS)
    returns, abstain = cast.count(Choice.RETURN), cast.count(Choice.ABSTAIN)
    answered = len(cast)
    if approve + returns + abstain != answered:
        raise ValueError(f"a ballot that is no choice: {sorted(map(str, set(cast) - set(Choice)))}")
    needed = quorum_of(held, rule, second_call=second_call)
    quorum_met = answered >= needed
    outcome = (
        _decide(approve, returns, ballots.get(chair_key) if chair_key is not None else None, rule)
        if quorum_met
        else Outcome.NO_QUORUM
    )
    if outcome is Outcome.RETURNED and not returns_have_issue:
        outcome = Outcome.NOT_APPROVED
    return Count(
        outcome,
        held,
        answered,
        approve,
        returns,
        abstain,
        recused,
        needed,
        quorum_met,
        answered == len(may_answer),
        meeting,
    )


def quorum_of(held: int, rule: Rule, *, second_call: bool = False) -> int:
    """How many of `held` seats make a quorum: the fraction, rounded up, and never nobody."""
    num, den = (1, rule.second_call_den) if second_call else (rule.quorum_num, rule.quorum_den)
    return max(1, -(-held * num // den))


def composition_findings(groups_quota: Mapping[str, int], seats: Sequence[SeatNow]) -> list[Sentence]:
    """What is not as the regulation has it today (3+2+2+2+2): one sentence a group, in the article's order.

    `groups_quota` is group key → seats, as `law.Composition.quotas` gives it. Never a wall: the minutes print
    the reason that is given.
    """
    held: dict[str, int] = {}
    for seat in seats:
        if seat.held:
            held[seat.group] = held.get(seat.group, 0) + 1
    found = []
    for group, quota in groups_quota.items():
        here = held.get(group, 0)
        if here != quota:
            msgid = _TOO_FEW if here < quota else _TOO_MANY
            found.append(Sentence(msgid, {"group": _title(group), "held": here, "quota": quota}))
    for group, here in held.items():
        if group not in groups_quota:
            found.append(Sentence(_NO_GROUP, {"group": _title(group), "held": here}))
    return found


def _decide(approve: int, returns: int, chair: Choice | None, rule: Rule) -> Outcome:
    if rule.return_policy == "any":
        if returns:
            return Outcome.RETURNED
    elif rule.return_policy != "majority":
        raise ValueError(f"no such return policy: {rule.return_policy!r}")
    if approve > returns:
        return Outcome.APPROVED
    if returns > approve:
        return Outcome.RETURNED
    if chair == Choice.RETURN:
        return Outcome.RETURNED
    if chair in (Choice.APPROVE, Choice.APPROVE_REMARKS):
        return Outcome.APPROVED
    return Outcome.TIED


def _title(group: str) -> Sentence | str:
    return Sentence(_TITLES[group]) if group in _TITLES else group
