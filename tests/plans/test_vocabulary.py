import pytest

from plans.vocabulary import (
    FUND_EN,
    FUND_TH,
    PAPER_COLUMN,
    STATUS_EN,
    STATUS_TH,
    Fund,
    Status,
    fund_label,
    fund_of,
    paper_column,
    status_label,
    status_of,
    suggest_status,
)


@pytest.mark.parametrize(
    "text, status",
    [
        ("ดำเนินการแล้วเสร็จ", Status.DONE),
        ("แล้วเสร็จ", Status.DONE),
        (" แล้วเสร็จ\n", Status.DONE),
        ("ที่ได้ปฏิบัติเสร็จ", Status.DONE),
        ("ดำเนินการแล้ว", Status.DONE),
        ("เสร็จสิ้น", Status.DONE),
        ("done", Status.DONE),
        ("อยู่ในระหว่างดำเนินการ", Status.IN_PROGRESS),
        ("อยู่ระหว่าง\nดำเนินการ", Status.IN_PROGRESS),
        ("อยู่ระหว่างดําเนินการ", Status.IN_PROGRESS),
        ("อยู่ระหว่างปฏิบัติ", Status.IN_PROGRESS),
        ("กำลังดำเนินการ", Status.IN_PROGRESS),
        ("inProgress", Status.IN_PROGRESS),
        ("in_progress", Status.IN_PROGRESS),
        ("ยังไม่ได้ดำเนินการ", Status.NOT_STARTED),
        ("ยังไม่ดำเนินการ", Status.NOT_STARTED),
        ("ยังไม่เริ่ม", Status.NOT_STARTED),
        ("notStarted", Status.NOT_STARTED),
        ("ยกเลิก", Status.CANCELLED),
        ("โครงการที่ขอยกเลิก", Status.CANCELLED),
        ("ระงับ/ยกเลิก", Status.CANCELLED),
        ("แล้วเส็จ", None),
        ("เสร็จ", None),
        ("เพิ่มเติม", None),
        ("", None),
        ("กองช่าง", None),
    ],
)
def test_a_status_is_known_by_the_words_of_real_reports(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize(
    "text, status",
    [
        ("แล้วเส็จ", Status.DONE),
        ("เสร็จ", Status.DONE),
        ("กำลังดำเนินกาน", Status.IN_PROGRESS),
        ("ยกเลิด", Status.CANCELLED),
        ("แล้วเสร็จ", None),
        ("เพิ่มเติม", None),
        ("", None),
    ],
)
def test_a_misspelt_status_is_offered_and_not_taken(text, status):
    assert suggest_status(text) == status
    assert status is None or status_of(text) is None


@pytest.mark.parametrize(
    "text, fund",
    [
        ("ข้อบัญญัติ 2568", Fund.ORDINANCE_BUDGET),
        ("เทศบัญญัติงบประมาณรายจ่าย ๒๕๖๙", Fund.ORDINANCE_BUDGET),
        ("งบประมาณรายจ่ายประจำปี พ.ศ. 2569", Fund.ORDINANCE_BUDGET),
        ("จ่ายขาดเงินสะสม", Fund.RESERVE_FUND),
        ("เงินสะสม", Fund.RESERVE_FUND),
        ("งบกลาง", Fund.CENTRAL_FUND),
        ("อบจ.ตัวอย่าง", Fund.PAO_BUDGET),
        ("เงินอุดหนุนจาก อบจ.", Fund.PAO_BUDGET),
        ("โอนงบประมาณ", Fund.TRANSFERRED_BUDGET),
        ("โอนเพิ่ม", Fund.TRANSFERRED_BUDGET),
        ("ตั้งจ่ายเป็นรายการใหม่", Fund.TRANSFERRED_BUDGET),
        ("เงินอุดหนุนเฉพาะกิจ", Fund.EARMARKED_GRANT),
        ("เงินอุดหนุนทั่วไป", Fund.GENERAL_GRANT),
        ("งบประมาณสนับสนุนจากหน่วยงานอื่น", Fund.OTHER_AGENCY),
        ("reserve_fund", Fund.RESERVE_FUND),
        ("เงินอุดหนุน", None),
        ("ข้อบัญญัติ/เงินสะสม", None),
        ("งบกลางของรัฐบาล", None),
        ("", None),
        ("ตำบลบ้านสวน", None),
    ],
)
def test_a_fund_is_known_by_the_words_of_real_reports(text, fund):
    assert fund_of(text) == fund


def test_every_word_has_its_labels_and_every_fund_its_column_on_paper():
    assert set(STATUS_TH) == set(STATUS_EN) == set(Status)
    assert set(FUND_TH) == set(FUND_EN) == set(PAPER_COLUMN) == set(Fund)
    assert [fund for fund in Fund if PAPER_COLUMN[fund] == "reserve"] == [Fund.RESERVE_FUND]
    assert {fund for fund in Fund if PAPER_COLUMN[fund] == "outside"} == {Fund.PAO_BUDGET, Fund.OTHER_AGENCY}
    assert paper_column("central_fund") == "regular"
    assert str(status_label(Status.DONE)) == "Done" and str(fund_label(Fund.PAO_BUDGET)) == "PAO's budget"
    with pytest.raises(ValueError):
        paper_column("lottery")


def test_the_thai_label_of_each_word_is_read_back():
    assert all(status_of(STATUS_TH[status]) == status for status in Status)
    assert all(fund_of(FUND_TH[fund]) == fund for fund in Fund)
