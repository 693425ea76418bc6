"""Thai words for numbers, dates, money and periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.thai import arabic_digits, baht_text, money, period_name_th, thai_date, thai_digits, thai_sort_key

AMOUNTS = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=2)


@pytest.mark.parametrize(
    "amount, words",
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("110", "หนึ่งร้อยสิบบาทถ้วน"),
        ("1234567", "หนึ่งล้านสองแสนสามหมื่นสี่พันห้าร้อยหกสิบเจ็ดบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000000.25", "หนึ่งล้านบาทยี่สิบห้าสตางค์"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("21000000", "ยี่สิบเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("0.11", "สิบเอ็ดสตางค์"),
        ("0.995", "หนึ่งบาทถ้วน"),
        ("-20.50", "ลบยี่สิบบาทห้าสิบสตางค์"),
        ("-0.001", "ศูนย์บาทถ้วน"),
    ],
)
def test_an_amount_is_read_as_a_thai_teller_reads_it(amount, words):
    assert baht_text(Decimal(amount)) == words


@given(AMOUNTS)
def test_a_negative_amount_reads_as_the_positive_one_after_lop(amount):
    if amount:
        assert baht_text(-abs(amount)) == "ลบ" + baht_text(abs(amount))


@given(st.integers(0, 10**12 - 1))
def test_words_lead_back_to_the_number(number):
    digits = {
        "หนึ่ง": 1,
        "เอ็ด": 1,
        "สอง": 2,
        "ยี่": 2,
        "สาม": 3,
        "สี่": 4,
        "ห้า": 5,
        "หก": 6,
        "เจ็ด": 7,
        "แปด": 8,
        "เก้า": 9,
    }
    places = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10**4, "แสน": 10**5}
    words, total, part, digit = baht_text(number).removesuffix("บาทถ้วน"), 0, 0, 0
    while words and words != "ศูนย์":
        name = next(n for n in (*digits, *places, "ล้าน") if words.startswith(n))
        words = words.removeprefix(name)
        if name in digits:
            digit = digits[name]
        elif name in places:
            part, digit = part + (digit or 1) * places[name], 0
        else:
            total, part, digit = (total + part + digit) * 10**6, 0, 0
    assert total + part + digit == number


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_no_amount_is_not_read(amount):
    with pytest.raises(ValueError, match="not an amount"):
        baht_text(Decimal(amount))


@given(st.text())
def test_digits_there_and_back_change_nothing_else(text):
    assert arabic_digits(thai_digits(text)) == arabic_digits(text)
    assert not set("0123456789") & set(thai_digits(text))
    assert len(thai_digits(text)) == len(text)


@pytest.mark.parametrize(
    "style, digits, words",
    [
        ("long", "thai", "๒๒ พฤศจิกายน ๒๕๖๙"),
        ("long", "arabic", "22 พฤศจิกายน 2569"),
        ("short", "thai", "๒๒ พ.ย. ๒๕๖๙"),
        ("short", "arabic", "22 พ.ย. 2569"),
    ],
)
def test_a_date_is_written_with_its_buddhist_year(style, digits, words):
    assert thai_date(date(2026, 11, 22), style, digits) == words


def test_the_leap_day_has_a_buddhist_year_though_no_date_has():
    assert thai_date(date(2024, 2, 29), "long", "arabic") == "29 กุมภาพันธ์ 2567"


@pytest.mark.parametrize("style, digits", [("medium", "thai"), ("long", "roman")])
def test_an_unknown_style_is_refused(style, digits):
    with pytest.raises(ValueError):
        thai_date(date(2026, 1, 1), style, digits)


@pytest.mark.parametrize(
    "amount, text",
    [
        (Decimal("1234.5"), "1,234.50"),
        ("1234567.005", "1,234,567.01"),
        ("-20000", "-20,000.00"),
        ("-0.001", "0.00"),
        ("0", "0.00"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_money_has_two_places_and_a_dash_where_none_is_given(amount, text):
    assert money(amount) == text


@given(AMOUNTS)
def test_money_can_be_read_back(amount):
    assert Decimal(money(amount).replace(",", "")) == amount


@pytest.mark.parametrize("text", ["ห้าบาท", "1,000", "NaN", "Infinity"])
def test_a_text_that_is_no_number_is_no_money(text):
    with pytest.raises(ValueError, match="not an amount of money"):
        money(text)


@pytest.mark.parametrize(
    "key, starts, ends, name",
    [
        ("2570-q1", (2026, 10, 1), (2027, 1, 1), "ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)"),
        ("2570-q2", (2027, 1, 1), (2027, 4, 1), "ไตรมาสที่ 2/2570 (ม.ค.–มี.ค. 2570)"),
        ("2570-q4", (2027, 7, 1), (2027, 10, 1), "ไตรมาสที่ 4/2570 (ก.ค.–ก.ย. 2570)"),
        ("2570-h1", (2026, 10, 1), (2027, 4, 1), "รอบ 6 เดือนแรก ปีงบประมาณ 2570 (ต.ค. 2569–มี.ค. 2570)"),
        ("2570-h2", (2027, 4, 1), (2027, 10, 1), "รอบ 6 เดือนหลัง ปีงบประมาณ 2570 (เม.ย.–ก.ย. 2570)"),
        ("2570", (2026, 10, 1), (2027, 10, 1), "ปีงบประมาณ 2570 (ต.ค. 2569–ก.ย. 2570)"),
        ("plan-p66-2566-2570", (2022, 10, 1), (2027, 10, 1), "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)"),
    ],
)
def test_a_period_is_named_with_its_months(key, starts, ends, name):
    assert period_name_th(key, date(*starts), date(*ends)) == name


@pytest.mark.parametrize("key", ["2570-q5", "1970", "2570-q1x", "q1"])
def test_a_key_that_is_no_period_is_refused(key):
    with pytest.raises(ValueError, match="no key of a period"):
        period_name_th(key, date(2026, 10, 1), date(2027, 1, 1))


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="before it has begun"):
        period_name_th("2570-q1", date(2026, 10, 1), date(2026, 10, 1))


def test_names_sort_as_in_a_thai_dictionary():
    words = ["ไก่", "กา", "เกม", "แขก", "ขา", "เขา", "กก", "ก้าน", "กาน"]
    # RID order by letters (vowel after its consonant), marks only between words otherwise alike.
    assert sorted(words, key=thai_sort_key) == ["กก", "กา", "กาน", "ก้าน", "เกม", "ไก่", "ขา", "เขา", "แขก"]


def test_without_the_swap_a_leading_vowel_would_sort_last():
    assert sorted(["เก", "ข"]) == ["ข", "เก"] and sorted(["เก", "ข"], key=thai_sort_key) == ["เก", "ข"]
