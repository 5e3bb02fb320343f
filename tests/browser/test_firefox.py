"""The reader's side in Firefox, served and from a folder: reading, search, self-checks, progress, weeks on the device.

Chromium has the tests of every corner. These are the main ways through the course, in a browser of another family; it
is driven by `firefox.mjs`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time as clock
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_keep import FOLDER, Host, plain
from tests.building import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.building import Site

DRIVER = Path(__file__).with_name("firefox.mjs")
TAGS = {"fr": "fr", "en": "en-GB", "pt": "pt-PT"}
NOW = "2026-12-01T09:00:00Z"
"""Before the first session of the shipped runs."""
ZONE = "Europe/Paris"

each_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True)
class Firefox:
    """A Firefox that runs, and its page."""

    process: subprocess.Popen[str] = field(repr=False)
    downloads: Path = field(repr=False)

    def ask(self, command: str, *given: object) -> Any:
        """Have a command of the driver done; return what it gives."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([command, *given]) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "Firefox or its driver has ended"
        said = json.loads(line)
        assert "error" not in said, said["error"]
        return said.get("value")

    def goto(self, address: str) -> None:
        self.ask("goto", address)

    def reload(self) -> None:
        self.ask("reload")

    def press(self, *keys: str) -> None:
        self.ask("press", *keys)

    def type(self, text: str) -> None:
        self.ask("type", text)

    def click(self, selector: str) -> None:
        self.ask("click", selector)

    def press_button(self, name: str) -> None:
        """Click on the button that has an accessible name."""
        self.ask("press_button", name)

    def upload(self, selector: str, path: Path) -> None:
        self.ask("upload", selector, str(path))

    def evaluate(self, script: str) -> Any:
        return self.ask("evaluate", script)

    def expect(self, script: str, wanted: object) -> None:
        """Wait until a script gives what is wanted."""
        assert self.ask("expect", script, wanted) == wanted, script

    def expect_url(self, address: str) -> None:
        self.expect("[location.href, document.readyState]", [address, "complete"])

    def text(self, selector: str) -> str:
        return plain(self.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent"))

    def downloaded(self) -> Path:
        """Return the file that was saved, when it is whole."""
        deadline = clock.monotonic() + 20
        while clock.monotonic() < deadline:
            saved = list(self.downloads.iterdir())
            if [path for path in saved if path.stat().st_size] == saved != []:
                return saved[0]
            clock.sleep(0.05)
        pytest.fail("nothing was saved")


@contextmanager
def started(downloads: Path, **preferences: object) -> Iterator[Firefox]:
    """Start the Firefox that tools/firefox.sh found, of a French reader in `ZONE`, with some preferences."""
    path = os.environ.get("FIREFOX") or shutil.which("firefox-esr")
    assert path, "Firefox is missing: tools/firefox.sh finds or installs it"
    options = {
        "executablePath": path,
        "env": {**os.environ, "TZ": ZONE},
        "extraPrefsFirefox": {
            "intl.accept_languages": "fr-FR, fr",
            "browser.download.folderList": 2,
            "browser.download.dir": str(downloads),
            **preferences,
        },
    }
    with subprocess.Popen(
        ["node", DRIVER, json.dumps(options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        found = Firefox(process, downloads)
        assert str(found.answer()).startswith("firefox/")
        yield found


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with started(tmp_path_factory.mktemp("downloads")) as found:
        yield found


def begin(firefox: Firefox, base: str, now: str | None = NOW, width: int = 1000) -> None:
    """Become a reader who was never here, of a site at `base`."""
    moment = int(datetime.fromisoformat(now).astimezone(UTC).timestamp() * 1000) if now else None
    firefox.ask("open", base, moment, width, 640)
    for path in firefox.downloads.iterdir():
        path.unlink()


@pytest.fixture
def visit(firefox: Firefox, address: str) -> Iterator[Callable[..., Firefox]]:
    """Open a page as a reader who was never here: `visit(path, base=…, width=…)`.

    Whatever is said on the console, refused by the policy, fails to load, or is asked of another host, fails the test.
    """

    def opened(path: str, base: str = address, **options: Any) -> Firefox:
        begin(firefox, base, **options)
        firefox.goto(base + path)
        return firefox

    yield opened
    assert firefox.ask("faults") == []


@pytest.fixture
def host(site: Site) -> Iterator[Host]:
    host = Host()
    host.sites[FOLDER] = site.folder
    yield host
    host.stop()


def test_what_pages_must_not_do_is_seen(firefox: Firefox, host: Host, site: Site) -> None:
    """Else no other test would tell."""
    page = (site.folder / "week-05" / "index.html").read_text(encoding="utf-8")
    policy = "default-src 'none'; script-src 'self'"
    assert policy in page
    elsewhere = host.address.replace("127.0.0.1", "localhost")
    bad = f'<img src="{elsewhere}a.svg"><img src="missing.svg"><script src="bad.js"></script><p style="color: red">'
    loose = page.replace("img-src 'self'", "img-src *").replace("</main>", f"{bad}</main>")
    host.altered[f"{FOLDER}week-05/"] = loose.encode()
    host.altered[f"{FOLDER}assets/course/icon.svg"] = b""
    (name,) = [path.name for path in (site.folder / "assets" / "course").glob("course-*.js")]
    host.altered[f"{FOLDER}assets/course/{name}"] = b"console.warn('said'); nowhere();"
    begin(firefox, host.address)
    firefox.goto(f"{host.address}week-05/")
    faults = firefox.ask("faults")
    assert {
        f"elsewhere: {elsewhere}a.svg",
        f"404 {host.address}week-05/missing.svg",
        "console: said",
        "console: refused: style-src-attr inline",
    } <= set(faults)
    assert [fault for fault in faults if fault.startswith("error: ") and "nowhere" in fault]


# Reading.

TITLES = {
    "fr": (
        "Connaître le contexte national : évaluation et modèles de maturité",
        "Un portrait noté de la Nuvanie",
        "Planifier la santé numérique",
    ),
    "en": (
        "Knowing the national context: assessment and maturity models",
        "A scored portrait of Nuvania",
        "Planning digital health",
    ),
    "pt": (
        "Conhecer o contexto nacional: avaliação e modelos de maturidade",
        "Um retrato da Nuvânia com pontuação",
        "Planear a saúde digital",
    ),
}


@each_language
@pytest.mark.parametrize("path", ["week-02/", "week-02/session/"])
def test_a_page_is_whole_and_says_the_local_hour_of_its_session(
    visit: Callable[..., Firefox], language: str, path: str
) -> None:
    """Sessions of week 2 are at 13:00 UTC (fr), 10:30 UTC (en) and 13:00 UTC (pt, in summer)."""
    local = {
        "fr": "Chez vous : 14:00–15:30 (UTC+1, Paris)",
        "en": "Your time: 11:30–13:00 (UTC+1, Paris)",
        "pt": "Na sua hora: 15:00–16:30 (UTC+2, Paris)",
    }
    page = visit(LANGUAGES[language] + path)
    week, session, course = TITLES[language]
    title = session if path.endswith("session/") else week
    assert plain(page.evaluate("document.title")) == f"{title} – {course}"
    assert page.text("h1") == title
    assert page.evaluate("document.documentElement.lang") == TAGS[language]
    assert page.text(".session-card > .meeting .local") == local[language]
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # the stylesheet is there


@each_language
@pytest.mark.parametrize("path", ["", "week-02/", "week-02/session/", "schedule/", "progress/", "offline/"])
def test_no_page_scrolls_sideways(visit: Callable[..., Firefox], language: str, path: str) -> None:
    """WCAG 2.2, 1.4.10: 320 px, of which a scroll bar takes its part here."""
    page = visit(LANGUAGES[language] + path, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    assert page.evaluate("innerWidth") == 320
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_everything_can_be_read_and_reached_without_scripts(address: str, tmp_path: Path) -> None:
    with started(tmp_path, **{"javascript.enabled": False}) as page:
        begin(page, address, now=None)
        page.goto(f"{address}week-02/")
        assert page.text("h1") == TITLES["fr"][0]
        assert (
            page.text(".session-card > .meeting .card-zone") == "Abidjan (UTC+0) · 13:00–14:30 UTC · 90 min"
        )
        shown = "[...document.querySelectorAll('main button, .find')].filter(each => each.checkVisibility())"
        assert page.evaluate(f"{shown}.length") == 0
        answer = "document.querySelector('.answers p').checkVisibility()"
        assert page.evaluate(answer) is False
        page.click(".answers summary")
        page.expect(answer, True)
        page.click(".session-card > p > a.button")
        page.expect_url(f"{address}week-02/session/")
        assert page.text("h1") == TITLES["fr"][1]
        page.click(".languages a[hreflang='pt-PT']")
        page.expect_url(f"{address}pt/week-02/session/")
        assert page.text("h1") == TITLES["pt"][1]
        assert page.ask("faults") == []


# Search.

RESULTS = "document.querySelectorAll('.search li a')"
FIRST = "document.querySelector('.search li a')"


def test_search_finds_words_without_their_accents_and_the_keyboard_leads_there(
    visit: Callable[..., Firefox], address: str
) -> None:
    page = visit("week-05/")
    page.press_button("Chercher")
    page.expect("document.activeElement.type", "search")
    page.type("sante")
    page.expect(f"{FIRST}?.querySelector('mark')?.textContent.toLowerCase()", "santé")
    page.type(" gouvernance")
    page.expect(f"{FIRST}?.textContent.includes('Gouvernance')", True)
    page.press("ArrowDown")
    page.expect(f"document.activeElement === {FIRST}", True)
    page.press("ArrowDown")
    page.expect(f"document.activeElement === {RESULTS}[1]", True)
    page.press("ArrowUp", "ArrowUp")
    page.expect("document.activeElement.value", "sante gouvernance")
    page.press("ArrowDown")
    wanted = page.evaluate("document.activeElement.href")
    assert str(wanted).startswith(address)
    page.press("Enter")
    page.expect_url(wanted)


def test_escape_leaves_the_search_and_the_shortcut_opens_it(visit: Callable[..., Firefox]) -> None:
    page = visit("pt/week-05/")
    page.press_button("Pesquisar")
    page.expect("document.activeElement.type", "search")
    page.type("saude")
    page.press("Escape")
    page.expect("document.querySelector('dialog').open", False)
    assert page.evaluate("document.activeElement.matches('.find')") is True
    page.evaluate("document.activeElement.blur()")
    page.ask("together", "Control", "k")
    page.expect("document.activeElement.value", "saude")


# Self-checks.


def test_an_answer_is_checked_in_place(visit: Callable[..., Firefox]) -> None:
    page = visit("week-03/")
    question = "#q-governance-or-management"
    assert page.evaluate(f"document.querySelector('{question} .answers').open") is False
    page.click(f"{question} input[value=b]")
    page.click(f"{question} .check")
    page.expect(f"document.querySelector('{question}').dataset.verdict", "wrong")
    assert page.text(f"{question} .verdict").startswith("Non : ce n’est pas une question de rang.")
    page.click(f"{question} input[value=b]")
    page.press("ArrowUp")  # the keyboard alone: to the first answer, to the button, pressed
    page.expect(f"document.querySelector('{question} .verdict').textContent", "")
    page.press("Tab", "Enter")
    page.expect(f"document.querySelector('{question}').dataset.verdict", "right")
    assert page.text(f"{question} .verdict") == "Oui : les confondre laisse des décisions sans responsable."


# Progress.


def test_progress_goes_with_the_reader_into_a_file_and_back(
    visit: Callable[..., Firefox], address: str, tmp_path: Path
) -> None:
    box, finished = "input[data-weeks='week-03']", "document.querySelector('[data-sum=weeks]').textContent"
    checked = f'document.querySelector("{box}").checked'
    page = visit("week-03/")
    assert page.evaluate(checked) is False
    page.click(f".mark {box}")
    page.click("#q-governance-or-management input[value=a]")
    page.click("#q-governance-or-management .check")
    page.goto(f"{address}en/week-03/")
    page.expect(checked, True)
    page.reload()
    page.expect(checked, True)
    assert page.text("#q-governance-or-management .verdict").startswith("Yes:")
    page.goto(f"{address}progress/")
    page.expect(finished, "1")
    page.press_button("Enregistrer dans un fichier")
    saved = page.downloaded().rename(tmp_path / "saved.json")
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "version": 1,
        "course": "course.example.org",
        "weeks": {"week-03": "done"},
        "sessions": {},
        "checks": {"week-03/governance-or-management": "right"},
    }
    page.click("summary:has(+ p + p > [data-erase])")
    page.press_button("Effacer maintenant")
    page.expect("document.querySelector('.said').textContent", "Tout est effacé.")
    page.expect(finished, "0")
    page.reload()
    page.expect(finished, "0")
    page.upload("input[type=file]", saved)
    page.expect(finished, "1")
    page.reload()
    page.expect(finished, "1")


# Weeks kept on the device.


def test_a_kept_week_opens_when_the_server_is_gone_and_others_say_that_they_are_not_kept(
    firefox: Firefox, host: Host
) -> None:
    page, kept = firefox, "[data-keep='fr/week-03']"
    begin(page, host.address)
    page.goto(f"{host.address}week-03/")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    page.click(f"{kept} button")
    page.expect(f"document.querySelector(`{kept} [role=status]`).textContent", "Gardé sur cet appareil")
    assert page.ask("faults") == []
    host.stop()
    page.reload()
    assert page.text("h1") == "Gouvernance et leadership"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # the stylesheet is there
    page.click(".session-card > p > a.button")
    page.expect_url(f"{host.address}week-03/session/")
    assert page.text(".session-card > .meeting .local") == "Chez vous : 14:00–15:30 (UTC+1, Paris)"
    assert page.ask("faults") == []
    page.goto(f"{host.address}week-04/")
    assert page.text("section[lang=fr] h1") == "Pas de connexion, et page non gardée"
    page.click("main li a")
    page.expect_url(f"{host.address}week-03/")
    assert page.text("h1") == "Gouvernance et leadership"
    host.start()
    page.goto(f"{host.address}week-04/")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.text(".session-card .eyebrow") == "Séance en direct 4 sur 12"


# From a folder.


@each_language
def test_a_copy_on_a_disk_can_be_read_searched_and_marked(
    visit: Callable[..., Firefox], site: Site, language: str
) -> None:
    base = f"{site.folder.as_uri()}/"
    folder = base + LANGUAGES[language]
    page = visit(f"{LANGUAGES[language]}week-02/index.html", base=base)
    assert page.text("h1") == TITLES[language][0]
    assert page.text(".session-card > .meeting .local").endswith("Paris)")
    page.click(".find")
    page.expect("document.activeElement.type", "search")
    page.type("Inhambane")
    page.expect(f"{RESULTS}.length > 0", True)
    page.press("Enter")
    page.expect_url(f"{folder}week-05/index.html#openhie")
    page.click(".mark input")
    page.goto(f"{folder}progress/index.html")
    page.expect("document.querySelector('[data-sum=weeks]').textContent", "1")
