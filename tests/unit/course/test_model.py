"""The course: what it adds up to, and what is refused by the check and by editors alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from mkdocs_course.course.model import Course
from tests.building import ROOT

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/course.schema.json").read_text(encoding="utf-8")))
WEEK = {"id": "week-1", "agenda": [{"type": "welcome", "minutes": 10}, {"type": "questions", "minutes": 50}]}
GOOD: dict[str, Any] = {
    "source_language": "de",
    "session_minutes": 60,
    "effort": {"reading": 25, "activity": 20, "self_check": 15},
    "host": "kurs.example.org",
    "weeks": [WEEK, {**WEEK, "id": "week-2", "effort": {"reading": 5, "activity": 5, "self_check": 1}}],
}


def test_a_week_may_ask_for_another_effort_than_the_course() -> None:
    course = Course.model_validate(GOOD)
    SCHEMA.validate(GOOD)
    assert [course.effort_of(week).minutes for week in course.weeks] == [60, 11]
    assert course.self_paced_minutes == 71


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source_language", "fr_FR"),
        ("source_language", ""),
        ("session_minutes", 14),
        ("session_minutes", 241),
        ("session_minutes", "60"),
        ("session_minutes", 59.5),
        ("session_minutes", True),
        ("effort", {"reading": 25, "activity": 20}),
        ("effort", 60),
        ("host", "https://kurs.example.org"),
        ("host", "localhost"),
        ("notice", {}),
        ("notice", "Hinweis"),
        ("weeks", []),
        ("weeks", [WEEK | {"id": "Week 1"}]),
        ("weeks", [WEEK | {"agenda": []}]),
        ("weeks", [WEEK | {"agenda": [{"type": "lunch", "minutes": 60}]}]),
        ("weeks", [WEEK | {"agenda": [{"type": "break", "minutes": 0}]}]),
        ("weeks", [WEEK | {"title": "Erste Woche"}]),
        ("name", "Kurs"),
    ],
)
def test_both_check_and_editors_refuse_a_wrong_value(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Course.model_validate(GOOD | {key: value})
    assert not SCHEMA.is_valid(GOOD | {key: value})


def test_what_was_read_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Course.model_validate(GOOD).host = "other.example.org"  # type: ignore[misc]
