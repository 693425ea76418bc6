import os
import random
from functools import cache

import pytest

from committee.quorum import Choice, Outcome, Rule, SeatNow, composition_findings, count, quorum_of
from organisations import law

A, AR, R, X = Choice.APPROVE, Choice.APPROVE_REMARKS, Choice.RETURN, Choice.ABSTAIN
GROUPS = ["council"] * 3 + ["community"] * 2 + ["agency"] * 2 + ["division_head"] * 2 + ["expert"] * 2
RULE = Rule()


def eleven(*, chair=1, vacant=(), recused=()):
    return [
        SeatNow(key, group, key not in vacant, key == chair, key in recused)
        for key, group in enumerate(GROUPS, start=1)
    ]


def sheet(approve, returns, abstain=0, *, chair=None):
    """A sheet on which seats 2, 3, … answer; the chair's own ballot (seat 1) is one of those counted."""
    rest = [A] * approve + [R] * returns + [X] * abstain
    if chair is None:
        return dict(enumerate(rest, start=2))
    rest.remove(chair)
    return {1: chair, **dict(enumerate(rest, start=2))}


@pytest.mark.parametrize(
    "approve, returns, abstain, chair, outcome",
    [
        (0, 0, 0, None, Outcome.NO_QUORUM),
        (5, 0, 0, None, Outcome.NO_QUORUM),
        (6, 0, 0, None, Outcome.APPROVED),
        (0, 6, 0, None, Outcome.RETURNED),
        (6, 5, 0, A, Outcome.APPROVED),
        (5, 6, 0, A, Outcome.RETURNED),
        (5, 2, 0, None, Outcome.APPROVED),
        (1, 0, 5, None, Outcome.APPROVED),
        (0, 1, 5, None, Outcome.RETURNED),
        (3, 3, 0, None, Outcome.TIED),
        (3, 3, 0, A, Outcome.APPROVED),
        (3, 3, 0, R, Outcome.RETURNED),
        (3, 3, 1, X, Outcome.TIED),
        (0, 0, 6, None, Outcome.TIED),
        (0, 0, 11, X, Outcome.TIED),
        (11, 0, 0, A, Outcome.APPROVED),
    ],
)
def test_a_full_committee_decides(approve, returns, abstain, chair, outcome):
    result = count(eleven(), sheet(approve, returns, abstain, chair=chair), RULE)
    assert result.outcome == outcome
    assert (result.approve, result.returns, result.abstain) == (approve, returns, abstain)
    assert (result.held, result.needed, result.answered) == (11, 6, approve + returns + abstain)
    assert result.all_answered == (approve + returns + abstain == 11)


@pytest.mark.parametrize(
    "held, first, second", [(11, 6, 4), (10, 5, 4), (9, 5, 3), (3, 2, 1), (2, 1, 1), (1, 1, 1), (0, 1, 1)]
)
def test_the_quorum_is_half_of_the_seats_held_rounded_up_and_never_nobody(held, first, second):
    assert quorum_of(held, RULE) == first
    assert quorum_of(held, RULE, second_call=True) == second


def test_a_second_call_needs_one_third():
    ballots = sheet(3, 1)
    assert count(eleven(), ballots, RULE).outcome == Outcome.NO_QUORUM
    assert count(eleven(), ballots, RULE, second_call=True).outcome == Outcome.APPROVED


def test_vacant_seats_make_the_quorum_smaller_and_recused_ones_do_not():
    assert count(eleven(vacant=(10, 11)), {}, RULE).needed == 5
    recused = count(eleven(recused=(10, 11)), sheet(9, 0, chair=A), RULE)
    assert (recused.needed, recused.recused, recused.held, recused.all_answered) == (6, 2, 11, True)


def test_an_approval_with_remarks_is_an_approval_also_the_chairs():
    assert count(eleven(), {1: AR, 2: AR, 3: A, 4: R, 5: R, 6: R}, RULE).outcome == Outcome.APPROVED


def test_where_any_return_is_enough_one_returns():
    any_return = Rule(return_policy="any")
    assert count(eleven(), sheet(10, 1, chair=A), any_return).outcome == Outcome.RETURNED
    assert count(eleven(), sheet(10, 1, chair=A), RULE).outcome == Outcome.APPROVED
    assert count(eleven(), sheet(3, 1), any_return).outcome == Outcome.NO_QUORUM
    assert count(eleven(), sheet(10, 0), any_return).outcome == Outcome.APPROVED


def test_a_return_without_an_issue_is_not_approved():
    ballots = sheet(2, 5)
    assert count(eleven(), ballots, RULE, returns_have_issue=False).outcome == Outcome.NOT_APPROVED
    assert count(eleven(), sheet(5, 2), RULE, returns_have_issue=False).outcome == Outcome.APPROVED


def test_quorum_and_majority_are_said_apart():
    result = count(eleven(), sheet(5, 2), RULE)
    assert str(result.quorum_sentence) == "7 of 11 have answered: a quorum"
    assert str(result.majority_sentence) == "Approve 5, return 2, abstain 0"
    assert str(result.outcome_sentence) == "The committee approves."
    short = count(eleven(), sheet(3, 1), RULE)
    assert "4 of 11 have answered: 2 more needed for the quorum of 6" in str(short.quorum_sentence)
    assert "No seat" in str(count(eleven(vacant=range(1, 12)), {}, RULE).quorum_sentence)


@pytest.mark.parametrize(
    "seats, ballots, said",
    [
        (eleven(vacant=(4,)), {4: A}, "4"),
        (eleven(recused=(4,)), {4: A}, "4"),
        (eleven(), {12: A}, "12"),
        (eleven(), {4: "yes"}, "yes"),
        ([*eleven(), SeatNow(12, "expert", True, True)], {}, "chair"),
        ([*eleven(), SeatNow(1, "expert", True)], {}, "same key"),
    ],
)
def test_a_ballot_that_nobody_could_give_is_an_error(seats, ballots, said):
    with pytest.raises(ValueError, match=said):
        count(seats, ballots, RULE)


def test_an_unknown_return_policy_is_an_error():
    with pytest.raises(ValueError, match="policy"):
        count(eleven(), sheet(6, 0), Rule(return_policy="some"))


def test_a_choice_as_stored_counts_like_the_choice():
    assert count(eleven(), dict.fromkeys(range(1, 8), "approve"), RULE).outcome == Outcome.APPROVED
    tie = {1: "return", 2: "approve", 3: "return", 4: "approve", 5: "abstain", 6: "abstain"}
    assert count(eleven(), tie, RULE).outcome == Outcome.RETURNED


def test_the_rule_is_taken_from_the_law_pack():
    assert Rule.of(law.load("2561").quorum) == RULE


def test_a_full_committee_has_nothing_to_explain():
    assert composition_findings(law.load("2561").committee.quotas, eleven()) == []


def test_each_group_that_is_not_as_the_regulation_has_it_is_named_with_its_numbers():
    quotas = law.load("2561").committee.quotas
    seats = [*eleven(vacant=(1, 2)), SeatNow(12, "expert", True), SeatNow(13, "kamnan", True)]
    found = [str(sentence) for sentence in composition_findings(quotas, seats)]
    assert len(found) == 3
    assert found[0].startswith("Council members: 1 of 3 seats")
    assert found[1].startswith("Experts: 3 seats") and "has 2" in found[1]
    assert found[2].startswith("kamnan: 1 seats")


# The oracle: written from the words of the law, on a string of marks, one for each seat in order.
# "+" approves, "-" returns, "0" abstains, "." has not answered, "v" vacant, "r" recused; first the chair.


def law_says(marks: str, share: int, chair_mark: str, policy: str = "majority") -> str:
    in_office = [m for m in marks if m != "v"]
    present = [m for m in in_office if m in "+-0"]
    if not present or len(present) * share < len(in_office):
        return "no_quorum"
    ayes, noes = present.count("+"), present.count("-")
    if policy == "any" and "-" in present:
        return "returned"
    if ayes == noes:
        return {"+": "approved", "-": "returned"}.get(chair_mark, "tied")
    return "approved" if ayes > noes else "returned"


IN_SOAK = "SOAK_SEED" in os.environ
WALKED = 11 if IN_SOAK else 9
MARK = {A: "+", AR: "+", R: "-", X: "0"}


@pytest.mark.parametrize("policy", ["majority", "any"])
def test_every_sheet_of_eleven_ballots_comes_out_as_the_law_says(policy):
    """No answer, approve, return, abstain for each seat, first the chair's: all 4^11 sheets in the soak.

    Elsewhere the last two seats stay silent (4^9 sheets), to be quick.
    """
    rule = Rule(return_policy=policy)

    @cache
    def by_law(chair, ayes, noes, zeros):
        marks = chair + "+" * ayes + "-" * noes + "0" * zeros
        return law_says(marks.ljust(11, "."), 2, chair, policy)

    seats, ballots, seen = eleven(), {}, 0

    def walk(seat, chair, ayes, noes, zeros):
        nonlocal seen
        if seat > WALKED:
            seen += 1
            result = count(seats, ballots, rule)
            assert result.outcome == by_law(chair, ayes, noes, zeros), dict(ballots)
            return
        walk(seat + 1, chair, ayes, noes, zeros)
        for choice, a, n, z in ((A, 1, 0, 0), (R, 0, 1, 0), (X, 0, 0, 1)):
            ballots[seat] = choice
            walk(seat + 1, chair, ayes + a, noes + n, zeros + z)
        del ballots[seat]

    walk(2, ".", 0, 0, 0)
    for choice in (A, R, X):
        ballots[1] = choice
        walk(2, MARK[choice], 0, 0, 0)
        del ballots[1]
    assert seen == 4**WALKED


@pytest.mark.parametrize("policy", ["majority", "any"])
@pytest.mark.parametrize("second_call", [False, True])
def test_committees_with_vacant_and_recused_seats_come_out_as_the_law_says(second_call, policy):
    """Sizes 1–13 with vacancies, recusals, the chair's casting ballot and remarks, by both return policies."""
    draw = random.Random(int(os.environ.get("SOAK_SEED", "2539")) + second_call)
    rule, outcomes, casting = Rule(return_policy=policy), set(), 0
    for _ in range(60_000 if IN_SOAK else 20_000):
        size = draw.randint(1, 13)
        seats, ballots, marks = [], {}, ""
        for key in range(1, size + 1):
            fate = draw.choices("vrh", (15, 10, 75))[0]
            seats.append(SeatNow(key, "g", fate != "v", key == 1, fate == "r"))
            choice = draw.choice([A, AR, R, X, None]) if fate == "h" else None
            marks += "." if choice is None and fate == "h" else MARK.get(choice, fate)
            if choice is not None:
                ballots[key] = choice
        result = count(seats, ballots, rule, second_call=second_call)
        assert result.outcome == law_says(marks, 3 if second_call else 2, marks[0], policy), marks
        assert result.all_answered == ("." not in marks)
        outcomes.add(result.outcome)
        casting += result.quorum_met and result.approve == result.returns and marks[0] in "+-"
    assert casting > 100, "the chair's ballot decided too seldom to have been tried"
    assert outcomes == {Outcome.APPROVED, Outcome.RETURNED, Outcome.TIED, Outcome.NO_QUORUM}
