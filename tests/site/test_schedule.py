"""The main job, in the built pages: weeks, live sessions and their dates, in every language."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from posixpath import normpath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.building import LANGUAGES, ROOT, RUNS, course_data, instants, run_data, stamp

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

    from tests.building import Site

WEEKS = [f"week-{number:02}" for number in range(1, 13)]
DEFAULT_RUN = {"fr": "2027-fr", "en": "2027-en", "pt": "2027-pt"}
UPCOMING = ["2027-fr", "2027-en", "2027-pt"]

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_week = pytest.mark.parametrize("week", WEEKS)


def links(element: BeautifulSoup | Tag, page: str) -> set[str]:
    """Return the addresses within the site that an element links to."""
    return {
        normpath(f"{page}/{link['href']}") + "/"
        for link in element.select("a[href]")
        if not str(link["href"]).startswith(("http", "#", "webcal"))
    }


def title(language: str, path: str) -> str:
    """Read the title of a page from its Markdown."""
    text = (ROOT / "docs" / language / path).read_text(encoding="utf-8")
    return next(line[2:] for line in text.splitlines() if line.startswith("# "))


def agenda_parts(language: str, week: str) -> list[str]:
    """Read the parts of a session from the list under the directive in its Markdown."""
    text = (ROOT / "docs" / language / week / "session.md").read_text(encoding="utf-8")
    following = text.partition("<!-- course:agenda -->")[2].strip().partition("\n\n")[0]
    return [re.sub(r"^\d+\.\s+", "", line) for line in plain(following).splitlines()]


def plain(text: str) -> str:
    """Make every space a plain one."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def words(element: Tag | None) -> str:
    assert element
    return plain(element.get_text()).strip()


@each_language
@each_week
def test_week_and_session_link_each_other_and_say_when_they_meet(
    site: Site, language: str, week: str
) -> None:
    folder, number = LANGUAGES[language], int(week[-2:])
    module, session = f"{folder}{week}/", f"{folder}{week}/session/"
    for address, other in ((module, session), (session, module)):
        card = site.soup(address).select_one(".session-card")
        assert card
        assert other in links(card, address)
        assert title(language, f"{week}/session.md") in words(card)
        shown = [
            (block["data-run"], time["datetime"])
            for block in card.select(".meeting")
            if (time := block.select_one("time"))
        ]
        first = DEFAULT_RUN[language]
        order = [first, *(run for run in UPCOMING if run != first)]
        assert shown == [(run, stamp(list(instants(run))[number - 1])) for run in order]


@each_language
@each_week
def test_the_card_says_hour_zone_utc_length_and_agenda(site: Site, language: str, week: str) -> None:
    run = DEFAULT_RUN[language]
    start = list(instants(run))[int(week[-2:]) - 1]
    zone = ZoneInfo(run_data(run)["timezone"])
    card = site.soup(f"{LANGUAGES[language]}{week}/").select_one(".session-card")
    assert card
    first = words(card.select_one(".meeting"))
    for moment, suffix in ((start.astimezone(zone), ""), (start, " UTC")):
        end = moment + timedelta(minutes=90)
        assert f"{moment:%H:%M}–{end:%H:%M}{suffix}" in first
    assert "90 min" in first
    agenda = next(each["agenda"] for each in course_data()["weeks"] if each["id"] == week)
    parts = zip(agenda_parts(language, week), agenda, strict=True)
    shown = [words(item) for item in card.select("details:not(.others) li")]
    assert shown == [f"{text} {item['minutes']} min" for text, item in parts]


@each_language
@each_week
def test_each_meeting_says_how_to_get_the_link_as_its_run_wants(site: Site, language: str, week: str) -> None:
    said: dict[str, set[str]] = {}
    for block in site.soup(f"{LANGUAGES[language]}{week}/session/").select(".session-card .meeting"):
        said.setdefault(run_data(str(block["data-run"]))["join"], set()).add(
            words(block.select_one(".card-join"))
        )
    assert said.keys() == {"mail", "registration", "lms"}
    assert all(len(each) == 1 for each in said.values())
    assert len(set.union(*said.values())) == 3


@each_language
@pytest.mark.parametrize("run", RUNS)
def test_the_schedule_of_each_run_has_its_twelve_weeks_in_order(site: Site, language: str, run: str) -> None:
    address = f"{LANGUAGES[language]}runs/{run}/"
    rows = site.soup(address).select(".schedule tbody tr")
    assert len(rows) == 12
    for week, row, start in zip(WEEKS, rows, instants(run), strict=True):
        assert [time["datetime"] for time in row.select("time")] == [stamp(start)]
        assert links(row, address) >= {
            f"{LANGUAGES[language]}{week}/",
            f"{LANGUAGES[language]}{week}/session/",
        }
        days = row.select_one("[data-monday]")
        assert days
        monday = datetime.fromisoformat(str(days["data-monday"]))
        assert monday.weekday() == 0
        assert days["data-sunday"] == f"{monday + timedelta(days=6):%Y-%m-%d}"
        assert monday.replace(tzinfo=UTC) <= start < monday.replace(tzinfo=UTC) + timedelta(days=7)


@each_language
def test_the_schedule_page_shows_the_run_of_the_language_first_and_the_others_folded(
    site: Site, language: str
) -> None:
    soup = site.soup(f"{LANGUAGES[language]}schedule/")
    runs = [section["data-run"] for section in soup.select(".edition")]
    assert (runs[0], set(runs)) == (DEFAULT_RUN[language], set(UPCOMING))
    assert [bool(section.find_parent("details")) for section in soup.select(".edition")] == [
        False,
        True,
        True,
    ]
    archived = [link["href"] for link in soup.select(".runs a")]
    assert archived == ["../runs/2025-fr/"]


@each_language
@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("runs/2027-pt/", ".schedule tbody tr:nth-of-type(4)"),
        ("schedule/", ".edition[data-run='2027-pt'] .schedule tbody tr:nth-of-type(4)"),
        ("week-04/", ".meeting[data-run='2027-pt']"),
        ("week-04/session/", ".meeting[data-run='2027-pt']"),
        ("", ".meeting[data-run='2027-pt'] li:nth-of-type(4)"),
    ],
)
def test_a_moved_session_shows_its_old_time_struck_through_and_is_marked(
    site: Site, language: str, page: str, place: str
) -> None:
    moved = site.soup(LANGUAGES[language] + page).select_one(place)
    assert moved
    assert re.search(r"\b5\b.*14:00–15:30", words(moved.select_one("del")))
    assert [time["datetime"] for time in moved.select("time")] == ["2027-05-06T13:00Z"]
    assert moved.select_one(".state-moved")
    reason = plain(run_data("2027-pt")["sessions"]["week-04"]["reason"][language])
    assert (reason in words(moved)) == (page != "")  # the start page has no room for reasons


def test_nothing_else_is_struck_through(site: Site) -> None:
    shown = {"", "schedule/", "runs/2027-pt/", "week-04/", "week-04/session/"}
    assert {page for page in site.pages if site.soup(page).select("del")} == {
        (folder + page).rstrip("/") for folder in LANGUAGES.values() for page in shown
    }


def test_the_run_of_2025_is_archived_with_its_twelve_tuesdays(site: Site) -> None:
    soup = site.soup("runs/2025-fr/")
    days = [datetime.fromisoformat(str(time["datetime"])) for time in soup.select(".schedule time")]
    assert (days[0].date().isoformat(), days[-1].date().isoformat()) == ("2025-09-30", "2025-12-16")
    assert {day.weekday() for day in days} == {1}
    assert not soup.select(".subscribe, .follow")
    assert len(soup.select(".state-past")) == 12


@each_language
@pytest.mark.parametrize("run", RUNS)
def test_a_run_is_reached_from_the_schedule_and_says_its_title_language_and_interpretation(
    site: Site, language: str, run: str
) -> None:
    schedule, address = f"{LANGUAGES[language]}schedule/", f"{LANGUAGES[language]}runs/{run}/"
    assert address in links(site.soup(schedule), schedule)
    data, soup = run_data(run), site.soup(address)
    assert words(soup.h1) == data["title"][language]
    named = [LANGUAGE_NAMES[language][each] for each in (data["language"], *data.get("interpretation", []))]
    facts = [words(fact) for fact in soup.select(".facts dd")]
    assert sum(all(name in fact for name in named) for fact in facts) == 1
    others = set(LANGUAGE_NAMES[language].values()) - set(named)
    assert not [fact for fact in facts if any(re.search(rf"\b{other}\b", fact) for other in others)]


LANGUAGE_NAMES = {
    "fr": {"fr": "français", "en": "anglais", "pt": "portugais"},
    "en": {"fr": "French", "en": "English", "pt": "Portuguese"},
    "pt": {"fr": "francês", "en": "inglês", "pt": "português"},
}


@pytest.mark.parametrize(
    ("page", "country", "hours"),
    [
        ("runs/2027-fr/", "Bénin", "14:00–15:30"),
        ("runs/2027-fr/", "Djibouti", "16:00–17:30"),
        ("runs/2027-fr/", "Comores", "16:00–17:30"),
        ("runs/2027-fr/", "Maroc", "13:00–14:30"),
        ("runs/2027-fr/", "Haïti", "08:00–09:30 1 8 09:00–10:30 9 12"),
        ("runs/2027-fr/", "Liban", "15:00–16:30 1 10 16:00–17:30 11 12"),
        ("en/runs/2027-fr/", "Lebanon", "15:00–16:30 1 10 16:00–17:30 11 12"),
        ("pt/runs/2027-fr/", "Líbano", "15:00–16:30 1 10 16:00–17:30 11 12"),
        ("runs/2027-en/", "Ghana", "10:30–12:00"),
        ("en/runs/2027-en/", "Nigeria", "11:30–13:00"),
        ("pt/runs/2027-en/", "Quénia", "13:30–15:00"),
        ("runs/2027-pt/", "Cap-Vert", "12:00–13:30"),
        ("en/runs/2027-pt/", "Mozambique", "15:00–16:30"),
        ("pt/runs/2027-pt/", "Guiné-Bissau", "13:00–14:30"),
        ("pt/runs/2027-pt/", "Portugal (Lisboa)", "14:00–15:30"),
    ],
)
def test_the_hour_of_each_country_is_that_of_its_clock(
    site: Site, page: str, country: str, hours: str
) -> None:
    """Worked out by hand from the offsets of the tz database of late 2026.

    Hours from UTC: Bénin, Nigeria +1; Mozambique +2; Djibouti, Comores, Kenya +3; Cap-Vert −1; Maroc 0 since
    2026-09-20; Lisbon +1 in summer. Clocks change in Haïti (−5 to −4) on 14 March, between weeks 8 and 9 since there is
    no session on the 9th, and in Lebanon (+2 to +3) on 28 March, between weeks 10 and 11.
    """
    rows = [row.select("td") for row in site.soup(page).select(".places tbody tr")]
    (found,) = [words(when) for when, where in rows if country in words(where).split(", ")]
    assert re.findall(r"[\d:–]+", found) == hours.split()


def without_accents(name: str) -> bytes:
    return unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore")


@each_language
@pytest.mark.parametrize("run", UPCOMING)
def test_countries_are_all_there_once_in_the_order_of_the_alphabet(
    site: Site, language: str, run: str
) -> None:
    cells = site.soup(f"{LANGUAGES[language]}runs/{run}/").select(".places tbody td:nth-of-type(2)")
    rows = [words(cell).split(", ") for cell in cells]
    assert sum(map(len, rows)) == len({name for row in rows for name in row}) == len(run_data(run)["places"])
    for row in rows:
        assert row == sorted(row, key=without_accents)


@each_language
@each_week
def test_neighbours_are_the_weeks_before_and_after(site: Site, language: str, week: str) -> None:
    folder, number = LANGUAGES[language], int(week[-2:])
    for end in ("", "session/"):
        pager = site.soup(f"{folder}{week}/{end}").select_one(".pager")
        assert pager
        expected = {
            relation: f"{folder}week-{neighbour:02}/{end}"
            for relation, neighbour in (("prev", number - 1), ("next", number + 1))
            if 1 <= neighbour <= 12
        }
        found = {
            relation: links(link.parent, f"{folder}{week}/{end}").pop()
            for relation in ("prev", "next")
            if (link := pager.select_one(f"a[rel={relation}]")) and link.parent
        }
        assert found == expected


@each_language
@pytest.mark.parametrize("run", UPCOMING)
def test_a_run_offers_every_way_into_a_calendar(site: Site, language: str, run: str) -> None:
    address = f"https://course.example.org/{LANGUAGES[language]}runs/{run}/calendar.ics"
    hrefs = [
        str(link["href"]) for link in site.soup(f"{LANGUAGES[language]}runs/{run}/").select(".subscribe a")
    ]
    assert hrefs[0] == address.replace("https:", "webcal:")
    assert hrefs[1].startswith(
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fcourse.example.org%2F"
    )
    assert hrefs[2].startswith(
        "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fcourse.example.org"
    )
    assert hrefs[3] == "calendar.ics"
    assert address in words(site.soup(f"{LANGUAGES[language]}runs/{run}/").select_one(".subscribe code"))
    assert (site.folder / LANGUAGES[language] / "runs" / run / "calendar.ics").is_file()


@each_language
@each_week
def test_a_week_says_how_long_it_takes_as_its_words_do(site: Site, language: str, week: str) -> None:
    article = site.soup(f"{LANGUAGES[language]}{week}").select_one("article")
    assert article
    steps = {
        str(item.a["href"]): int(re.search(r"(\d+)\u00a0min", item.get_text())[1])  # type: ignore[index]
        for item in article.select(".steps li")
        if item.a
    }
    assert (steps["#activity"], steps["#self-check"]) == (20, 15)
    read, section = [], ""
    for element in article.find_all(recursive=False):
        section = str(element["id"]) if element.name == "h2" else section
        if section in {"outcomes", "reading", "portfolio", "sources"} and element.name not in {
            "figure",
            "nav",
        }:
            read += re.findall(r"\S*\w\S*", element.get_text(" "))
    assert abs(len(read) / 130 - steps["#reading"]) < 1.5
    schedule = site.soup(f"{LANGUAGES[language]}schedule")
    link = next(link for link in schedule.select("td a") if str(link["href"]).endswith(f"{week}/"))
    assert link.parent
    assert link.parent.small
    assert link.parent.small.get_text() == f"{steps['#reading'] + 35}\u00a0min"
