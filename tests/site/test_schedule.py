"""The main job, in the built pages: weeks, live sessions and their dates, in every language."""

from __future__ import annotations

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


def words(element: Tag | None) -> str:
    assert element
    return element.get_text().replace("\u00a0", " ").replace("\u202f", " ")


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
    assert card.select_one(".card-join")
    agenda = next(each["agenda"] for each in course_data()["weeks"] if each["id"] == week)
    shown = [words(item).rsplit(" ", 2)[-2] for item in card.select("details:not(.others) li")]
    assert shown == [item["minutes"] for item in agenda]


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
def test_a_moved_session_shows_its_old_time_struck_through_and_why(site: Site, language: str) -> None:
    row = site.soup(f"{LANGUAGES[language]}runs/2027-pt/").select(".schedule tbody tr")[3]
    old, new = row.select_one("del"), row.select_one("time")
    assert old
    assert new
    assert "14:00–15:30" in words(old)
    assert new["datetime"] == "2027-05-06T13:00Z"
    assert run_data("2027-pt")["sessions"]["week-04"]["reason"][language] in words(row)
    assert row.select_one(".state-moved")


def test_the_run_of_2025_is_archived_with_its_twelve_tuesdays(site: Site) -> None:
    soup = site.soup("runs/2025-fr/")
    days = [datetime.fromisoformat(str(time["datetime"])) for time in soup.select(".schedule time")]
    assert (days[0].date().isoformat(), days[-1].date().isoformat()) == ("2025-09-30", "2025-12-16")
    assert {day.weekday() for day in days} == {1}
    assert not soup.select(".subscribe, .follow")
    assert len(soup.select(".state-past")) == 12


@pytest.mark.parametrize(
    ("run", "country", "hours"),
    [
        ("2027-fr", "Bénin", "14:00–15:30"),
        ("2027-fr", "Djibouti", "16:00–17:30"),
        ("2027-fr", "Haïti", "08:00–09:30"),
        ("2027-fr", "Madagascar", "16:00–17:30"),
        ("2027-en", "Ghana", "10:30–12:00"),
        ("2027-en", "Kenya", "13:30–15:00"),
        ("2027-pt", "Cap-Vert", "12:00–13:30"),
        ("2027-pt", "Mozambique", "15:00–16:30"),
    ],
)
def test_the_hour_of_each_country_is_that_of_its_clock(
    site: Site, run: str, country: str, hours: str
) -> None:
    """Expected hours from the offsets of the tz database: WAT +1, EAT +3, EST −5 (−4 from 14 March), CAT +2, CVT −1."""
    rows = site.soup(f"runs/{run}/").select(".places tbody tr")
    (cell,) = [words(row) for row in rows if country in words(row)]
    assert hours in cell


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
    assert (site.folder / LANGUAGES[language] / "runs" / run / "calendar.ics").is_file()
