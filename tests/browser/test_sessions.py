"""What a reader's own device adds: their edition, their hour, and what is next. Expected words are written by hand."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import served
from tests.building import LANGUAGES, ROOT, Site, build, copy_project, tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

CARD = ".session-card > .meeting"
WEEK_4_FR = "2027-02-02T13:00:00Z"
"""Start of week 4 of the run 2027-fr: a Tuesday, 13:00 in Abidjan, which is UTC."""


def texts(page: Page, selector: str) -> list[str]:
    found = page.locator(selector).all_text_contents()
    return [" ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()) for text in found]


# Local time.


@pytest.mark.parametrize("zone", ["Africa/Abidjan", "Africa/Dakar", "UTC"])
def test_who_has_the_same_hour_reads_no_second_one(visit: Callable[..., Page], zone: str) -> None:
    page = visit("week-04/", timezone_id=zone)
    assert texts(page, f"{CARD} .local") == []


@pytest.mark.parametrize(
    ("week", "zone", "expected"),
    [
        ("week-04", "Europe/Paris", "Chez vous : 14:00–15:30 (UTC+1, Paris)"),
        ("week-11", "Europe/Paris", "Chez vous : 15:00–16:30 (UTC+2, Paris)"),
        ("week-04", "Indian/Comoro", "Chez vous : 16:00–17:30 (UTC+3, Comoro)"),
        ("week-10", "Asia/Beirut", "Chez vous : 15:00–16:30 (UTC+2, Beirut)"),
        ("week-11", "Asia/Beirut", "Chez vous : 16:00–17:30 (UTC+3, Beirut)"),
        ("week-04", "America/Port-au-Prince", "Chez vous : 08:00–09:30 (UTC−5, Port-au-Prince)"),
        ("week-04", "Asia/Kathmandu", "Chez vous : 18:45–20:15 (UTC+5:45, Kathmandu)"),
        ("week-04", "Pacific/Auckland", "Chez vous : mercredi 3 février, 02:00–03:30 (UTC+13, Auckland)"),
        ("week-11", "Pacific/Auckland", "Chez vous : mercredi 31 mars, 02:00–03:30 (UTC+13, Auckland)"),
    ],
)
def test_who_has_another_hour_reads_it_beside_that_of_the_run(
    visit: Callable[..., Page], week: str, zone: str, expected: str
) -> None:
    """Sessions of 2027-fr are at 13:00 UTC; Europe and Lebanon change clocks on 2027-03-28, between weeks 10 and 11."""
    page = visit(f"{week}/", timezone_id=zone)
    (found,) = texts(page, f"{CARD} .local")
    assert found.replace("Katmandu", "Kathmandu") == expected  # browsers differ in the city's spelling


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Your time: 11:30–13:00 (UTC+1, Paris)"), ("pt", "Na sua hora: 15:00–16:30 (UTC+2, Paris)")],
)
def test_the_other_languages_say_it_too(visit: Callable[..., Page], language: str, expected: str) -> None:
    assert texts(visit(f"{language}/week-02/", timezone_id="Europe/Paris"), f"{CARD} .local") == [expected]


def test_the_first_of_a_month_is_written_in_the_french_way(visit: Callable[..., Page]) -> None:
    """Week 12 of 2027-pt is on Wednesday 30 June 2027 at 13:00 UTC, when it is Thursday 1 July in New Zealand."""
    page = visit("week-12/", timezone_id="Pacific/Auckland")
    found = texts(page, ".meeting[data-run='2027-pt'] .local")
    assert found == ["Chez vous : jeudi 1er juillet, 01:00–02:30 (UTC+12, Auckland)"]


def test_morocco_has_the_hour_that_the_browser_knows(visit: Callable[..., Page]) -> None:
    """Since 2026-09-20 Morocco is at UTC+0. A browser with older zone data says UTC+1; we say what its clock shows."""
    page = visit("week-04/", timezone_id="Africa/Casablanca")
    offset = page.evaluate(f"-new Date('{WEEK_4_FR}').getTimezoneOffset()")
    expected = [] if offset == 0 else ["Chez vous : 14:00–15:30 (UTC+1, Casablanca)"]
    assert texts(page, f"{CARD} .local") == expected


@pytest.mark.parametrize("name", ["undefined", "'Etc/Unknown'"])
def test_a_zone_without_a_name_is_given_by_its_offset(
    visit: Callable[..., Page], address: str, name: str
) -> None:
    page = visit("about/", timezone_id="Asia/Dubai")
    page.add_init_script(
        f"""const real = Intl.DateTimeFormat.prototype.resolvedOptions;
        Intl.DateTimeFormat.prototype.resolvedOptions = function () {{
          return {{ ...real.call(this), timeZone: {name} }}; }};"""
    )
    page.goto(f"{address}week-04/")
    assert texts(page, f"{CARD} .local") == ["Chez vous : 17:00–18:30 (UTC+4)"]


# States.


@pytest.mark.parametrize(
    ("language", "now", "expected"),
    [
        ("fr", "2027-01-31T12:00:00Z", "après-demain"),
        ("fr", "2027-01-30T12:00:00Z", "dans 3 jours"),
        ("fr", "2027-02-02T10:00:00Z", "dans 3 heures"),
        ("fr", "2027-02-02T12:40:00Z", "dans 20 minutes"),
        ("fr", "2027-02-02T13:00:00Z", "en direct maintenant"),
        ("fr", "2027-02-02T14:29:00Z", "en direct maintenant"),
        ("fr", "2027-02-02T14:31:00Z", "terminée ; enregistrement à venir"),
        ("fr", "2027-02-20T12:00:00Z", "passée"),
        ("en", "2027-02-23T12:00:00Z", "in 2 days"),
        ("en", "2027-02-25T10:31:00Z", "live now"),
        ("en", "2027-02-25T12:01:00Z", "ended; recording to come"),
        ("pt", "2027-05-04T12:00:00Z", "depois de amanhã"),
        ("pt", "2027-05-05T13:30:00Z", "amanhã"),
        ("pt", "2027-05-06T13:30:00Z", "em direto agora"),
        ("pt", "2027-05-06T15:00:00Z", "terminada; gravação em breve"),
    ],
)
def test_the_card_of_week_4_says_how_far_off_it_is(
    visit: Callable[..., Page], language: str, now: str, expected: str
) -> None:
    """Week 4 is on 2 February 13:00 UTC (fr), 25 February 10:30 UTC (en), 6 May 13:00 UTC (pt, moved from the 5th)."""
    page = visit(f"{LANGUAGES[language]}week-04/", now=now)
    assert texts(page, f"{CARD} .count") == [expected]


def test_the_current_week_and_past_sessions_are_marked_on_the_schedule(visit: Callable[..., Page]) -> None:
    page = visit("schedule/", now="2027-02-03T12:00:00Z")
    first = ".edition:first-child .schedule tbody tr"
    assert texts(page, f"{first}[data-current] .now") == ["Cette semaine"]
    assert "Semaine 4" in texts(page, f"{first}[data-current]")[0]
    states = texts(page, f"{first} .state")
    ended = "terminée ; enregistrement à venir"  # for a fortnight
    assert states[:4] == ["passée", "passée", ended, ended]
    assert set(states[4:]) == {"prévue"}


def test_home_shows_the_next_session_and_this_week(visit: Callable[..., Page]) -> None:
    page = visit("", now="2027-02-03T12:00:00Z", timezone_id="Europe/Paris")
    assert texts(page, f"{CARD} .next-label") == ["Prochaine séance en direct"]
    assert page.locator(f"{CARD} .card-when time").get_attribute("datetime") == "2027-02-09T13:00Z"
    assert texts(page, f"{CARD} .card-when .count") == ["dans 6 jours"]
    assert texts(page, f"{CARD} .card-when .local") == ["Chez vous : 14:00–15:30 (UTC+1, Paris)"]
    this_week = texts(page, f"{CARD} .this-week")[0]
    assert this_week.startswith("Cette semaine :")
    assert this_week.endswith("terminée ; enregistrement à venir")
    assert page.locator(f"{CARD} .this-week a").get_attribute("href") == "week-04/"


def test_home_says_when_all_sessions_are_over(visit: Callable[..., Page]) -> None:
    page = visit("", now="2027-05-20T12:00:00Z")
    assert texts(page, f"{CARD} .next-label") == ["Les séances de cette édition sont terminées"]


# My run.


def test_a_chosen_edition_comes_first_everywhere_and_is_told_to_nobody(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit("runs/2027-pt/")
    button = page.locator("[data-follow='2027-pt']")
    assert texts(page, "[data-follow='2027-pt']") == ["Suivre cette édition"]
    button.click()
    assert texts(page, "[data-follow='2027-pt']") == ["Ne plus suivre cette édition"]
    for path, first in (
        ("", CARD),
        ("schedule/", ".editions > .edition"),
        ("week-05/", CARD),
        ("en/week-05/session/", CARD),
    ):
        page.goto(address + path)
        assert page.locator(first).first.get_attribute("data-run") == "2027-pt"
    assert texts(page, "[data-minute]")[0] == "14:00"
    assert texts(page, "[data-clock]") == ["Clock: Luanda (UTC+1)"]
    assert page.context.cookies() == []
    page.goto(f"{address}runs/2027-pt/")
    page.locator("[data-follow='2027-pt']").click()
    page.goto(f"{address}week-05/")
    assert page.locator(CARD).first.get_attribute("data-run") == "2027-fr"


def test_without_storage_the_choice_lasts_as_long_as_the_page(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit("about/")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    page.goto(f"{address}schedule/")
    page.locator("details.others > summary").click()
    page.locator(".others [data-follow='2027-en']").click()
    assert page.locator(".editions > .edition").get_attribute("data-run") == "2027-en"


# A run with everything that can happen to a session.


@pytest.fixture(scope="session")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the course with a cancelled and a held session in 2027-fr; return its address."""
    folder = tmp_path_factory.mktemp("eventful")
    project = copy_project(ROOT, folder / "project")
    run = project / "runs" / "2027-fr.yml"
    same = "{fr: Grève des transports, en: Transport strike, pt: Greve dos transportes}"
    files = "https://files.example.org/3"
    run.write_text(
        run.read_text(encoding="utf-8")
        + f"""sessions:
  week-02: {{status: cancelled, reason: {same}}}
  week-03:
    status: held
    recording: {{url: "{files}.mp4", language: fr, minutes: 88, megabytes: 38}}
    audio: {{url: "{files}.mp3", language: fr, minutes: 88, megabytes: 9.5}}
    slides: {files}.pdf
    notes: {files}-notes.pdf
""",
        encoding="utf-8",
    )
    subprocess.run([tool("course"), "run", "lock"], cwd=project, check=True, capture_output=True)
    done = build(project, folder / "site")
    assert done.returncode == 0, done.stderr
    with served(Site(folder / "site"), folder / "served") as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize(
    ("language", "cancelled", "reason", "recording", "sound"),
    [
        (
            "fr",
            "annulée",
            "Grève des transports",
            "Enregistrement (français, 88 min, 38 Mo)",
            "Son seul (français, 88 min, 9,5 Mo)",
        ),
        (
            "en",
            "cancelled",
            "Transport strike",
            "Recording (French, 88 min, 38 MB)",
            "Sound only (French, 88 min, 9.5 MB)",
        ),
        (
            "pt",
            "cancelada",
            "Greve dos transportes",
            "Gravação (francês, 88 min, 38 MB)",
            "Só o som (francês, 88 min, 9,5 MB)",
        ),
    ],
)
def test_cancelled_and_held_sessions_say_so(
    visit: Callable[..., Page],
    eventful: str,
    language: str,
    cancelled: str,
    reason: str,
    recording: str,
    sound: str,
    scripts: bool,
) -> None:
    page = visit(
        f"{LANGUAGES[language]}runs/2027-fr/",
        base=eventful,
        now="2027-01-28T12:00:00Z",
        java_script_enabled=scripts,
    )
    rows = page.locator(".schedule tbody tr")
    assert rows.nth(1).locator("del").count() == 1
    assert rows.nth(1).locator("time").count() == 0
    row = texts(page, ".schedule tbody tr:nth-child(2)")[0]
    assert cancelled in row
    assert reason in row
    held = texts(page, ".schedule tbody tr:nth-child(3)")[0]
    assert recording in held
    assert sound in held
    hrefs = [link.get_attribute("href") for link in rows.nth(2).locator("td:last-child a").all()]
    assert hrefs == [f"https://files.example.org/3{end}" for end in (".mp4", ".mp3", ".pdf", "-notes.pdf")]


@pytest.mark.parametrize(
    ("language", "costs"),
    [
        ("fr", r"Pour lire cette page : \d\d ko au plus · Enregistrement : 38 Mo · Son seul : 9,5 Mo"),
        ("en", r"To read this page: at most \d\d kB"),
        ("pt", r"Para ler esta página: \d\d kB no máximo"),
    ],
)
def test_a_week_says_what_it_costs_to_read_and_to_hear(
    visit: Callable[..., Page], eventful: str, language: str, costs: str
) -> None:
    page = visit(f"{LANGUAGES[language]}week-03/", base=eventful)
    assert re.fullmatch(costs, texts(page, ".weight")[0])


def test_a_cancelled_session_is_never_next(visit: Callable[..., Page], eventful: str) -> None:
    page = visit("", base=eventful, now="2027-01-18T12:00:00Z")
    assert page.locator(f"{CARD} .card-when time").get_attribute("datetime") == "2027-02-02T13:00Z"


# Paper.


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_session_prints_on_one_or_two_sheets_of_a4(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = visit(f"{LANGUAGES[language]}about/")
    for number in range(1, 13):
        page.goto(f"{address}{LANGUAGES[language]}week-{number:02}/session/")
        paper = page.pdf(prefer_css_page_size=True)
        assert 1 <= paper.count(b"/Type /Page\n") <= 2, number
        assert b"/MediaBox [0 0 594.95996 841.91998]" in paper or b"/MediaBox [0 0 595" in paper, number
