from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.numbers import NumberProblem, read_money, read_percent, read_whole

D = Decimal


@pytest.mark.parametrize(
    "cell, baht",
    [
        ("1,250,000.00", "1250000.00"),
        ("1 250 000", "1250000.00"),
        ("฿1,250,000", "1250000.00"),
        ("1,250,000 บาท", "1250000.00"),
        ("1,250,000บาท", "1250000.00"),
        ("1\u00a0250\u00a0000", "1250000.00"),
        ("1\u2009250\u2009000.50", "1250000.50"),
        ("๑,๒๕๐,๐๐๐.๐๐", "1250000.00"),
        ("475,962", "475962.00"),
        ("238613.38", "238613.38"),
        ("1,200.-", "1200.00"),
        ("(1,200)", "-1200.00"),
        ("1,200-", "-1200.00"),
        ("-1,200", "-1200.00"),
        ("−1,200.50", "-1200.50"),
        ("0", "0.00"),
        ("0.00", "0.00"),
        ("'300000", "300000.00"),
        ("  30,000.00 \n", "30000.00"),
        (238613.38, "238613.38"),
        (0.1 + 0.2, "0.30"),
        (18266672.56, "18266672.56"),
        (300000, "300000.00"),
        (0.0, "0.00"),
        (D("1.5"), "1.50"),
    ],
)
def test_an_amount_is_read_as_offices_write_it(cell, baht):
    read = read_money(cell)
    assert read == D(baht)
    assert str(read) == baht


@pytest.mark.parametrize("cell", [None, "", "-", "–", "—", " - ", "\u200b", "−"])
def test_a_dash_or_nothing_is_blank_and_not_zero(cell):
    assert read_money(cell) is None


@pytest.mark.parametrize(
    "cell, likely",
    [
        ("1.250,00", "1250.00"),
        ("1.250.000,50", "1250000.50"),
        ("1.250.000", "1250000.00"),
        ("1250,00", "1250.00"),
        ("1.250", "1250.00"),
        ("๑.๒๕๐,๐๐", "1250.00"),
    ],
)
def test_a_comma_for_a_point_is_asked_about_and_never_guessed(cell, likely):
    with pytest.raises(NumberProblem) as problem:
        read_money(cell)
    assert (problem.value.level, problem.value.code) == ("ask", "read-as")
    assert problem.value.suggestion == D(likely)
    assert f"{D(likely):,.2f}" in str(problem.value) and cell in str(problem.value)


@pytest.mark.parametrize(
    "cell, code",
    [
        ("#####", "too-narrow"),
        ("########", "too-narrow"),
        ("#REF!", "excel-error"),
        ("#DIV/0!", "excel-error"),
        ("#N/A", "excel-error"),
        ("25%", "percent"),
        ("สามแสนบาท", "not-a-number"),
        ("1,25,000", "not-a-number"),
        ("12 34", "not-a-number"),
        ("300,000 + 5", "not-a-number"),
        ("1.5 ล้าน", "not-a-number"),
        ("31/03/2568", "not-a-number"),
        ("--5", "not-a-number"),
        ("1e5", "not-a-number"),
        ("1,250.755", "decimals"),
        (100.005, "decimals"),
        (0.001, "decimals"),
        ("12345678901234", "digits"),
        (1e14, "digits"),
        (float("nan"), "not-a-number"),
        (float("inf"), "not-a-number"),
        (D("NaN"), "not-a-number"),
        (True, "not-money"),
        (date(2025, 3, 31), "not-money"),
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence_that_says_how_to_mend_it(cell, code):
    with pytest.raises(NumberProblem) as problem:
        read_money(cell)
    assert (problem.value.level, problem.value.code) == ("must", code)
    assert "Please" in str(problem.value)
    assert problem.value.suggestion is None


def test_a_percent_is_25_for_25_percent_and_a_quarter_is_asked_about():
    assert read_percent("25%") == D(25)
    assert read_percent("๒๕ %") == D(25)
    assert read_percent(25) == D(25)
    assert read_percent("") is None
    with pytest.raises(NumberProblem) as problem:
        read_percent(0.25)
    assert (problem.value.level, problem.value.suggestion) == ("ask", D(25))


@pytest.mark.parametrize(
    "cell, number",
    [
        (1.0, 1),
        (12, 12),
        ("๑๒", 12),
        ("3.", 3),
        ("7.0", 7),
        ("1.5", None),
        (1.5, None),
        ("ที่", None),
        (None, None),
    ],
)
def test_a_row_number_is_a_whole_number_or_nothing(cell, number):
    assert read_whole(cell) == number


@given(st.decimals(-(10**12), 10**12, places=2))
def test_what_is_printed_is_read_back(amount):
    assert read_money(f"{amount:,.2f}") == amount
    assert read_money(f"{amount:.2f}") == amount
    assert read_money(f"{amount:,.2f} บาท") == amount


@given(st.integers(-(10**14), 10**14))
def test_a_float_of_satang_is_those_satang(satang):
    if abs(satang) < 10**13:
        assert read_money(satang / 100) == D(satang) / 100


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_nothing_or_a_sentence(text):
    try:
        read = read_money(text)
    except NumberProblem:
        return
    assert read is None or read == read.quantize(D("0.01"))
