"""The catalogues: complete, with the same placeholders, and in step with the code."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import mkdocs_course
from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import catalogue
from tests.building import ROOT

FOLDER = Path(mkdocs_course.__file__).parent / "catalogue"
N = "\u00a0"


def test_the_template_holds_what_code_templates_and_theme_say() -> None:
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "catalogue.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (FOLDER / "course.pot").read_text(encoding="utf-8") == tool.written(tool.template())


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
