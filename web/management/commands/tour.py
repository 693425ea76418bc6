"""Take the pictures of `docs/tour`: a real Chromium walks the main road of a temporary installation.

The command makes a data folder of its own, calls itself in it, starts the embedded edition there with the
demonstration, signs people in by their session, and writes the pictures and `docs/tour.md`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from committee import links, sitting
from documents import divisions
from documents.models import DivisionRequest, Document, Restatement
from organisations.models import OrgUnit, User
from organisations.scope import everything
from plans.models import ProjectChange
from province.models import Submission
from surveys import collecting
from surveys.models import Questionnaire
from web.demonstration import seven
from web.demonstration.newcomer import Newcomer
from web.slice_files import XLSX

MESSY = settings.BASE_DIR / "tests" / "fixtures" / "projects_messy_a.xlsx"
"""A list as offices keep them: titles above, merged heads, doubtful numbers, totals between the rows."""
SIZES = {"desktop": (1366, 700), "phone": (360, 780)}
TALLEST = 2400
BROWSER = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
STILL = "for (const e of document.querySelectorAll('.grid tfoot :is(th, td), .grid thead th, .chase')) e.style.position = 'static'"
"""In a picture of the whole page nothing sticks to a window's edge."""
SOMCHAI, CHALERM, PRASIT = "somchai@banna.example", "chalerm@banna.example", "prasit@pao.example"
YANMAI = "somchai@yanmai.example"


def upload(page: Any) -> None:
    file = {"name": "สรุปโครงการ 6 เดือน.xlsx", "mimeType": XLSX, "buffer": MESSY.read_bytes()}
    page.set_input_files("input[type=file]", file)
    page.locator("main form button.btn").click()


def go_on(page: Any) -> None:
    upload(page)
    page.locator("main form p.acts:last-of-type button.btn").click()


def make_word(page: Any) -> None:
    page.locator("form[action$='/word/'] button").click()
    page.locator("#job a.btn").wait_for(timeout=60_000)


def to_the_paper(page: Any) -> None:
    page.locator("#sh").evaluate("e => e.scrollIntoView()")


def to_the_question(page: Any) -> None:
    page.locator("input[name=choice][value=return]").check()
    page.locator("#vote").evaluate("e => e.scrollIntoView()")


def register(page: Any) -> None:
    if page.locator("button[name=register]").count():
        page.locator("button[name=register]").click()


PASTED = "อยู่ระหว่างดำเนินการ\t\t\t๑๒,๓๐๐\nทำอยู่มั้ง\t\t\t12.345,67\t\t\t\tรอผู้รับจ้าง\n"
"""Cells as they come out of Excel: some clear, some to be asked about."""


def paste(page: Any) -> None:
    page.fill("textarea[name=text]", PASTED)
    page.select_option("select[name=column]", "status")
    page.locator("main form button.btn").first.click()


def to_a_question(page: Any) -> None:
    """Begin to answer, and go on to the first question of the form."""
    if page.locator("form button.btn").count():
        page.locator("form button.btn").first.click()
    page.goto(re.sub(r"/\d+/$", "/7/", page.url))
    page.locator("input[type=radio]").first.check()


def check_it(page: Any) -> None:
    page.locator("main form button.btn").first.click()


@dataclass(frozen=True, slots=True)
class Step:
    """A picture: who looks at which address, after which press, and what to look for."""

    name: str
    who: str
    address: str
    title: str
    look: str
    act: Callable[[Any], None] | None = None
    tallest: int = TALLEST
    window: bool = False
    english: bool = False


STEPS = [
    Step("login", "", "/accounts/login/", "Sign in", "One question, no sign-up: accounts are given by the administrator."),
    Step("home", SOMCHAI, "/home/", "My work", "What is overdue stands first and never vanishes; every row says who holds it, since when, and whom to ring up; the ribbon is the year, drawn to scale."),
    Step("import", SOMCHAI, "/plan/import/", "Bring in the list from Excel", "The clerk's own file as it is."),
    Step("columns", SOMCHAI, "/plan/import/", "Match the columns", "The clerk's own headings, what they were taken for and how surely, three values each; remembered for the next file of the same shape.", upload, 1400),
    Step("preview", SOMCHAI, "/plan/import/", "Before it comes in", "What would come in and what waits, every problem with its answer in place; nothing is saved before the press, and one press undoes it.", go_on, 1800),
    Step("form2", SOMCHAI, "/report/{drafting}/form2/", "Form 2", "Still cells with what must be mended marked in place and listed above; cards where the columns do not fit.", None, 2000),
    Step("row", SOMCHAI, "/report/{drafting}/row/{row}/", "A row", "The ledger beside the field; the figure may be the period's own or the one to date, as the finance division writes it."),
    Step("check", SOMCHAI, "/report/{drafting}/check/", "Check the figures", "Each finding is a worked sum: operators hang left, the wrong figure is struck through, the likely one stands beside it.", None, 1800),
    Step("divisions", SOMCHAI, "/report/{drafting}/divisions/", "By division", "One press asks them all; who has answered, since when, whom to ring up; what the answers would change, one that meets another's figure, and the words for LINE and the memo, ready.", None, 2600),
    Step("answer", "", "/a/{partly}/", "A division's own page", "Opened by its link, without an account: its own rows, kept as they are sent; no answer is written into the report by itself.", None, 1500),
    Step("paste", SOMCHAI, "/report/{drafting}/paste/", "Paste from Excel", "What is clear is shown before it is written; what is not is asked, once for all cells alike.", paste, 1500),
    Step("ledger", SOMCHAI, "/report/{drafting}/ledger/", "Finance's figures", "The totals stand beside the rows; where a fund differs, the row that alone would explain it.", None, 1600),
    Step("project", SOMCHAI, "/project/{cancelled}/?report={drafting}", "A project", "Its money, its periods, and each decision with its authority.", None, 1800),
    Step("restate", "somchai@yanmai.example", "/report/{later}/restate/{proposal}/", "An earlier period was put right", "The later report is not touched: it gets a proposal, with the old and the new figures."),
    Step("compare", "somchai@yanmai.example", "/report/{corrected}/compare/", "What differs", "Two revisions of a report, each difference as a sentence."),
    Step("stated", SOMCHAI, "/check-report/?example=1", "A report made elsewhere", "Its tables pasted as they are; the wrong cell is named with its sum. Nothing is kept.", check_it, 1800),
    Step("refer", SOMCHAI, "/report/{drafting}/refer/", "Lay it before the committee", "It says why it cannot leave yet, who is asked, and until when."),
    Step("inbox", CHALERM, "/inbox/", "A member's list", "Larger letters, one list, one deadline, a request and not an order."),
    Step("mended", CHALERM, "/review/{item}/", "What was mended", "For a report that came back: each issue, its reply, the figure before and after, and apart from them what else was changed.", None, 1140),
    Step("review", CHALERM, "/review/{item}/", "The paper itself", "As it will be signed, with the machine's pencil around the rows worth a look; on a phone those rows as a story first.", to_the_paper, 1725, window=True),
    Step("question", CHALERM, "/review/{item}/", "The question", "Equal answers; what to mend, and where, is asked for only with a return; quorum and opinions are said apart; eleven seats as the regulation groups them.", to_the_question, 1100, window=True),
    Step("issues", "somchai@banghinghoi.example", "/report/{returned}/issues/", "Returned for mending", "Every issue is tied to its place and needs a reply before the report is referred again.", None, 1500),
    Step("job", SOMCHAI, "/report/{review}/", "The Word report", "A worker writes it; the page may be closed meanwhile.", make_word),
    Step("send", "somchai@khlongdao.example", "/report/{approved}/send/", "Send it to the PAO", "The letter's facts, and a tick that the signed letter is there."),
    Step("reading", YANMAI, "/report/{corrected}/reading/", "Readers in the house", "Where a unit keeps its own readers, each presses, or it is written down what stands signed on paper; nobody reads what they proposed.", None, 1500),
    Step("reopen", SOMCHAI, "/report/{sent}/reopen/", "Open it again", "A sent report stays as it is; a further revision begins beside it, with its reason."),
    Step("cancel", YANMAI, "/report/{corrected}/cancel/", "Cancel by two persons", "One asks with the paper that grants it, another one confirms."),
    Step("matrix", PRASIT, "/prov/", "The PAO: reports of the units", "State and lateness apart; counted from the register of units, not from what arrived."),
    Step("intake", PRASIT, "/prov/intake/", "The PAO: intake desk", "Every package is tested on arrival, whoever brings it."),
    Step("submission", PRASIT, "/prov/submission/{arrived}/", "The PAO: a report that arrived", "The seal, the parts, the log and the resolution were checked; the paper can be read at once.", register, 1500),
    Step("stamp", "somchai@yanmai.example", "/home/", "The stamp at home", "The unit sees the PAO's number, day and time as the stamp it knows from paper."),
    Step("history", SOMCHAI, "/report/{review}/history/", "History", "Who did what, and when; a chain of hashes stands behind it.", None, 1500),
    Step("notices", SOMCHAI, "/notices/", "Notices", "What was also sent by mail."),
    Step("fingerprint", "", "/v/{mark}/", "Whose fingerprint is this", "Anyone who holds the paper can ask whether it is known, and whether a later revision has replaced it."),
    Step("form1", SOMCHAI, "/report/{form1}/sheet/", "A year: Form 1", "How the plan was made: eighteen items with their evidence, owed thirty days after the plan was announced.", None, 1600),
    Step("poster", SOMCHAI, "/survey/{own}/poster/", "A year: asking people", "A poster for the wall; one press opened the questionnaire with the words of the form.", None, 1300),
    Step("survey", "", "/s/{asked}/t/{token}/", "A year: on a citizen's phone", "One question a page, no name, no account, no script; back always works.", to_a_question, 1100),
    Step("console", YANMAI, "/survey/{asks}/", "A year: what has come", "By village and against what is wanted; paper sheets that wait; the days and the closing.", None, 1900),
    Step("mismatch", YANMAI, "/survey/{asks}/enter/1/", "A year: paper keyed in twice", "What differs between the two entries is chosen from the sheet.", None, 1200),
    Step("results", "", "/s/{closed}/results/", "A year: the results", "For everyone; “–” stands where a figure would tell something about fewer than five people.", None, 1600),
    Step("form32", SOMCHAI, "/report/{form32}/sheet/", "A year: Form 3/2", "All its figures come from the sealed answers; nothing was typed.", None, 1800),
    Step("form31", SOMCHAI, "/report/{form31}/fill/counts/", "A year: Form 3/1", "Plan against practice from the Form 2 of the year's last quarter: each figure says where it comes from and how it stands.", None, 1500),
    Step("strategy", SOMCHAI, "/report/{form31}/fill/s1/", "A year: one strategy", "Satisfaction is carried in; indicators and words are written, with last year's beside.", None, 1900),
    Step("yearly", PRASIT, "/prov/submission/{arrived32}/", "A year: the PAO has it", "The yearly forms travel as Form 2 does, sealed and tested on arrival.", None, 1500),
    Step("design", SOMCHAI, "/design/", "Components", "Every state and sign with its word, on the page that the accessibility tests read."),
    Step("missing", SOMCHAI, "/nothing-here/", "There is nothing here", "Also what a stranger sees of another unit's report."),
    Step("home-english", SOMCHAI, "/home/", "My work, in English", "Everything but names and the paper itself is in both languages.", english=True),
    Step("review-english", CHALERM, "/review/{item}/", "The paper, in English", "The paper stays as it is signed.", None, 1800, english=True),
]  # fmt: skip


WALKS = {"meeting", "receipt"}
"""What is walked through in one go, picture by picture."""
CLERKS = {"khlongdao": "somchai@khlongdao.example", "banghinghoi": "somchai@banghinghoi.example"}
"""The units whose clerks record a meeting of seven reports: on the desktop, and on the phone."""
DARIN = "darin@banna.example"
MEETING = [
    ("attendance", "Who came", "Everyone is ticked in one press; who is excused is changed."),
    ("record", "Item by item", "“Nobody is of another opinion” is one press for each report."),
    ("dissent", "Who is of another opinion", "By name, with the words and the place on the paper."),
    ("end", "The end", "What will be decided is read once more, then decided for all reports in one step."),
    ("held", "The meeting afterwards", "Outcome of each report, minutes and resolution drafted in Word."),
]
"""The pictures of the meeting of seven reports: name, title, what to look for."""
RECEIPT = [
    (
        "link",
        "The member's page",
        "Opened by the link of the message, without an account and without JavaScript.",
    ),
    ("receipt", "The receipt", "What was recorded, and “this was not me”."),
]
"""The pictures from the message to the receipt, on the phone."""


def places() -> dict[str, str]:
    """The addresses of the demonstration's reports."""
    with everything():
        form2s = Document.objects.filter(unit__code="banna", kind="form2").order_by("pk")
        banna = {one.state: one for one in form2s}
        yearly = {one.kind: one for one in Document.objects.filter(unit__code="banna").exclude(kind="form2")}
        asks = Questionnaire.objects.get(unit__code="yanmai")
        closed = Questionnaire.objects.get(unit__code="banna", kind="form3_2")
        item = sitting.open_item(banna["in_review"])
        plan = banna["drafting"].plan
        asked = DivisionRequest.objects.get(document=banna["drafting"], division="กองช่าง")
        proposal = Restatement.objects.get()
        cancelled = ProjectChange.objects.filter(kind="cancel").earliest("pk")
        assert item is not None
        assert plan is not None
        found = {
            "drafting": banna["drafting"].public_id,
            "review": banna["in_review"].public_id,
            "row": plan.projects.get(number=2).public_id,
            "item": item.public_id,
            "mark": item.fingerprint[:12],
            "returned": Document.objects.get(state="returned").public_id,
            "approved": Document.objects.get(state="approved").public_id,
            "partly": divisions.code_of(asked),
            "cancelled": cancelled.project.public_id,
            "proposal": proposal.public_id,
            "later": proposal.document.public_id,
            "corrected": proposal.because.document.public_id,
            "arrived": Submission.objects.filter(desk="arrived", kind="form2").latest("pk").public_id,
            "arrived32": Submission.objects.filter(kind="form3_2").latest("pk").public_id,
            "sent": banna["submitted"].public_id,
            "form1": yearly["form1"].public_id,
            "form31": yearly["form3_1"].public_id,
            "form32": yearly["form3_2"].public_id,
            "asks": asks.public_id,
            "asked": asks.code,
            "token": collecting.invitation_token(
                asks, asks.invitations.filter(spent_on__isnull=True).earliest("number").number
            ),
            "closed": closed.code,
            "own": closed.public_id,
        }
    return {name: str(value) for name, value in found.items()}


def cookies_of(who: str, address: str, language: str = "th") -> list[Any]:
    """The cookies of a window: language, and the session of who looks."""
    found = [{"name": "language", "value": language, "url": address}]
    if who:
        found.append({"name": "sessionid", "value": session_of(who), "url": address})
    return found


def meeting_on(page: Any, called: Any, path: str) -> int:
    """Record the meeting of seven reports at a screen of this size; how many presses, fields and choices it took.

    `path` is where the pictures go, with {} for the page's word.
    """
    clerk = Newcomer(page)

    def look(name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=path.format(name), full_page=name != "dissent")

    page.goto(f"/sitting/{called.public_id}/")
    with everything():
        names = seven.names_of(called)
    seven.record(clerk, names, look)
    return clerk.activations


def session_of(email: str) -> str:
    """Sign a person in: the key of a session of theirs."""
    person = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def running() -> Iterator[str]:
    """Run the embedded edition with the demonstration; give its address."""
    argv = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--prepare", "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            address = ""
            for line in process.stdout or ():
                address = found[0] if (found := re.search(r"http://\S+", line)) else address
                if line.strip() == "Ready":
                    break
            else:
                raise CommandError("The temporary installation did not start; its sentence stands above.")
            yield address
        finally:
            process.terminate()
            process.communicate()


class Command(BaseCommand):
    """`./tidtam manage tour`: needs Chromium and the development packages; LibreOffice for the Word pages."""

    help = "Takes the pictures of docs/tour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "docs")
        parser.add_argument("--only", help="take these pictures anew, names with commas between them")
        parser.add_argument("--inside", action="store_true", help="used by the command itself")

    def handle(self, *args: Any, **options: Any) -> None:
        every = {step.name for step in STEPS} | WALKS
        only = set(options["only"].split(",")) if options["only"] else every
        if unknown := only - every:
            raise CommandError(
                f"There is no picture {', '.join(sorted(unknown))}; see STEPS in this command."
            )
        if options["inside"]:
            self.walk(options["out"], [step for step in STEPS if step.name in only], only & WALKS)
            return
        with tempfile.TemporaryDirectory(prefix="tidtam-tour-") as var:
            kept = {name: value for name, value in os.environ.items() if not name.startswith("TIDTAM_")}
            kept |= {"TIDTAM_VAR": var, "TIDTAM_DEMO": "1", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
            for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
                kept.pop(name, None)
            argv = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tour", "--inside"]
            argv += ["--out", str(options["out"].resolve()), "--only", ",".join(only)]
            done = subprocess.run(argv, env=kept)  # noqa: S603
            if done.returncode:
                raise CommandError("The pictures were not all taken; the step above says why.")

    def walk(self, out: Path, steps: list[Step], walks: set[str]) -> None:
        """Take the pictures of the steps and write the page around all of them."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as missing:
            raise CommandError(
                "Playwright is not installed here: it comes with the development packages (./tidtam test)."
            ) from missing
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            raise CommandError("Chromium is not installed: apt-get install -y chromium")
        folder = out / "tour"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png") if steps == STEPS and walks == WALKS else ():
            old.unlink()
        call_command("collectstatic", interactive=False, verbosity=0)
        with running() as address, sync_playwright() as player:
            known = places()
            browser = player.chromium.launch(executable_path=chromium, args=BROWSER)
            report = b""
            for step in steps:
                for size, (wide, high) in SIZES.items():
                    window = browser.new_context(
                        base_url=address, viewport={"width": wide, "height": high}, locale="th-TH"
                    )
                    window.add_cookies(self.cookies(step, address))
                    page = window.new_page()
                    page.goto(step.address.format(**known))
                    if step.act:
                        step.act(page)
                    self.take(page, folder / f"{step.name}-{size}.png", step, wide)
                    if step.name == "job":
                        link = page.locator("#job a.btn").get_attribute("href")
                        report = page.request.get(address + str(link)).body()
                    window.close()
            if "meeting" in walks:
                self.meeting(browser, address, folder)
            if "receipt" in walks:
                self.receipt(browser, address, folder)
            browser.close()
        if report:
            self.word(report, folder, "word")
        words = sorted(folder.glob("word-*.png"))
        pictures = [folder / f"{step.name}-{size}.png" for step in steps for size in SIZES]
        walked = [one for name in walks for one in folder.glob(f"{name}-*.png")]
        squeeze(pictures + walked + (words if report else []))
        (out / "tour.md").write_text(written([one.name for one in words]), encoding="utf-8")
        sizes = [one.stat().st_size for one in folder.glob("*.png")]
        self.stdout.write(f"{len(sizes)} pictures, {sum(sizes) / 1024 / 1024:.1f} MB")

    def cookies(self, step: Step, address: str) -> list[Any]:
        """Language and person of a window."""
        return cookies_of(step.who, address, "en" if step.english else "th")

    def meeting(self, browser: Any, address: str, folder: Path) -> None:
        """A meeting of seven reports in each size, by the unit's clerk; the minutes of the last one as pages."""
        counted = []
        for (size, (wide, high)), (code, who) in zip(SIZES.items(), CLERKS.items(), strict=True):
            with everything():
                called = seven.prepare(OrgUnit.objects.get(code=code))
            window = browser.new_context(
                base_url=address, viewport={"width": wide, "height": high}, locale="th-TH"
            )
            window.add_cookies(cookies_of(who, address))
            page = window.new_page()
            counted.append(meeting_on(page, called, f"{folder}/meeting-{{}}-{size}.png"))
            minutes = page.request.get(f"{address}/sitting/{called.public_id}/paper/minutes.docx").body()
            window.close()
        self.word(minutes, folder, "meeting-minutes")
        self.stdout.write(f"Seven reports recorded in {counted} presses, fields and choices.")

    def receipt(self, browser: Any, address: str, folder: Path) -> None:
        """From the link in the member's message to the receipt, on a phone without JavaScript."""
        with everything():
            item = sitting.open_item(
                Document.objects.get(unit__code="banna", kind="form2", state="in_review")
            )
            assert item is not None
            link = links.to_mail(item.sitting, User.objects.get(email=DARIN))
            assert link is not None
            token = links.token_of(link)
        wide, high = SIZES["phone"]
        window = browser.new_context(
            base_url=address,
            viewport={"width": wide, "height": high},
            locale="th-TH",
            java_script_enabled=False,
        )
        page = window.new_page()
        page.goto(f"/k/{token}/")
        page.screenshot(path=folder / "receipt-link-phone.png")
        page.goto(f"/k/{token}/{item.public_id}/")
        page.get_by_role("radio", name="เห็นชอบ", exact=True).check()
        page.get_by_role("button", name="ส่งความเห็น").click()
        page.screenshot(path=folder / "receipt-receipt-phone.png")
        window.close()

    def take(self, page: Any, path: Path, step: Step, wide: int) -> None:
        """The whole page at once, cut where it grows too long."""
        page.evaluate(STILL)
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": wide, "height": min(high, step.tallest)})
        if step.act and step.window:
            step.act(page)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=path)

    def word(self, report: bytes, folder: Path, stem: str) -> None:
        """The first two pages of a Word file as pictures, where LibreOffice and poppler are at hand."""
        office, poppler = shutil.which("soffice"), shutil.which("pdftoppm")
        if not (office and poppler):
            self.stdout.write("LibreOffice or pdftoppm is missing: no pictures of the Word files.")
            return
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "report.docx").write_bytes(report)
            turn = [
                office,
                f"-env:UserInstallation=file://{name}/office",
                "--headless",
                "--convert-to",
                "pdf",
            ]
            subprocess.run([*turn, "--outdir", name, f"{name}/report.docx"], check=True, capture_output=True)  # noqa: S603
            draw = [poppler, "-png", "-r", "75", "-l", "2", f"{name}/report.pdf", str(folder / stem)]
            subprocess.run(draw, check=True, capture_output=True)  # noqa: S603


def squeeze(pictures: list[Path]) -> None:
    """Make the pictures smaller by a palette, where pngquant is at hand."""
    tool = shutil.which("pngquant")
    if tool:
        argv = [tool, "--force", "--ext", ".png", "--strip", "--speed", "1", "128", *map(str, pictures)]
        subprocess.run(argv, check=False)  # noqa: S603


def written(pages: list[str]) -> str:
    """The page around the pictures, in the users' order."""
    out = [
        "# A walk through Tidtam",
        "",
        "Made by `./tidtam manage tour` from the demonstration, in a real Chromium: 1366 px and 360 px wide.",
        "Every name and number is invented. Long pages are cut.",
    ]
    for number, step in enumerate(STEPS, start=1):
        pair = " | ".join(f"![{step.title}, {size}](tour/{step.name}-{size}.png)" for size in SIZES)
        out += [
            "",
            f"## {number}. {step.title}",
            "",
            step.look,
            "",
            "| desktop | phone |",
            "|---|---|",
            f"| {pair} |",
        ]
        if step.name == "job" and pages:
            shown = " | ".join(
                f"![Word report, page {at}](tour/{one})" for at, one in enumerate(pages, start=1)
            )
            out += ["", "Two of its pages, as LibreOffice shows them (narrower where TH Sarabun New is installed):", "", "| page 1 | page 2 |", "|---|---|", f"| {shown} |"]  # fmt: skip
    out += ["", "## A meeting of seven reports", "", "The clerk, assistant secretary of the committee, records it alone; the journey of the tests counts every press,", "typed field and choice: at most twenty."]  # fmt: skip
    for name, title, look in MEETING:
        pair = " | ".join(f"![{title}, {size}](tour/meeting-{name}-{size}.png)" for size in SIZES)
        out += ["", f"### {title}", "", look, "", "| desktop | phone |", "|---|---|", f"| {pair} |"]
    out += ["", "### The minutes", "", "Drafted in Word from what was recorded.", "", "| page 1 | page 2 |", "|---|---|"]  # fmt: skip
    out += [
        "| ![Minutes, page 1](tour/meeting-minutes-1.png) | ![Minutes, page 2](tour/meeting-minutes-2.png) |"
    ]
    out += [
        "",
        "## From the message to the receipt",
        "",
        *(f"{title}: {look}" for _name, title, look in RECEIPT),
    ]
    out += ["", "| link | receipt |", "|---|---|", "| " + " | ".join(f"![{title}](tour/receipt-{name}-phone.png)" for name, title, _look in RECEIPT) + " |"]  # fmt: skip
    return "\n".join(out) + "\n"
