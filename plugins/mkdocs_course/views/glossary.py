"""What readers see of the glossary in their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_course.catalogue.messages import alphabetical, native_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_course.course.glossary import Entry, Glossary, Term
    from mkdocs_course.views.viewpoint import Viewpoint


@dataclass(frozen=True)
class GlossaryEntry:
    """One term, with what it is called in the other languages."""

    id: str
    term: str
    abbr: str
    definition: str
    also: str
    """Accepted variants, joined."""
    elsewhere: Sequence[tuple[str, str, str]]
    """Language, its own name, and the term in it."""
    source: str


def glossary_entries(view: Viewpoint) -> Sequence[GlossaryEntry]:
    """Return the terms in the alphabetical order of the language; accents do not count."""
    language = view.words.language
    glossary = view.project.glossary
    entries = [
        GlossaryEntry(
            id=term.id,
            term=entry.term,
            abbr=entry.abbr or "",
            definition=entry.definition,
            also=view.words.gettext(", ").join(entry.accept),
            elsewhere=[
                (other, native_name(other), there.term)
                for other, there in term.entries.items()
                if other != language
            ],
            source=term.source or "",
        )
        for term, entry in _translated(glossary, language)
    ]
    return sorted(entries, key=lambda entry: alphabetical(entry.term))


def _translated(glossary: Glossary | None, language: str) -> Iterator[tuple[Term, Entry]]:
    """Return the terms that have words in a language, with those words."""
    for term in glossary.terms if glossary else []:
        if entry := term.entries.get(language):
            yield term, entry
