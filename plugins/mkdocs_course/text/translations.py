"""Translations: which sections are in step with their source, which are behind, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mkdocs_course.course.reading import lines_of
from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.stamps import HEAD, STAMP, VERSION, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mkdocs_course.text.pages import Page
    from mkdocs_course.text.stamps import Unit


class State(StrEnum):
    """How a translated section stands to its source."""

    OK = "ok"
    STALE = "stale"
    """The source has changed since."""
    MISSING = "missing"
    """The source has the section, the translation has not."""
    UNSTAMPED = "unstamped"
    """Nobody has said from which state of the source it was made."""
    MACHINE = "machine"
    """In step, but translated by a machine and not yet read by a person."""


@dataclass(frozen=True)
class SectionState:
    """One section of one page in one language."""

    language: str
    page: str
    """The page's name, the same in every language."""
    section: str
    """The section's id; empty for the head of the page."""
    state: State
    path: str
    """The translated file."""
    line: int
    """Of the section in it; 1 where it is missing."""
    source_path: str
    source_line: int
    stamp: str
    """The hash that its stamp holds; empty if there is none."""

    @property
    def name(self) -> str:
        """Name the section as commands take it: `week-03/index.md#activity`."""
        return f"{self.page}#{self.section}" if self.section else self.page


def translation_states(
    pages: Mapping[str, Mapping[str, Page]], source: str, languages: Sequence[str] = ()
) -> Sequence[SectionState]:
    """Return the state of every section in the languages named, or in all but the source, in the order of the pages."""
    return [
        state
        for language in (languages or [known for known in pages if known != source])
        for name, page in sorted(pages[source].items())
        for state in page_states(page, pages[language].get(name), language)
    ]


def totals(found: Iterable[SectionState]) -> Mapping[str, Mapping[State, int]]:
    """Count the sections of each state, by language."""
    counts: dict[str, dict[State, int]] = {}
    for each in found:
        counts.setdefault(each.language, dict.fromkeys(State, 0))[each.state] += 1
    return counts


def page_states(source: Page, translation: Page | None, language: str) -> Sequence[SectionState]:
    """Return the state of each section of a page, in the order of the source."""
    theirs = {unit.id: unit for unit in units(translation)} if translation else {}
    path = (
        translation.path if translation else source.path.replace(f"/{source.language}/", f"/{language}/", 1)
    )
    found = []
    for unit in units(source):
        own = theirs.get(unit.id)
        stamp = _stamp(own)
        found.append(
            SectionState(
                language=language,
                page=source.name,
                section=unit.id,
                state=_state(unit, own, stamp),
                path=path,
                line=own.line if own else 1,
                source_path=source.path,
                source_line=unit.line,
                stamp=stamp[0],
            )
        )
    return found


def check_stamps(page: Page, *, is_source: bool) -> Iterator[Problem]:
    """Find stamps that are malformed, doubled, or stand in a source file."""
    for unit in units(page):
        for index, (line, text) in enumerate(unit.stamps):
            place = (page.path, line, text.index("<!--") + 1, Severity.ERROR)
            if is_source:
                hint = "remove it: only translations are stamped"
                yield Problem(*place, "bad-stamp", "a source file holds a stamp", hint)
            elif not STAMP.match(text):
                hint = "restore it, or run `course translations mark`"
                yield Problem(*place, "bad-stamp", "this is no stamp as the commands write it", hint)
            elif index:
                message = f"a second stamp for the section `{unit.id or 'head'}`"
                yield Problem(*place, "bad-stamp", message, "keep one; if in doubt, remove both")


def stamped(text: str, page: Page, hashes: Mapping[str, str]) -> str:
    """Return the text of a translated file with new stamps for some sections: a hash for each section's id."""
    lines = lines_of(text)
    found = {unit.id: unit for unit in units(page)}
    for identifier, value in sorted(hashes.items(), key=lambda item: found[item[0]].line, reverse=True):
        unit = found[identifier]
        stamp = f"<!-- src:{VERSION}:{value} -->"
        if unit.stamps:
            lines[unit.stamps[0][0] - 1] = stamp
        else:
            lines.insert(_below(unit, page), stamp)
    end = "\r\n" if "\r\n" in text else "\n"
    return end.join([*lines, ""])


def _below(unit: Unit, page: Page) -> int:
    """Return the index of the line below a section's heading; the head's is the page's title."""
    if unit.id != HEAD:
        return unit.line
    titles = [heading.line for heading in page.body.headings if heading.level == 1]
    return titles[0] if titles else page.first_line - 1


def _stamp(unit: Unit | None) -> tuple[str, str]:
    """Return the hash and the word of a section's stamp; empty where it has none of this version."""
    for _, line in unit.stamps if unit else ():
        match = STAMP.match(line)
        if match and int(match["version"]) == VERSION:
            return match["hash"], match["word"] or ""
    return "", ""


def _state(source: Unit, translation: Unit | None, stamp: tuple[str, str]) -> State:
    value, word = stamp
    if not translation:
        return State.MISSING
    if not value:
        return State.UNSTAMPED
    if value != source.hash:
        return State.STALE
    return State.MACHINE if word else State.OK
