"""The catalogues: complete, with the same placeholders, and in step with the code."""

from __future__ import annotations

import importlib.util
import re
from datetime import UTC, datetime
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


@pytest.mark.parametrize("language", sorted({path.stem for path in FOLDER.glob("*.po")} - {"en"}))
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
        originals = as_list(message.id) if len(words) > 1 else [str(message.id)]
        originals += originals[-1:] * (
            len(words) - len(originals)
        )  # Arabic has six forms where English has two
        for form, english in zip(words, originals, strict=True):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(english)), message.id


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
