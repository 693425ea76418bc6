"""A small pure model of one report and its committee: what each move answers, and what stands afterwards.

It knows nothing of the product: no database, no django, its own way of counting. `test_histories` plays the
same history on both. A method changes the model and gives "" , or changes nothing and gives the refusal's code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

EDITABLE = ("drafting", "returned")
DAY = 24
"""Hours; the model's clock counts them."""
CIRCULATION_DAYS = SECOND_CALL_DAYS = 7
LATEST_SECOND_CALL = 14
CHAIR, SECRETARY, SEATS = 1, 10, 11
FIRST, SECOND = Fraction(1, 2), Fraction(1, 3)
"""The shares of the seats held that make a quorum, at the first call and at the second."""


@dataclass
class Item:
    """The open item: where it is decided, who is present, what was said."""

    meeting: bool
    moment: int
    second: bool = False
    begun: bool = False
    presiding: int | None = None
    present: frozenset[int] = frozenset()
    advance: dict[int, str] = field(default_factory=dict)
    recorded: dict[int, str] = field(default_factory=dict)

    @property
    def counted(self) -> dict[int, str]:
        """What is counted: in a meeting only what was recorded there."""
        return self.recorded if self.meeting else self.advance


@dataclass
class Model:
    """One report, its committee of eleven, and the hours that have passed."""

    state: str = "drafting"
    hours: int = 0
    revisions: int = 0
    approved_revision: int = 0
    approved_in_a_meeting: bool = False
    hops: int = 0
    """How many of the house read it before the committee."""
    signs: bool = False
    """Whether the house keeps the executive's signature."""
    readers: list[str] = field(default_factory=list)
    """Who has read it since it was proposed."""
    asked_to_cancel: bool = False
    open_issues: int = 0
    item: Item | None = None
    held: set[int] = field(default_factory=lambda: set(range(1, SEATS + 1)))
    outcomes: list[str] = field(default_factory=list)

    # ── counting, in its own way ──

    def count(self) -> tuple[str, int, int]:
        """Outcome if the item closed now; how many take part; how many are needed."""
        assert self.item is not None
        here = {seat: said for seat, said in self.item.counted.items() if seat in self.held}
        voices = {seat: said for seat, said in here.items() if said != "recuse"}
        share = SECOND if self.item.second else FIRST
        needed = next(count for count in range(1, SEATS + 1) if count >= share * len(self.held))
        if len(voices) < needed:
            return "no_quorum", len(voices), needed
        yes = sum(said in ("approve", "approve_remarks") for said in voices.values())
        no = sum(said == "return" for said in voices.values())
        chair = self.item.presiding or CHAIR
        if yes == no:
            casting = voices.get(chair, "abstain")
            outcome = {"approve": "approved", "approve_remarks": "approved", "return": "returned"}.get(
                casting, "tied"
            )
        else:
            outcome = "approved" if yes > no else "returned"
        return outcome, len(voices), needed

    def _close(self) -> None:
        """Write the outcome: approve, send back with its issues, or call again."""
        assert self.item is not None
        outcome, _voices, _needed = self.count()
        self.outcomes.append(outcome)
        item = self.item
        self.item = None
        if outcome == "approved":
            self.state, self.approved_revision = "approved", self.revisions
            self.approved_in_a_meeting = item.meeting
        elif outcome == "no_quorum":
            moment = self.hours + SECOND_CALL_DAYS * DAY
            self.item = Item(item.meeting, moment, second=True)
        else:
            self.state = "returned"
            asked = sum(said == "return" for seat, said in item.counted.items() if seat in self.held)
            self.open_issues = max(asked, 1)

    # ── the drafter ──

    def propose(self) -> str:
        """Lay it before the readers of the house."""
        if self.state not in EDITABLE:
            return "wrong-state"
        if not self.hops:
            return "no-readers"
        if self.open_issues:
            return "issue-without-reply"
        self.state, self.readers = "checking", []
        self.revisions += 1
        return ""

    def endorse(self, person: str, *, proposer: bool) -> str:
        """The next reader reads it: not who proposed it, and nobody twice."""
        if self.state != "checking":
            return "wrong-state"
        if len(self.readers) == self.hops:
            return "all-read"
        if proposer:
            return "self-check"
        if person in self.readers:
            return "read-already"
        self.readers.append(person)
        return ""

    def _leave(self) -> str:
        if self.state not in (*EDITABLE, "checking"):
            return "wrong-state"
        if self.hops and (self.state != "checking" or len(self.readers) < self.hops):
            return "not-read"
        if self.state != "checking" and self.open_issues:
            return "issue-without-reply"
        return ""

    def _go_in(self, item: Item) -> str:
        if self.state != "checking":
            self.revisions += 1
        self.state, self.item = "in_review", item
        return ""

    def refer(self) -> str:
        """Before the committee by circulation."""
        return self._leave() or self._go_in(Item(False, self.hours + CIRCULATION_DAYS * DAY))

    def refer_to_meeting(self, moment: int) -> str:
        """Before a meeting that was called for that hour and has not begun."""
        if said := self._leave():
            return said
        if moment <= self.hours:
            return "sitting-closed"
        return self._go_in(Item(True, moment))

    def take_back(self) -> str:
        """Only while nobody has answered and no meeting has begun."""
        if self.state != "in_review":
            return "wrong-state"
        assert self.item is not None
        if self.item.begun:
            return "meeting-begun"
        if self.item.advance or self.item.recorded:
            return "answered"
        self.state, self.item = "drafting", None
        return ""

    def reply(self) -> str:
        """Answer one issue, where there is one."""
        if self.state not in EDITABLE:
            return "wrong-state"
        self.open_issues = max(self.open_issues - 1, 0)
        return ""

    def submit(self, *, reason: bool) -> str:
        """Send the approved revision; after a meeting with a reason, where its resolution is not at hand."""
        if not self.revisions or self.approved_revision != self.revisions:
            return "not-approved"
        if self.signs and self.state != "signed":
            return "not-signed"
        if self.approved_in_a_meeting and not reason:
            return "no-resolution"
        if self.state not in ("approved", "signed"):
            return "wrong-state"
        self.state = "submitted"
        return ""

    def reopen(self) -> str:
        """Begin the next revision."""
        if self.state != "submitted":
            return "wrong-state"
        self.state, self.asked_to_cancel = "drafting", False
        return ""

    # ── the house ──

    def send_back(self) -> str:
        """The checker, or the executive after the approval, with one issue."""
        if self.state not in ("checking", "approved"):
            return "wrong-state"
        self.state, self.open_issues = "returned", 1
        return ""

    def sign(self) -> str:
        """The executive signed."""
        if self.state != "approved":
            return "wrong-state"
        self.state = "signed"
        return ""

    def ask_cancel(self) -> str:
        """The drafter asks that it need not be made."""
        if self.state in ("submitted", "cancelled"):
            return "wrong-state"
        self.asked_to_cancel = True
        return ""

    def cancel(self, *, same_person: bool) -> str:
        """Only what somebody else has asked to cancel."""
        if not self.asked_to_cancel:
            return "not-asked"
        if same_person:
            return "same-person"
        if self.state in ("submitted", "cancelled"):
            return "wrong-state"
        self.state, self.item = "cancelled", None
        return ""

    # ── the committee ──

    def _no_item(self) -> bool:
        return self.item is None or self.state != "in_review"

    def vote(self, seat: int, choice: str) -> str:
        """A member answers; a circulation in which all have answered closes."""
        if self._no_item():
            return "item-closed"
        assert self.item is not None
        if seat not in self.held:
            return "not-seated"
        if not self.item.meeting and self.hours >= self.item.moment:
            return "time-over"
        if self.item.begun:
            return "meeting-begun"
        self.item.advance[seat] = choice
        if not self.item.meeting and self.held <= set(self.item.advance):
            self._close()
        return ""

    def close(self, *, by_hand: bool) -> str:
        """The secretary closes a circulation, or its time does."""
        if self.item is None:
            return "item-closed"
        if self.item.meeting:
            return "in-a-meeting"
        if not by_hand and self.hours < self.item.moment:
            return "not-yet"
        self._close()
        return ""

    def attend(self, present: frozenset[int], presiding: int | None) -> str:
        """The sign-in sheet of the meeting on whose agenda the report stands."""
        assert self.item is not None and self.item.meeting
        here = present & self.held
        if not here:
            return "nobody-came"
        if CHAIR in here:
            presiding = None
        elif presiding not in here:
            return "no-presiding"
        self.item.begun, self.item.present, self.item.presiding = True, here, presiding
        return ""

    def record(self, said: dict[int, str]) -> str:
        """Everyone present agrees, but those in `said`."""
        if self._no_item():
            return "item-closed"
        assert self.item is not None
        if not self.item.begun:
            return "meeting-not-begun"
        if not set(said) <= self.item.present:
            return "not-present"
        self.item.recorded = {seat: said.get(seat, "approve") for seat in self.item.present}
        return ""

    def end(self, *, adjourn: bool) -> str:
        """The end decides what was recorded; what was not goes to another day."""
        assert self.item is not None and self.item.meeting
        if not self.item.begun:
            return "meeting-not-begun"
        if self.item.recorded:
            self._close()
            return ""
        if not adjourn:
            return "items-left"
        self.item = Item(True, self.hours + 3 * DAY, second=self.item.second)
        return ""

    def again(self, days: int) -> str:
        """The second call, where those present are no quorum."""
        assert self.item is not None and self.item.meeting
        if not self.item.begun:
            return "meeting-not-begun"
        share = SECOND if self.item.second else FIRST
        if len(self.item.present & self.held) >= max(share * len(self.held), 1):
            return "quorum-there"
        first = self.item.moment // DAY
        if (self.hours + days * DAY) // DAY > first + LATEST_SECOND_CALL:
            return "second-call-late"
        if self.item.recorded:
            self._close()
            if self.item is not None:
                self.item.moment = self.hours + days * DAY
            return ""
        self.outcomes.append("no_quorum")
        self.item = Item(True, self.hours + days * DAY, second=True)
        return ""
