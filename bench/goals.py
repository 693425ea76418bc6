"""What is measured, and what it should reach. `docs/benchmarks.md` and `results.json` are made from this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A key of `results.json`: what it says, the goal, and whether more or less is better."""

    key: str
    what: str
    limit: float
    at_least: bool = False

    @property
    def text(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


GOALS = (
    Goal(
        "docx_500_vs_python_docx",
        "Form 2 in Word, 500 projects in memory: time of idiomatic python-docx ÷ ours",
        30,
        at_least=True,
    ),
    Goal("docx_500_vs_docxtpl", "the same: time of docxtpl ÷ ours", 5, at_least=True),
    Goal(
        "docx_500_vs_zlib",
        "ours ÷ zlib 6 deflating the same bytes and writing them (a content control on each figure)",
        2,
    ),
    Goal("docx_growth", "exponent by which time grows from 500 to 5,000 and 50,000 rows", 1.05),
    Goal("docx_5000_mb", "growth of peak memory while 5,000 rows are written, MB", 8),
    Goal(
        "import_5000_vs_openpyxl",
        "preview of 5,000 rows of .xlsx with all checks ÷ openpyxl (read-only) merely reading them",
        1,
    ),
    Goal(
        "move_vs_update_sqlite",
        "one move (`take_back`) ÷ a bare `QuerySet.update` of the same row in autocommit, SQLite",
        6,
    ),
    Goal("move_vs_update_pg", "the same on PostgreSQL, fsync and synchronous_commit on", 6),
    Goal("form2_grid_queries", "queries of the grid page, 150 projects, fourth quarter", 12),
    Goal("matrix_queries", "queries of the matrix, 99 units × 8 quarters", 12),
)

BESIDE = {
    "docx_500_ms": "Form 2 in Word, 500 projects, ms",
    "import_5000_ms": "preview of 5,000 rows, ms",
    "move_sqlite_ms": "one move on SQLite, ms",
    "update_sqlite_ms": "the bare update on SQLite, ms",
    "move_pg_ms": "one move on PostgreSQL, ms",
    "update_pg_ms": "the bare update on PostgreSQL, ms",
    "move_statements": "statements a move sends, BEGIN and COMMIT among them",
    "form2_grid_queries_15": "queries of the grid page with 15 projects",
    "matrix_queries_9": "queries of the matrix with 9 units",
}
"""Keys without a goal: absolute times say something beside `machine` only, and counts with fewer rows show
that a page does not grow."""

NOT_YET = {
    "docx_e2e_500_vs_docxtpl": "from the database to the file on disk",
    "docx_province_vs_zlib": "the consolidated report is not built",
    "docx_100_reports_vs_docxtpl": "a hundred reports by the worker",
    "import_50000_rows_copy": "COPY on PostgreSQL is not built; a file has 20,000 rows at most",
    "reminders_7850_enqueue_vs_delay": "needs a province of 7,850 obligations",
    "page_list_vs_filters": "the list page beside its own template filters",
    "early_warning_vs_naive": "the summary tables are not built",
    "national_vs_naive": "the summary tables are not built",
    "refresh_unit_vs_rebuild": "the summary tables are not built",
    "package_500_vs_naive": "sealing beside stream, indent, deflate again",
    "package_verify_per_s_core": "a rate: full verifications a second",
}
"""Goals of the design that no part of `bench` measures, each with why."""
