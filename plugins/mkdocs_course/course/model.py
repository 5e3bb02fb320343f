"""The course: timeless, without dates and without prose. The shape of `course.yml`."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Collection

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A name used in addresses: small letters, digits and single hyphens."""

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?$")]
"""A language as in the folders under `docs/`: `fr`, `pt`, `zh-Hant`, `pt-BR` (BCP 47)."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Localized = Annotated[
    dict[LanguageTag, Text], Field(min_length=1, examples=[{"fr": "…", "en": "…", "pt": "…"}])
]
"""The same words in each language of the course."""

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]

Minutes = Annotated[int, Field(ge=1, le=600, strict=True)]


def bad_value(code: str, message: str, hint: str) -> PydanticCustomError:
    """Return the error that a validator raises; the problem made of it has this code, message and hint."""
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint})


def _secure(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:  # brackets that hold no address
        parts = urlsplit("")
    if parts.username is not None:  # not shown: messages end in public logs
        raise bad_value(
            "not-https", "an address holds a name or a password", "leave out what stands before the @"
        )
    if parts.scheme != "https" or "." not in parts.netloc.strip(".") or re.search(r"\s", value):
        raise bad_value(
            "not-https", f"`{value}` is not a safe address", "write an address that begins with https://"
        )
    return value


SecureUrl = Annotated[
    str,
    AfterValidator(_secure),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https://"}),
]
"""An address that begins with https:// and holds no password."""


class Model(BaseModel):
    """Base of all data read from files: no unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


M = TypeVar("M", bound=Model)


def completed(model: M, languages: Collection[str], source: str) -> M:
    """Return a model whose texts speak every language: those that have none say what the source language says."""
    return model.model_copy(
        update={name: _completed(value, languages, source) for name, value in model if value is not None}
    )


def _completed(value: object, languages: Collection[str], source: str) -> object:
    match value:
        case Model():
            return completed(value, languages, source)
        case list():
            return [_completed(item, languages, source) for item in value]
        case dict() if isinstance(value.get(source), str):
            return dict.fromkeys(languages, value[source]) | value
        case dict():
            return {key: _completed(item, languages, source) for key, item in value.items()}
        case _:
            return value


class AgendaType(StrEnum):
    """What people do in one part of a live session."""

    WELCOME = "welcome"
    INPUT = "input"
    DISCUSSION = "discussion"
    DEMONSTRATION = "demonstration"
    PREPARATION = "preparation"
    GROUP_WORK = "group-work"
    PEER_EXCHANGE = "peer-exchange"
    SYNTHESIS = "synthesis"
    QUESTIONS = "questions"
    BREAK = "break"
    CLOSING = "closing"


class AgendaItem(Model):
    """One part of a live session. Its words stand in the session's page, in the same order."""

    type: AgendaType
    """What people do in this part."""
    minutes: Minutes
    """How long it lasts, in minutes."""


class Effort(Model):
    """What one week asks of a learner outside the live session, in minutes."""

    reading: Minutes
    """Minutes for the reading."""
    activity: Minutes
    """Minutes for the activity."""
    self_check: Minutes
    """Minutes for the self-check."""

    @property
    def minutes(self) -> int:
        """The whole, in minutes."""
        return self.reading + self.activity + self.self_check


class Week(Model):
    """One week: a module to study and a live session, whose texts are in the folder named like the week."""

    id: Slug
    """The folder under `docs/<language>/` that holds the week's pages, for example `week-01`."""
    agenda: Annotated[list[AgendaItem], Field(min_length=1)]
    """The parts of the live session, in order; their minutes add up to `session_minutes`."""
    effort: Effort | None = None
    """Only where this week differs from the course's `effort`."""


class License(Model):
    """The terms under which the course's text may be used."""

    name: Text
    """Its name as people know it: `CC BY 4.0`."""
    url: SecureUrl
    """Where its text stands."""


class Course(Model):
    """The course as all its runs share it."""

    source_language: LanguageTag
    """The language that the others are translated from: a folder under `docs/`."""
    session_minutes: Annotated[int, Field(ge=15, le=240, strict=True)]
    """How long each live session lasts, in minutes."""
    effort: Effort
    """What a week asks of a learner outside the live session."""
    host: Host
    """The site's host name, part of every calendar entry's identity: never change it, even when the site moves."""
    notice: Localized | None = None
    """A notice for the foot of every page, for example who stands behind the course and who does not."""
    license: License | None = None
    """The licence of the course's text, named at the foot of every page."""
    weeks: Annotated[list[Week], Field(min_length=1)]
    """The weeks in order."""

    @cached_property
    def week_ids(self) -> frozenset[str]:
        """The ids of all weeks: the names of their folders."""
        return frozenset(week.id for week in self.weeks)

    def effort_of(self, week: Week) -> Effort:
        """Return the effort of a week: its own, else the course's."""
        return week.effort or self.effort

    @property
    def self_paced_minutes(self) -> int:
        """The minutes of all weeks outside the live sessions."""
        return sum(self.effort_of(week).minutes for week in self.weeks)
