"""The catalogues: complete, with the same placeholders, and in step with the code."""

from __future__ import annotations

import importlib.util
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

import mkdocs_course
from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import catalogue
from tests.building import ROOT

FOLDER = Path(mkdocs_course.__file__).parent / "catalogue"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*(?::\w+)?\}")
N = "\u00a0"


def as_list(string: object) -> list[str]:
    return list(string) if isinstance(string, (tuple, list)) else [str(string)]


@pytest.mark.parametrize("language", ["fr", "pt"])
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    with (FOLDER / "course.pot").open("rb") as file:
        template = {(message.context, message.id) for message in read_po(file) if message.id}
    with (FOLDER / f"{language}.po").open("rb") as file:
        translated = {(message.context, message.id): message for message in read_po(file) if message.id}
    assert translated.keys() == template
    for message in translated.values():
        assert not message.fuzzy
        words = as_list(message.string)
        assert all(words), message.id
        for form in words:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(as_list(message.id)[-1])), (
                message.id
            )


def test_the_template_holds_what_code_templates_and_theme_say() -> None:
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "catalogue.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (FOLDER / "course.pot").read_text(encoding="utf-8") == tool.written(tool.template())


@pytest.mark.parametrize(
    ("language", "long", "short", "span", "period"),
    [
        ("fr", "lundi 1er février 2027", "lun. 1er févr.", "1er–7 févr.", "1er février – 6 avril 2027"),
        ("en", "Monday 1 February 2027", "Mon 1 Feb", "1–7 Feb", "1 February – 6 April 2027"),
        (
            "pt",
            "segunda-feira, 1 de fevereiro de 2027",
            "segunda, 1/02",
            "1–7/02",
            "1 de fevereiro – 6 de abril de 2027",
        ),
    ],
)
def test_dates_are_written_as_people_write_them(
    language: str, long: str, short: str, span: str, period: str
) -> None:
    words, day = catalogue(language), date(2027, 2, 1)
    assert dates.long_date(day, words) == long
    assert dates.period(day, date(2027, 4, 6), words) == period
    if language != "pt":
        assert dates.short_date(day, words) == short
        assert dates.day_range(day, date(2027, 2, 7), words) == span


@pytest.mark.parametrize("language", ["fr", "en", "pt", "ar", "fr-DZ"])
def test_hours_are_those_of_a_24_hour_clock_in_every_language(language: str) -> None:
    start = datetime(2027, 2, 2, 21, 30, tzinfo=ZoneInfo("Africa/Algiers"))
    end = datetime(2027, 2, 2, 23, 0, tzinfo=ZoneInfo("Africa/Algiers"))
    assert dates.times(start, end) == "21:30–23:00"
    assert dates.utc_times(start, end, catalogue(language)) == "20:30–22:00 UTC"


def test_hours_in_utc_name_the_day_where_it_is_another_one() -> None:
    start = datetime(2027, 2, 2, 1, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert dates.utc_times(start, start, catalogue("en")) == "Mon 1 Feb, 12:00–12:00 UTC"


@pytest.mark.parametrize(
    ("place", "offset"),
    [
        ("Africa/Abidjan", "UTC+0"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−3:30"),
        ("Africa/Luanda", "UTC+1"),
        ("Atlantic/Cape_Verde", "UTC−1"),
    ],
)
def test_offsets(place: str, offset: str) -> None:
    assert dates.offset(datetime(2027, 1, 12, 12, tzinfo=UTC).astimezone(ZoneInfo(place))) == offset


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [("fr", 90, f"90{N}min"), ("en", 720, f"12{N}h"), ("pt", 150, f"2{N}h{N}30"), ("fr", 125, f"2{N}h{N}05")],
)
def test_durations(language: str, minutes: int, words: str) -> None:
    assert dates.duration(minutes, catalogue(language)) == words
