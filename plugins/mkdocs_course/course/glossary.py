"""The glossary: terms with their preferred, accepted and avoided forms. The shape of `glossary.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import ConfigDict, Field

from mkdocs_course.course.model import Model, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Entry(Model):
    """One term in one language."""

    term: Text
    """The preferred form."""
    definition: Text
    """What it means, in one or two sentences."""
    abbr: Text | None = None
    """The usual abbreviation."""
    accept: list[Text] = []
    """Other forms that may be used."""
    avoid: list[Text] = []
    """Forms that must not be used."""


class Term(Model):
    """One concept: a key per language beside `id` and `source`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Entry]

    id: Slug
    """The anchor on the glossary page, the same in every language."""
    source: Text | None = None
    """Where the term comes from: publisher and year."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The term by language."""
        return self.__pydantic_extra__


class Glossary(Model):
    """All terms of the course."""

    terms: Annotated[list[Term], Field(min_length=1)]
    """The terms, sorted by `id`."""
