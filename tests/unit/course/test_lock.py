"""The lock of a run: SEQUENCE rises with each announced change and only then, and nobody edits it by hand."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_course.course.lock import Lock, check_lock, dump, lock, path_of, read
from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import read_yaml, validate
from mkdocs_course.course.runs import Run
from mkdocs_course.course.timetable import timetable
from mkdocs_course.project import load, lock_runs
from tests.building import ROOT, copy_project, files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs_course.course.reading import Document
    from mkdocs_course.course.timetable import Occurrence

WEEKS = ("week-1", "week-2", "week-3")
DAY = datetime(2027, 8, 1, 9, tzinfo=UTC)
STATES = {
    "planned": "{}",
    "other reason": "{reason: {de: Feiertag}}",  # no change that calendars know of
    "later": '{status: moved, start: "2027-09-08 15:00", was: "2027-09-06 13:00"}',
    "longer": '{end: "2027-09-30 15:00"}',
    "cancelled": "{status: cancelled, reason: {de: Krankheit}}",
    "held": "{status: held}",
    "with slides": '{status: held, slides: "https://example.org/a.pdf"}',
    "recorded": '{status: held, audio: {url: "https://example.org/a", language: de, minutes: 9, megabytes: 3}}',
}
ANNOUNCED = {"other reason": "planned", "with slides": "held"}
"""What reads like another state in a calendar."""


def run(states: Sequence[str] = ()) -> Document[Run]:
    """Return a run whose sessions are in the given states, week by week."""
    lines = [f"  {week}: {STATES[state]}" for week, state in zip(WEEKS, states, strict=False)]
    text = "\n".join(
        [
            "id: herbst",
            "title: {de: Herbst}",
            "language: de",
            "timezone: Africa/Nairobi",
            "weekday: monday",
            'time: "13:00"',
            "starts: 2027-09-06",
            "join: mail",
            *(["sessions:", *lines] if lines else []),
        ]
    )
    document, problems = validate("runs/herbst.yml", read_yaml("runs/herbst.yml", text), Run)
    assert document, problems
    return document


def occurrences(document: Document[Run], weeks: Sequence[str] = WEEKS) -> list[Occurrence]:
    course = {
        "source_language": "de",
        "session_minutes": 60,
        "effort": {"reading": 25, "activity": 20, "self_check": 15},
        "host": "kurs.example.org",
        "weeks": [{"id": week, "agenda": [{"type": "questions", "minutes": 60}]} for week in weeks],
    }
    return timetable(Course.model_validate(course), document.model)


def locked(states: Sequence[str], before: Lock | None = None, now: datetime = DAY) -> Lock:
    return lock(run(states).model, occurrences(run(states)), before, now)


def digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def test_a_first_lock_holds_every_session_in_utc_with_sequence_0() -> None:
    content = json.loads(dump(locked(())))
    assert content["run"] == "herbst"
    assert content["sessions"]["week-2"] == [
        {
            "stamp": "2027-08-01T09:00:00Z",
            "start": "2027-09-13T10:00:00Z",
            "end": "2027-09-13T11:00:00Z",
            "status": "scheduled",
            "recorded": False,
        }
    ]
    assert [locked(()).sequence(week) for week in WEEKS] == [0, 0, 0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(sorted(STATES)), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_sequence_counts_the_changes_of_each_session_and_nothing_else(history: list[list[str]]) -> None:
    found: Lock | None = None
    for step, states in enumerate(history):
        found = locked(states, found, DAY + timedelta(days=step))
    assert found
    for index, week in enumerate(WEEKS):
        announced = [ANNOUNCED.get(states[index], states[index]) for states in history]
        changes = [step for step in range(1, len(history)) if announced[step] != announced[step - 1]]
        stamps = [DAY + timedelta(days=step) for step in [0, *changes]]
        assert found.sequence(week) == len(changes)
        assert [version.stamp for version in found.sessions[week]] == stamps
        assert found.last(week).stamp == stamps[-1]
    assert found.stamp == max(versions[-1].stamp for versions in found.sessions.values())
    assert locked(history[-1], found, DAY + timedelta(days=99)) == found


def test_a_lock_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written = locked(("later", "planned", "recorded"), locked(()), DAY + timedelta(days=1))
    (tmp_path / "a.lock.json").write_text(dump(written), encoding="utf-8")
    assert read(tmp_path, "a.lock.json") == (written, [])


@pytest.mark.parametrize("path", sorted((ROOT / "runs").glob("*.lock.json")), ids=lambda path: path.name)
def test_the_digest_is_that_of_the_sorted_json_without_it(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content.pop("digest") == digest(content)


def test_the_digest_of_a_new_lock_is_made_the_same_way() -> None:
    content = json.loads(dump(locked(("cancelled",))))
    assert content.pop("digest") == digest(content)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_lock_edited_by_hand_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    written = locked(("later",), locked(()))
    text = dump(written)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from('0123456789abcxyz"{}[],: \n'))
    (tmp_path / "a.lock.json").write_text(text[:place] + letter + text[place + 1 :], encoding="utf-8")
    found, problems = read(tmp_path, "a.lock.json")
    if found:
        assert found == written  # a space for another, or the letter that stood there
    else:
        assert [(problem.path, problem.line, problem.code) for problem in problems] == [
            ("a.lock.json", 1, "broken-lock")
        ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", "null", '"text"', "{}", '{"digest": 1}', "[" * 9999, '{"digest": "\\ud800"}']
)
def test_what_is_no_lock_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.lock.json").write_text(text, encoding="utf-8")
    found, problems = read(tmp_path, "a.lock.json")
    assert (found, [problem.code for problem in problems]) == (None, ["broken-lock"])


def test_a_lock_without_its_last_version_is_refused(tmp_path: Path) -> None:
    content = json.loads(dump(locked(("later",), locked(()))))
    del content["sessions"]["week-1"][-1]
    (tmp_path / "a.lock.json").write_text(json.dumps(content), encoding="utf-8")
    assert [problem.code for problem in read(tmp_path, "a.lock.json")[1]] == ["broken-lock"]


def test_a_lock_stands_beside_its_run() -> None:
    assert path_of("runs/2027-fr.yml") == "runs/2027-fr.lock.json"


def test_a_run_without_a_lock_is_found() -> None:
    document = run()
    (problem,) = check_lock(document, occurrences(document), None)
    assert (problem.path, problem.line, problem.column, problem.code) == ("runs/herbst.yml", 1, 5, "no-lock")
    assert "course run lock herbst" in problem.hint


@pytest.mark.parametrize(
    ("published", "now", "lines"),
    [
        ((), (), []),
        ((), ("other reason",), []),
        ((), ("planned", "cancelled"), [11]),
        (("cancelled",), ("held", "planned", "recorded"), [10, 12]),
        (("cancelled",), (), [7]),  # the exception is gone, so the run's first date is blamed
    ],
)
def test_sessions_that_differ_from_what_was_published_are_found_by_line(
    published: tuple[str, ...], now: tuple[str, ...], lines: list[int]
) -> None:
    document = run(now)
    found = list(check_lock(document, occurrences(document), locked(published)))
    assert [(problem.code, problem.line) for problem in found] == [("stale-lock", line) for line in lines]
    assert not list(check_lock(document, occurrences(document), locked(now, locked(published))))


def test_a_new_week_and_a_lost_one_are_found() -> None:
    document = run()
    new, lost = check_lock(document, occurrences(document, ("week-1", "week-2", "week-4")), locked(()))
    assert (new.code, new.line, "`week-4`" in new.message) == ("stale-lock", 7, True)
    assert (lost.code, lost.line, "`week-3`" in lost.message) == ("lost-session", 1, True)


def test_a_lost_session_is_not_forgotten_by_locking_again() -> None:
    document, fewer = run(), occurrences(run(), WEEKS[:2])
    again = lock(document.model, fewer, locked(()), DAY + timedelta(days=1))
    assert [problem.code for problem in check_lock(document, fewer, again)] == ["lost-session"]


def test_locking_twice_changes_nothing(tmp_path: Path) -> None:
    root = copy_project(ROOT / "tests" / "courses" / "four", tmp_path / "course")
    path = root / "runs" / "herbst.lock.json"
    path.unlink()
    assert lock_runs(root, [], DAY) == (["runs/herbst.lock.json"], [])
    first = files(root)
    assert lock_runs(root, ["herbst"], DAY + timedelta(days=1)) == ([], [])
    assert files(root) == first
    project, _ = load(root)
    assert project
    assert project.locks["herbst"].stamp == DAY


def test_no_lock_is_written_for_an_unknown_run_or_one_with_errors(tmp_path: Path) -> None:
    root = copy_project(ROOT / "tests" / "courses" / "four", tmp_path / "course")
    before = files(root)
    written, problems = lock_runs(root, ["herbst", "winter"], DAY)
    assert (written, [problem.code for problem in problems]) == ([], ["unknown-run"])
    path = root / "runs" / "herbst.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("starts: 2", "starts: 9"), encoding="utf-8")
    written, problems = lock_runs(root, [], DAY)
    assert (written, [problem.code for problem in problems]) == ([], ["bad-date"])
    assert files(root) == before | {"runs/herbst.yml": path.read_bytes()}


def test_the_lock_of_another_run_is_refused() -> None:
    document = run()
    other = locked(()).model_copy(update={"run": "winter"})
    (problem,) = check_lock(document, occurrences(document, WEEKS), other)
    assert problem.code == "broken-lock"
    assert "winter" in problem.message
