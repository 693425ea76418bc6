"""The Thai of the product: complete, nothing left over, figures kept, in the manner of an office letter."""

import re

import polib
import pytest
from django.core.management import call_command

from web.management.commands import messages

THAI = messages.catalogue("th")
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
ASKS = re.compile(
    r"[Pp]lease|kindly|(?:^|[.;:] )(?:[Ww]rite|[Rr]ecord the|Bring in the|Ask the|Tick|End th)\b.*[.:]$"
)
POLITE = re.compile(r"กรุณา|ขอความอนุเคราะห์|ได้โปรด")
NEVER = re.compile(r"ไม่ถูกต้อง|ข้อผิดพลาด|[!！]|ครับ|ค่ะ|นะคะ")
COMMANDS = re.compile(r"รับรอง|(?<!คำ)สั่ง|ส่งกลับ")
PROVINCE = re.compile(r"(?<!องค์การบริหารส่วน)จังหวัด")


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(entry):
    """What is wrong with a translated message, in a word each."""
    wanted = set(PLACE.findall(entry.msgid) + PLACE.findall(entry.msgid_plural or ""))
    for said in forms(entry):
        if set(PLACE.findall(said)) != wanted:
            yield "place"
        if NEVER.search(said):
            yield "manner"
        if ASKS.search(entry.msgid) and not POLITE.search(said):
            yield "polite"
        if ("PAO" in entry.msgid or "อบจ." in said) and COMMANDS.search(said):
            yield "command"
        if PROVINCE.search(said):
            yield "province"
        if re.search(r"  |\s$|\.\s*\.", said) or "\u0e4d\u0e32" in said:
            yield "typing"


def made(msgid, msgstr):
    return polib.POEntry(msgid=msgid, msgstr=msgstr)


def test_the_catalogue_is_complete_sorted_and_without_left_overs():
    new = messages.refreshed(THAI, messages.in_product())
    assert [entry.msgid for entry in new if not messages.is_translated(entry)] == []
    assert [messages.key(entry) for entry in THAI] == [messages.key(entry) for entry in new]
    assert [entry.msgid_plural for entry in THAI] == [entry.msgid_plural for entry in new]


def test_the_command_says_that_nothing_is_missing(capsys):
    call_command("messages", check=True)
    assert "0 without Thai, 0 not in use" in capsys.readouterr().out


def test_every_thai_message_keeps_its_figures_and_the_manner():
    assert {entry.msgid: found for entry in THAI if (found := list(faults(entry)))} == {}


def test_every_thai_message_can_be_put_together():
    for entry in THAI:
        names = dict.fromkeys(re.findall(r"%\((\w+)\)", entry.msgid), 1)
        assert all(said % names for said in forms(entry) if names)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("%(count)s issues still need a reply.", "ยังรอคำตอบ", "place"),
        ("Row %(row)s", "แถว %(rows)s", "place"),
        ("The date", "วันที่ไม่ถูกต้อง", "manner"),
        ("Thank you", "ขอบคุณครับ", "manner"),
        ("Please choose a file.", "เลือกไฟล์", "polite"),
        ("Record the members first.", "บันทึกรายชื่อก่อน", "polite"),
        ("PAO: returned", "อบจ. ส่งกลับ", "command"),
        ("Recorded", "จังหวัดบันทึกแล้ว", "province"),
    ],
)
def test_a_fault_is_found(msgid, msgstr, fault):
    assert fault in set(faults(made(msgid, msgstr)))


def test_an_untranslated_and_a_left_over_message_are_found():
    found = messages.in_product()
    dropped = next(iter(found))
    del found[dropped]
    found["", "A message that nobody has translated"] = ""
    new = messages.refreshed(THAI, found)
    assert [entry.msgid for entry in new if not messages.is_translated(entry)] == [
        "A message that nobody has translated"
    ]
    assert dropped not in {messages.key(entry) for entry in new}


def test_messages_are_found_in_python_and_in_templates():
    source = 'x = _("one " "line")\n'
    source += 'y = ngettext("%(n)s day", "%(n)s days", n)\nz = _(x)\nw = pgettext("list", "Done")'
    assert dict(messages.in_python(source)) == {
        ("", "one line"): "",
        ("", "%(n)s day"): "%(n)s days",
        ("list", "Done"): "",
    }
    template = (
        '{# no #}<p title="{% translate \'the unit"s\' %}">'
        "{% blocktranslate count n=rows|length %}{{ n }} row"
        '{% plural %}{{ n }} rows{% endblocktranslate %}{{ _("Total") }} gettext</p>{% translate "100 %" %}'
        '{% translate "Done" context "list" %}'
    )
    assert dict(messages.in_template(template)) == {
        ("", 'the unit"s'): "",
        ("", "%(n)s row"): "%(n)s rows",
        ("", "Total"): "",
        ("", "100 %%"): "",
        ("list", "Done"): "",
    }


def test_a_library_message_is_kept_only_while_the_library_says_it():
    said = messages.in_libraries()
    assert ("", "This field is required.") in said
    kept = messages.refreshed([made("This field is required.", "ก"), made("Nobody says this", "ข")], {})
    assert [entry.msgid for entry in kept] == ["This field is required."]
