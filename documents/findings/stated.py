"""The rules for a report made elsewhere, whose figures are stated. Pure: figures in, findings out."""

from __future__ import annotations

from documents.findings import catalogue, percents, rows, sums
from documents.findings.finding import Finding, Level, in_order
from documents.findings.relations import culprits
from documents.findings.report import Stated
from organisations.calendar import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from organisations.sentences import Sentence, gettext_noop

_YEAR = gettext_noop("The fiscal year is %(year)s. Please enter a four-digit B.E. year, for example 2569.")


def check_stated(report: Stated) -> list[Finding]:
    """Check stated figures against each other and against the rows listed.

    A figure in which several sums agree that it is wrong is told once, with the value that mends them all;
    what hangs on it (a percent, a total) is then not told as wrong too.
    """
    found, sound = rows.to_dates(report)
    wrong = culprits(sums.relations(sound))
    found += sums.findings_of(wrong, sound)
    mended = {each.cell: each.expected for each in wrong}
    found += percents.findings_of(sound, mended)
    found += rows.findings_of(sound)
    found += rows.grants(sound)
    if not any(finding.rule == "F2-02" for finding in found):
        found += rows.without_status(sound)
    found += _fiscal_year(report.fiscal_year)
    return in_order(found)


def _fiscal_year(year: int | None) -> list[Finding]:
    """F2-13."""
    if year is None or FIRST_FISCAL_YEAR <= year <= LAST_FISCAL_YEAR:
        return []
    return [
        Finding(
            "F2-13",
            Level.MUST_FIX,
            catalogue.title("F2-13"),
            Sentence(_YEAR, {"year": year}),
            ("p1.fiscal_year",),
            None,
            str(year),
        )
    ]
