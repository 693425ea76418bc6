import ast
import re
from pathlib import Path

import polib
import pytest

from committee.quorum import Choice, Rule, SeatNow, composition_findings, count
from organisations import calendar

ROOT = Path(__file__).parents[2]
MODULES = (
    "organisations/calendar.py",
    "organisations/law.py",
    "plans/vocabulary.py",
    "plans/numbers.py",
    "plans/days.py",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "plans/importing").glob("*.py"))),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "documents/findings").glob("*.py"))),
    "committee/quorum.py",
    "committee/titles.py",
)
CATALOGUE = polib.pofile(str(ROOT / "locale/th/LC_MESSAGES/django.po"))


def messages():
    for module in MODULES:
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop":
                yield ast.literal_eval(node.args[0])


MESSAGES = set(messages())
THAI = {entry.msgid: entry.msgstr for entry in CATALOGUE if entry.msgid in MESSAGES}


def places(text):
    return set(re.findall(r"%\((\w+)\)s", text))


def thai(message):
    return THAI.get(message, message)


def test_every_message_of_the_pure_rooms_has_its_thai():
    assert {message for message, said in THAI.items() if said} == MESSAGES


@pytest.mark.parametrize("message", sorted(THAI))
def test_a_thai_message_keeps_the_figures_and_the_manner(message):
    translated = THAI[message]
    assert places(translated) == places(message)
    translated % dict.fromkeys(places(message), "1")
    assert "Please" not in message or "กรุณา" in translated
    assert not re.search(r"ไม่ถูกต้อง|ข้อผิดพลาด|ครับ|ค่ะ|!|จังหวัด|รับรอง", translated)


def test_quorum_and_majority_are_said_apart_in_thai():
    seats = [SeatNow(key, "council", True, key == 1) for key in range(1, 12)]
    ballots = {key: Choice.APPROVE if key < 7 else Choice.RETURN for key in range(2, 9)}
    result = count(seats, ballots, Rule())
    assert result.quorum_sentence.render(thai) == "ตอบแล้ว 7 จาก 11 ครบองค์"
    assert result.majority_sentence.render(thai) == "เห็นชอบ 5 ขอให้แก้ไข 2 งดออกเสียง 0"
    first = composition_findings({"council": 12}, seats)[0]
    assert first.render(thai).startswith("สมาชิกสภาท้องถิ่น มีผู้ดำรงตำแหน่ง 11 จาก 12 ตำแหน่ง")


def test_a_period_and_a_refused_day_are_said_in_thai():
    assert calendar.label(calendar.quarter(2570, 1)).render(thai) == "ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)"
    with pytest.raises(calendar.CalendarError) as refusal:
        calendar.parse_day("31/02/2570")
    assert refusal.value.sentence.render(thai) == "“31/02/2570” ไม่มีในปฏิทิน กรุณากรอกวันที่ เช่น 28/2/2570"
