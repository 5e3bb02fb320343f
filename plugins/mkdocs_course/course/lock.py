"""The lock of a run: what was published of each session, so that a changed one is announced as a new version.

Calendars take a change for new only when SEQUENCE rises (RFC 5545 3.8.7.4). A static build has no memory, so the
versions of each session stand in a committed file beside the run: `runs/2027-fr.lock.json`. `course check` refuses a
run whose sessions differ from their last version; `course run lock` adds the new version.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import Field

from mkdocs_course.course.model import Model, Slug
from mkdocs_course.course.reading import UnreadableError, read_text
from mkdocs_course.course.runs import Status
from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.course.reading import Document
    from mkdocs_course.course.runs import Run
    from mkdocs_course.course.timetable import Occurrence


class Version(Model):
    """One version of a session, as published. All times are aware, in UTC."""

    stamp: datetime
    """When this version was made."""
    start: datetime
    end: datetime
    status: Status
    recorded: bool = False
    """Whether a recording is offered."""

    def same_session(self, other: Version) -> bool:
        """Say whether two versions differ in their stamps at most."""
        return self.model_copy(update={"stamp": other.stamp}) == other


class Lock(Model):
    """All versions of a run's sessions, the oldest first; a version's index is its SEQUENCE."""

    run: Slug
    sessions: dict[Slug, list[Version]] = Field(min_length=1)

    def last(self, week: str) -> Version:
        """Return the version of a week's session that stands now."""
        return self.sessions[week][-1]

    def sequence(self, week: str) -> int:
        """Return how often a week's session changed since it was first published."""
        return len(self.sessions[week]) - 1

    @property
    def stamp(self) -> datetime:
        """When the run last changed."""
        return max(versions[-1].stamp for versions in self.sessions.values())


def path_of(run: str) -> str:
    """Return the path of a run's lock, given that of its file."""
    return str(PurePosixPath(run).with_suffix(".lock.json"))


def lock(run: Run, occurrences: Sequence[Occurrence], before: Lock | None, now: datetime) -> Lock:
    """Return the lock with a new version, stamped `now` (aware), for each session that changed.

    A session that is gone keeps its versions, so that it goes on being missed.
    """
    sessions: dict[str, list[Version]] = {}
    for occurrence in occurrences:
        versions = list(before.sessions.get(occurrence.week, ())) if before else []
        current = _version(occurrence, now)
        if not versions or not versions[-1].same_session(current):
            versions.append(current)
        sessions[occurrence.week] = versions
    gone = (
        {week: versions for week, versions in before.sessions.items() if week not in sessions}
        if before
        else {}
    )
    return Lock(run=run.id, sessions=sessions | gone)


def dump(lock: Lock) -> str:
    """Write a lock as text that ends with a digest of itself, so that an edit by hand is seen."""
    content: dict[str, Any] = lock.model_dump(mode="json")
    return json.dumps(content | {"digest": _digest(content)}, indent=1, ensure_ascii=False) + "\n"


def read(root: Path, path: str) -> tuple[Lock | None, list[Problem]]:
    """Read a lock; return it, or None with the problem that keeps it from being used. A missing one is no problem."""
    if not (root / path).exists():
        return None, []
    try:
        content = json.loads(read_text(root, path))
        digest = content.pop("digest")
        if digest == _digest(content):
            return Lock.model_validate(content), []
    except UnreadableError as error:
        return None, [error.problem]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    message = "the lock is not as `course run lock` wrote it"
    hint = (
        "restore it from an earlier commit; where two branches changed the run, take one side and lock again"
    )
    return None, [Problem(path, 1, 1, Severity.ERROR, "broken-lock", message, hint)]


def check_lock(run: Document[Run], occurrences: Sequence[Occurrence], lock: Lock | None) -> Iterator[Problem]:
    """Find sessions that changed, or went, without a new version in the lock."""
    hint = f"run `course run lock {run.model.id}` and commit {path_of(run.path)}"
    if lock and lock.run != run.model.id:
        message = f"the lock is that of `{lock.run}`"
        yield run.problem(("id",), "broken-lock", message, f"remove {path_of(run.path)}, and {hint}")
        return
    if not lock:
        yield run.problem(
            ("id",), "no-lock", "the run was never locked, so calendars could not tell a change", hint
        )
        return
    for occurrence in occurrences:
        week = occurrence.week
        keys = ("sessions", week) if week in run.model.sessions else ("starts",)
        if week not in lock.sessions:
            yield run.problem(keys, "stale-lock", f"`{week}` is not in the lock", hint)
        elif not lock.last(week).same_session(_version(occurrence, lock.last(week).stamp)):
            was = lock.last(week)
            message = (
                f"`{week}` is {occurrence.status}, {occurrence.start.astimezone(UTC):%Y-%m-%d %H:%M} UTC; "
                f"published is {was.status}, {was.start:%Y-%m-%d %H:%M} UTC"
            )
            yield run.problem(keys, "stale-lock", message, hint)
    for week in lock.sessions.keys() - {occurrence.week for occurrence in occurrences}:
        message = f"the session of `{week}` was published and is now gone"
        yield run.problem(
            ("id",),
            "lost-session",
            message,
            f"keep the week, and cancel its session: `{week}: {{status: cancelled, …}}`",
        )


def _version(occurrence: Occurrence, stamp: datetime) -> Version:
    return Version(
        stamp=stamp,
        start=occurrence.start.astimezone(UTC),
        end=occurrence.end.astimezone(UTC),
        status=occurrence.status,
        recorded=bool(occurrence.change.recording or occurrence.change.audio),
    )


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
