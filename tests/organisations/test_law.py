from datetime import date

import pytest

from organisations import law
from organisations.law import LawPackError, dues, load, load_file

INVENTED = """
key = "invented"
title_th = "ชุดเกณฑ์สมมุติ"
title_en = "Invented pack"
source = "a test"
checking_hops = 2
signed = true

[[rules]]
kind = "form2"
period_kind = "half"
opens = { anchor = "period_start", months = 2, day = 10 }
due = { anchor = "period_end", months = 5, day = 31 }
article = "ข้อ 99"
title_th = "แบบ 2"
title_en = "Form 2"

[committee]
[[committee.groups]]
key = "all"
quota = 5
chosen_by = "ทุกคน"
title_th = "กรรมการ"
title_en = "Members"

[quorum]
quorum_num = 2
quorum_den = 3
second_call_den = 2
second_call_days = 7
notice_days = 1
return_policy = "any"
source = "a test"

[posting]
within_days = 3
posted_days = 4
latest_month = 11
latest_day = 30
article = "ข้อ 99"
"""


def invented(tmp_path, old="", new=""):
    assert old in INVENTED
    path = tmp_path / "invented.toml"
    path.write_text(INVENTED.replace(old, new, 1) if old else INVENTED, encoding="utf-8")
    return path


def table(found):
    return [(due.kind, due.period_key, due.opens_on, due.due_on) for due in found]


def test_the_handbook_asks_for_form_2_on_the_15th_after_each_quarter():
    assert table(dues(load("handbook-quarterly"), 2569)) == [
        ("form2", "2569-q1", date(2025, 12, 1), date(2026, 1, 15)),
        ("form2", "2569-q2", date(2026, 3, 1), date(2026, 4, 15)),
        ("form2", "2569-q3", date(2026, 6, 1), date(2026, 7, 15)),
        ("form2", "2569-q4", date(2026, 9, 1), date(2026, 10, 15)),
    ]


def test_a_unit_with_half_year_rounds_owes_two_of_them():
    assert table(dues(load("handbook-quarterly"), 2569, half_years=True)) == [
        ("form2", "2569-h1", date(2026, 3, 1), date(2026, 4, 15)),
        ("form2", "2569-h2", date(2026, 9, 1), date(2026, 10, 15)),
    ]


def test_form_1_is_due_30_days_after_the_plan_is_announced_and_once():
    pack, announced = load("handbook-quarterly"), date(2025, 11, 20)
    found = dues(pack, 2569, plan_announced_on=announced, plan_key="plan-dev-2571-2575")
    assert table(found)[0] == ("form1", "plan-dev-2571-2575", announced, date(2025, 12, 20))
    others = dues(pack, 2570, plan_announced_on=announced, plan_key="plan-dev-2571-2575")
    assert all(due.kind == "form2" for due in others)
    with pytest.raises(ValueError, match="belong together"):
        dues(pack, 2569, plan_key="plan-dev-2571-2575")


def test_the_scores_are_owed_only_where_a_unit_asks_for_them():
    pack = load("2561")
    assert "scores" not in {due.kind for due in dues(pack, 2569)}
    asked = [due for due in dues(pack, 2569, optional=True) if due.optional]
    assert table(asked) == [("scores", "2569", date(2026, 10, 1), date(2026, 12, 10))]


def test_the_regulation_asks_once_a_year_and_names_its_articles():
    found = {due.kind: due for due in dues(load("2561"), 2569)}
    assert {kind: (due.due_on, due.article) for kind, due in found.items()} == {
        "method_meeting": (date(2025, 10, 31), "ข้อ 29(1)"),
        "form3_1": (date(2026, 12, 10), "practice"),
        "form3_2": (date(2026, 12, 10), "practice"),
        "form3_3": (date(2026, 12, 10), "practice"),
        "opinion_reported": (date(2026, 12, 10), "ข้อ 29(3)"),
        "announced": (date(2026, 12, 31), "ข้อ 29(3)"),
        "laid_council": (date(2026, 12, 31), "ข้อ 29(3)"),
        "laid_development": (date(2026, 12, 31), "ข้อ 29(3)"),
    }
    assert {due.period_key for due in found.values()} == {"2569"}
    assert all(due.opens_on <= due.due_on for due in found.values())


def test_no_kind_stands_in_two_shipped_packs():
    kinds = [rule.kind for pack in law.packs() for rule in pack.rules]
    assert sorted(kinds) == sorted(law.KINDS)


def test_both_shipped_packs_seat_eleven_in_five_groups_and_take_the_short_path():
    for pack in law.packs():
        assert pack.committee.quotas == {
            "council": 3,
            "community": 2,
            "agency": 2,
            "division_head": 2,
            "expert": 2,
        }
        assert pack.committee.seats == 11
        assert (pack.checking_hops, pack.signed) == (0, False)
        assert (pack.posting.within_days, pack.posting.posted_days) == (15, 30)
        assert (pack.quorum.quorum_num, pack.quorum.quorum_den, pack.quorum.second_call_den) == (1, 2, 3)
        assert "2539" in pack.quorum.source


def test_an_invented_pack_moves_every_day_without_a_line_of_code(tmp_path):
    pack = load_file(invented(tmp_path))
    assert table(dues(pack, 2569)) == [
        ("form2", "2569-h1", date(2025, 12, 10), date(2026, 8, 31)),
        ("form2", "2569-h2", date(2026, 6, 10), date(2027, 2, 28)),
    ]
    assert (pack.checking_hops, pack.signed, pack.committee.seats) == (2, True, 5)
    assert pack.quorum.return_policy == "any"
    assert pack.rule("form2").article == "ข้อ 99"
    assert pack.rule("form1") is None


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('kind = "form2"', 'kind = "form9"', "form9"),
        ('period_kind = "half"', 'period_kind = "week"', "week"),
        ("months = 5, day = 31", "months = 5, day = 32", "day"),
        ("quota = 5", "quota = 0", "quota"),
        ("quota = 5", 'quota = "five"', "five"),
        ("signed = true", "signed = 1", "signed"),
        ("checking_hops = 2", "checking_hops = 4", "checking_hops"),
        ('return_policy = "any"', 'return_policy = "some"', "some"),
        ("quorum_num = 2", "quorum_num = 4", "quorum_num"),
        ('article = "ข้อ 99"\ntitle_th', "title_th", "article"),
        ('anchor = "period_end"', 'anchor = "plan_announced"', "due.anchor"),
        ("months = 2, day = 10", "months = 20, day = 10", "opens"),
        ('key = "invented"', "", "key"),
        ("[posting]", "[poster]", "posting"),
        ('source = "a test"\n\n[posting]', 'source = ""\n\n[posting]', "source"),
        ("[[rules]]", "[rules]", "rules"),
        ("signed = true", "signed = ", "cannot be read"),
    ],
)
def test_an_unsound_pack_is_refused_and_the_place_is_named(tmp_path, old, new, said):
    with pytest.raises(LawPackError) as refusal:
        load_file(invented(tmp_path, old, new))
    assert "invented.toml" in str(refusal.value) and said in str(refusal.value)


def test_a_rule_written_twice_is_refused(tmp_path):
    rule = INVENTED[INVENTED.index("[[rules]]") : INVENTED.index("[committee]")]
    with pytest.raises(LawPackError, match="only once"):
        load_file(invented(tmp_path, "[committee]", rule + "[committee]"))


def test_an_unknown_pack_is_refused_with_the_names_of_the_known(tmp_path):
    with pytest.raises(LawPackError, match="2561, handbook-quarterly"):
        load("2548")
    with pytest.raises(LawPackError, match="cannot be read"):
        load_file(tmp_path / "nothing.toml")


def test_a_year_that_is_not_buddhist_is_refused():
    with pytest.raises(ValueError, match="2026"):
        dues(load("2561"), 2026)
