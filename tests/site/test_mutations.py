"""Two hundred faults, put into the shipped course: `course check` names each, in its file and on its line.

A check of the whole course takes seconds, so one copy of it gets ten faults, each of another kind and in other files: a
page is one file group with its translations, since these are all that its checks compare it with. What a check prints
beside the expected problems must be a consequence that the kind of a fault names, in its file group or, where the fault
takes away what others refer to, a broken link elsewhere.

The places are worked out here, from the text that is changed, and not by the package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_course.project import load
from tests.building import LANGUAGES, ROOT, copy_project, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.problems import Problem

SEED = 2027
BATCHES = 20
BATCH = 10
SOURCE = "fr"
PAGES = "docs"

HEADING = re.compile(r"^(?P<marks>#{2,6}) .*\{ #(?P<id>[a-z0-9-]+) \}$")
STAMP = re.compile(r"^<!-- src:1:[0-9a-f]{8} -->$")
LINK = re.compile(r"\[[^\[\]]*\]\((?P<target>[a-z0-9/.-]+\.md)(?:#(?P<anchor>[a-z0-9-]+))?\)")
DIRECTIVE = re.compile(r"^<!-- course:(?P<name>[a-z]+) -->$")
DIAGRAM = re.compile(r"^<!-- course:diagram (?P<name>[a-z0-9-]+) -->$")
QUESTION = re.compile(r"^/// question \| (?P<id>[a-z0-9-]+)$")
OPTION = re.compile(r"^- \[(?P<mark>[ x])\] ")
ROW = re.compile(r"^\| .* \|$")
RULE = re.compile(r"^\|(?: -+ \|)+$")
BOX = re.compile(r"^(?:!!!|\?\?\?) ")
ITEM = re.compile(r"^\d+\. ")

Place = tuple[str, int, int, str]
"""Path, line, column and code of a problem."""


@dataclass(frozen=True)
class Edit:
    """One change of one file, and what the check then says."""

    path: str
    text: str | None
    """What the file becomes; None where it is removed."""
    expected: frozenset[Place]


@dataclass(frozen=True)
class File:
    """A text file of the course; lines count from 1, as in problems."""

    path: str
    lines: Sequence[str]

    @property
    def first(self) -> int:
        """The line below the front matter."""
        return self.lines.index("---", 1) + 2 if self.lines[0] == "---" else 1

    def numbered(self, start: int = 0) -> Iterator[tuple[int, str]]:
        """Yield the lines of the text, but not those of code, with their numbers."""
        fenced = False
        for number, line in enumerate(self.lines, start=1):
            fence = line.lstrip().startswith(("```", "~~~"))
            if not fenced and not fence and number >= max(start, self.first):
                yield number, line
            fenced ^= fence

    def matches(self, pattern: re.Pattern[str]) -> list[tuple[int, re.Match[str]]]:
        """Return where a pattern matches, from the beginning of a line or within it."""
        return [(number, match) for number, line in self.numbered() for match in pattern.finditer(line)]

    @property
    def headings(self) -> list[tuple[int, re.Match[str]]]:
        """The headings with an id, without the title."""
        return self.matches(HEADING)

    @property
    def ids(self) -> dict[str, int]:
        """The lines of the headings by their ids."""
        return {match["id"]: number for number, match in self.headings}

    def section(self, line: int) -> str:
        """Return the id of the section that a line is in; empty above the first."""
        return next((match["id"] for number, match in reversed(self.headings) if number <= line), "")

    def line_of(self, section: str) -> int:
        """Return the line on which a section begins."""
        return self.ids[section] if section else self.first

    def end(self, line: int) -> int:
        """Return the line of the next heading with an id, or that below the last line."""
        return next((number for number, _ in self.headings if number > line), len(self.lines) + 1)

    def changed(self, start: int, end: int, *lines: str) -> str:
        """Return the text with other lines in place of those from `start` up to, not including, `end`."""
        return "\n".join([*self.lines[: start - 1], *lines, *self.lines[end - 1 :], ""])


@dataclass(frozen=True)
class Spot:
    """The page that a fault is for, in one language, with all its translations."""

    name: str
    language: str
    files: Mapping[str, File]
    random: Random = field(compare=False)

    @property
    def file(self) -> File:
        return self.files[self.language]

    @property
    def is_source(self) -> bool:
        return self.language == SOURCE

    @property
    def translations(self) -> Sequence[File]:
        return [file for language, file in self.files.items() if language != SOURCE]

    @property
    def followers(self) -> Sequence[File]:
        """The files in which a difference shows: the changed one, or the translations of a changed source."""
        return self.translations if self.is_source else [self.file]

    def stale(self, line: int) -> set[Place]:
        """Say that the translations of a section of the source are behind."""
        section = self.file.section(line)
        return {
            (file.path, file.line_of(section), 1, "stale-section")
            for file in (self.translations if self.is_source else ())
        }

    def in_section(self, line: int, code: str) -> set[Place]:
        """Say a code of the section that a line is in, wherever the difference shows."""
        section = self.file.section(line)
        return {(file.path, file.line_of(section), 1, code) for file in self.followers}

    def at(self, line: int, code: str, column: int = 1) -> set[Place]:
        """Say a code of a line of the changed file."""
        return {(self.file.path, line, column, code)}

    def edit(self, start: int, end: int, lines: Sequence[str], *expected: set[Place]) -> Edit:
        """Return the change that puts other lines in place of some."""
        return Edit(
            self.file.path, self.file.changed(start, end, *lines), frozenset[Place]().union(*expected)
        )

    def one(self, line: int, new: str, *expected: set[Place]) -> Edit:
        """Return the change that writes a line anew."""
        return self.edit(line, line + 1, [new], *expected)

    def add(self, text: str, code: str, column: int, beside: str = "") -> Edit:
        """Return the change that ends a section with a line of a code, and maybe a code of the section beside it."""
        line = self.random.choice([self.file.first, *self.file.ids.values()])
        end = self.file.end(line)
        more = self.in_section(line, beside) if beside else set[Place]()
        own = self.at(end + 1, code, column)
        return self.edit(end, end, ["", text, ""], own, self.stale(line), more)

    def choose(self, pattern: re.Pattern[str]) -> tuple[int, re.Match[str]] | None:
        """Return one of the places where a pattern matches."""
        found = self.file.matches(pattern)
        return self.random.choice(found) if found else None

    def some(self, pattern: re.Pattern[str]) -> tuple[int, re.Match[str]]:
        """Return one of the places where a pattern matches, which every file of the kind has."""
        return self.random.choice(self.file.matches(pattern))


Maker = Callable[[Spot], Edit | None]


@dataclass(frozen=True)
class Kind:
    """A kind of fault."""

    name: str
    make: Maker
    consequences: frozenset[str]
    """Codes that the check may print too, in the files of the group."""
    refers: bool
    """Whether links of other pages may break."""
    of: str
    """Which files have it: all pages, or those of a pattern."""


@dataclass(frozen=True)
class Fault(Edit):
    """A change of a kind."""

    kind: Kind
    group: frozenset[str]
    """The changed file, and those that it is compared with."""


KINDS: list[Kind] = []


def kind(name: str, *consequences: str, refers: bool = False, of: str = PAGES) -> Callable[[Maker], Maker]:
    """Name a kind of fault, and what else the check may say of its files."""

    def known(make: Maker) -> Maker:
        KINDS.append(Kind(name, make, frozenset(consequences), refers, of))
        return make

    return known


LOST = (
    "missing-question",
    "extra-question",
    "missing-directive",
    "broken-link",
    "week-effort",
    "agenda-items",
)
"""What a section takes with it."""
UNLIKE = ("parity", "parity-hint", "stale-section", "week-effort")
"""What differs where a section is read up to another place."""


@kind("a link to no page")
def link_to_no_page(spot: Spot) -> Edit | None:
    if not (found := spot.choose(LINK)):
        return None
    line, link = found
    text = spot.file.lines[line - 1]
    text = f"{text[: link.end('target') - 3]}-nowhere{text[link.end('target') - 3 :]}"
    return spot.one(line, text, spot.at(line, "broken-link", link.start() + 1), spot.stale(line))


@kind("a link to no section")
def link_to_no_section(spot: Spot) -> Edit | None:
    found = [(line, link) for line, link in spot.file.matches(LINK) if link["anchor"]]
    if not found:
        return None
    line, link = spot.random.choice(found)
    text = spot.file.lines[line - 1]
    text = f"{text[: link.end('anchor')]}-gone{text[link.end('anchor') :]}"
    return spot.one(line, text, spot.at(line, "broken-link", link.start() + 1), spot.stale(line))


@kind("a section's id changed", "broken-link", "week-effort", refers=True)
def section_id(spot: Spot) -> Edit | None:
    if not (found := spot.choose(HEADING)):
        return None
    line, heading = found
    new = heading[0].replace(f"#{heading['id']} ", f"#{heading['id']}-x ")
    lacking = {(file.path, file.first, 1, "missing-section") for file in spot.followers}
    extra = {(file.path, file.ids[heading["id"]], 1, "extra-section") for file in spot.followers}
    return spot.one(line, new, lacking, extra)


@kind("a section deleted", *LOST, refers=True)
def section_deleted(spot: Spot) -> Edit | None:
    if not (found := spot.choose(HEADING)):
        return None
    line, heading = found
    if spot.is_source:
        expected = {(file.path, file.ids[heading["id"]], 1, "extra-section") for file in spot.translations}
    else:
        expected = spot.at(spot.file.first, "missing-section")
    return spot.edit(line, spot.file.end(line), [], expected)


@kind("two sections exchanged")
def sections_exchanged(spot: Spot) -> Edit | None:
    headings = spot.file.headings
    pairs = [(one[0], other[0]) for one, other in pairwise(headings) if one[1]["marks"] == other[1]["marks"]]
    if spot.is_source or not pairs:
        return None
    one, other = spot.random.choice(pairs)
    lines, end = spot.file.lines, spot.file.end(other)
    swapped = [*lines[other - 1 : end - 1], *lines[one - 1 : other - 1]]
    return spot.edit(one, end, swapped, spot.at(one, "section-order"))


@kind("an id given twice", "missing-section", "extra-section", "section-order", *LOST, *UNLIKE, refers=True)
def id_twice(spot: Spot) -> Edit | None:
    headings = spot.file.headings
    if len(headings) < 2:
        return None
    (_, first), (line, second) = sorted(spot.random.sample(headings, 2), key=lambda found: found[0])
    new = second[0].replace(f"#{second['id']} ", f"#{first['id']} ")
    return spot.one(line, new, spot.at(line, "duplicate-id"))


@kind("a section without an id", "missing-section", "extra-section", *LOST, *UNLIKE, "bad-stamp", refers=True)
def no_id(spot: Spot) -> Edit | None:
    found = [(line, heading) for line, heading in spot.file.headings if heading["marks"] == "##"]
    if not found:
        return None
    line, heading = spot.random.choice(found)
    return spot.one(line, heading[0].partition(" {")[0], spot.at(line, "no-section-id"))


def options(spot: Spot) -> tuple[int, str, list[tuple[int, int, bool]]] | None:
    """Return a question: its line, its id, and the lines and the mark of each option."""
    if not (found := spot.choose(QUESTION)):
        return None
    start, question = found
    lines = spot.file.lines
    end = next(number for number in range(start + 1, len(lines) + 1) if lines[number - 1] == "///")
    starts = [number for number in range(start, end) if OPTION.match(lines[number - 1])]
    spans = zip(starts, [*starts[1:], end], strict=True)
    return start, question["id"], [(one, other, "[x]" in lines[one - 1][:6]) for one, other in spans]


def of_question(spot: Spot, identifier: str, code: str) -> set[Place]:
    """Say a code of a question wherever its difference shows."""
    return {
        (file.path, line, 1, code)
        for file in spot.followers
        for line, question in file.matches(QUESTION)
        if question["id"] == identifier
    }


@kind("another answer ticked")
def key_flipped(spot: Spot) -> Edit | None:
    if not (found := options(spot)):
        return None
    start, identifier, answers = found
    right = next(line for line, _, mark in answers if mark)
    wrong = spot.random.choice([line for line, _, mark in answers if not mark])
    last = max(right, wrong)
    lines = list(spot.file.lines[start - 1 : last])
    lines[right - start] = lines[right - start].replace("[x]", "[ ]", 1)
    lines[wrong - start] = lines[wrong - start].replace("[ ]", "[x]", 1)
    key = of_question(spot, identifier, "question-key")
    return spot.edit(start, last + 1, lines, key, spot.stale(start))


@kind("an answer taken away", "parity-hint")
def answer_removed(spot: Spot) -> Edit | None:
    if not (found := options(spot)):
        return None
    start, identifier, answers = found
    one, other, right = spot.random.choice(answers)
    bad = spot.at(start, "bad-question") if right or len(answers) == 2 else set[Place]()
    return spot.edit(one, other, [], of_question(spot, identifier, "question-key"), bad, spot.stale(start))


@kind("an answer without feedback")
def no_feedback(spot: Spot) -> Edit | None:
    if not (found := options(spot)):
        return None
    start, _, answers = found
    one, other, _ = spot.random.choice(answers)
    return spot.edit(one + 1, other, [""], spot.at(start, "bad-question"), spot.stale(start))


@kind("a question's id changed", "broken-link", refers=True)
def question_id(spot: Spot) -> Edit | None:
    if not (found := spot.choose(QUESTION)):
        return None
    line, question = found
    extra = of_question(spot, question["id"], "extra-question")
    lacking = {(file.path, file.matches(QUESTION)[0][0], 1, "missing-question") for file in spot.followers}
    return spot.one(line, f"{question[0]}-x", extra, lacking, spot.stale(line))


@kind("a question without an end", "missing-question", "extra-question", "question-key", "stale-section")
def question_open(spot: Spot) -> Edit | None:
    if not (found := options(spot)):
        return None
    start, _, answers = found
    end = answers[-1][1]
    return spot.edit(end, end + 1, [], spot.at(start, "bad-question"), spot.stale(start))


def rows(file: File) -> list[int]:
    """Return the lines of the rows of tables, without their heads."""
    found: list[int] = []
    body = False
    for number, line in file.numbered():
        if body and ROW.match(line) and not RULE.match(line):
            found.append(number)
        body = bool(RULE.match(line)) or (body and bool(ROW.match(line)))
    return found


@kind("a table's row dropped")
def row_dropped(spot: Spot) -> Edit | None:
    if not (found := rows(spot.file)):
        return None
    line = spot.random.choice(found)
    expected = spot.stale(line) or spot.in_section(line, "parity-hint")
    return spot.edit(line, line + 1, [], expected)


@kind("a table's rule dropped", "parity-hint")
def table_broken(spot: Spot) -> Edit | None:
    if not (found := spot.choose(RULE)):
        return None
    line, _ = found
    return spot.edit(line, line + 1, [], spot.in_section(line, "parity"), spot.stale(line))


@kind("a box dropped")
def box_dropped(spot: Spot) -> Edit | None:
    if not (found := spot.choose(BOX)):
        return None
    line, _ = found
    return spot.edit(line, line + 1, [], spot.in_section(line, "parity"), spot.stale(line))


@kind("a diagram dropped", "broken-link", refers=True)
def diagram_dropped(spot: Spot) -> Edit | None:
    if not (found := spot.choose(DIAGRAM)):
        return None
    line, _ = found
    return spot.edit(line, line + 1, [], spot.in_section(line, "parity"), spot.stale(line))


@kind("a diagram misspelt", "broken-link", refers=True)
def diagram_unknown(spot: Spot) -> Edit | None:
    if not (found := spot.choose(DIAGRAM)):
        return None
    line, diagram = found
    new = diagram[0].replace(diagram["name"], f"{diagram['name']}-x")
    return spot.one(line, new, spot.at(line, "unknown-diagram"), spot.stale(line))


@kind("a directive misspelt", "missing-directive")
def directive_unknown(spot: Spot) -> Edit | None:
    if not (found := spot.choose(DIRECTIVE)):
        return None
    line, directive = found
    new = f"<!-- course:{directive['name']}x -->"
    return spot.one(line, new, spot.at(line, "unknown-directive"), spot.stale(line))


@kind("a directive dropped")
def directive_dropped(spot: Spot) -> Edit | None:
    needed = {"home", "schedule", "glossary", "week", "session", "agenda", "run"}
    if re.fullmatch(r"week-\d\d/(?:index|session)\.md", spot.name):
        needed.add("weeks")
    found = [line for line, directive in spot.file.matches(DIRECTIVE) if directive["name"] in needed]
    if not found:
        return None
    line = spot.random.choice(found)
    return spot.edit(line, line + 1, [], spot.at(spot.file.first, "missing-directive"), spot.stale(line))


@kind("a part of the agenda dropped", "parity-hint")
def agenda_item(spot: Spot) -> Edit | None:
    agenda = [line for line, directive in spot.file.matches(DIRECTIVE) if directive["name"] == "agenda"]
    if not agenda:
        return None
    end = spot.file.end(agenda[0])
    found = [line for line, _ in spot.file.matches(ITEM) if agenda[0] < line < end]
    line = spot.random.choice(found)
    return spot.edit(line, line + 1, [], spot.at(agenda[0], "agenda-items"), spot.stale(line))


@kind("a title dropped", "unstamped-section", "stale-section")
def no_title(spot: Spot) -> Edit | None:
    if not (found := spot.choose(re.compile(r"^# .*"))):
        return None
    return spot.edit(found[0], found[0] + 1, [], spot.at(spot.file.first, "no-title"), spot.stale(found[0]))


@kind("a second title", "parity-hint")
def second_title(spot: Spot) -> Edit | None:
    if not spot.choose(re.compile(r"^# .*")):
        return None
    return spot.add("# x", "second-title", 1)


@kind("a picture without words")
def no_words(spot: Spot) -> Edit | None:
    return spot.add("x ![](x.ics)", "no-alt", 3, "parity")  # a path that the build may fill


@kind("a picture from elsewhere")
def remote_picture(spot: Spot) -> Edit | None:
    return spot.add('x <img alt="x" src="https://example.com/x.png">', "remote-content", 3)


@kind("a script")
def script(spot: Spot) -> Edit | None:
    return spot.add("x <script>x()</script>", "active-content", 3)


@kind("an event handler")
def handler(spot: Spot) -> Edit | None:
    return spot.add('x, <b onclick="x()">x</b>', "active-content", 4)


@kind("a link from the top of the host", "parity-hint")
def absolute_link(spot: Spot) -> Edit | None:
    return spot.add("x [x](/x/)", "absolute-link", 3)


@kind("a link into a live session")
def join_link(spot: Spot) -> Edit | None:
    return spot.add("x: https://zoom.us/j/1234567890", "join-link", 12)


@kind("a term to avoid", "avoided-term")  # a form may hold another one
def avoided_term(spot: Spot) -> Edit | None:
    forms = avoided(spot.language)
    return spot.add(f"x {spot.random.choice(forms)} x", "avoided-term", 3) if forms else None


@kind("marks of a merge")
def merge_conflict(spot: Spot) -> Edit | None:
    lines = [line for line, text in spot.file.numbered(spot.file.first + 1) if text and text[0].isalpha()]
    if not lines:
        return None
    line = spot.random.choice(lines)
    text = spot.file.lines[line - 1]
    conflict = ["<<<<<<< HEAD", text, "=======", "x", ">>>>>>> other"]
    return spot.edit(line, line + 1, conflict, spot.at(line, "merge-conflict"), spot.stale(line))


@kind("a tab")
def tab(spot: Spot) -> Edit | None:
    return spot.add("\tx", "tab", 1)


@kind("a line end of another system")
def line_end(spot: Spot) -> Edit | None:
    line, text = spot.random.choice(list(spot.file.numbered()))
    return spot.one(line, f"{text}\r", spot.at(line, "line-ends"))


@kind("an accent apart from its letter")
def loose_accent(spot: Spot) -> Edit | None:
    lines = [
        (line, text) for line, text in spot.file.numbered() if not unicodedata.is_normalized("NFD", text)
    ]
    if not lines:
        return None
    line, text = spot.random.choice(lines)
    return spot.one(line, unicodedata.normalize("NFD", text), spot.at(line, "loose-accent"))


@kind("a stamp malformed", "stale-section")
def stamp_malformed(spot: Spot) -> Edit | None:
    if not (found := spot.choose(STAMP)):
        return None
    line, stamp = found
    bad = [
        stamp[0].replace("src:1:", "src:"),
        stamp[0].replace(" -->", "-->"),
        stamp[0].replace(" -->", " tm -->"),
        stamp[0].replace(stamp[0][-12:-4], stamp[0][-12:-5]),
        f"{stamp[0]} x",
        f" {stamp[0]}",
    ]
    new = spot.random.choice(bad)
    unstamped = spot.in_section(line, "unstamped-section")
    return spot.one(line, new, spot.at(line, "bad-stamp", new.index("<") + 1), unstamped)


@kind("a stamp doubled")
def stamp_doubled(spot: Spot) -> Edit | None:
    if not (found := spot.choose(STAMP)):
        return None
    line, stamp = found
    return spot.one(line + 1, stamp[0], spot.at(line + 1, "bad-stamp"))


@kind("a stamp of another text")
def stamp_stale(spot: Spot) -> Edit | None:
    if not (found := spot.choose(STAMP)):
        return None
    line, stamp = found
    new = "<!-- src:1:00000000 -->"
    assert new != stamp[0]
    return spot.one(line, new, spot.in_section(line, "stale-section"))


@kind("a stamp removed")
def stamp_removed(spot: Spot) -> Edit | None:
    if not (found := spot.choose(STAMP)):
        return None
    line, _ = found
    return spot.edit(line, line + 1, [], spot.in_section(line, "unstamped-section"))


@kind("a stamp in the source")
def stamp_in_source(spot: Spot) -> Edit | None:
    if not spot.is_source or not (found := spot.choose(HEADING)):
        return None
    line, heading = found
    new = [heading[0], "<!-- src:1:00000000 -->"]
    return spot.edit(line, line + 1, new, spot.at(line + 1, "bad-stamp"))


@kind("a page removed", "broken-link", refers=True)
def page_removed(spot: Spot) -> Edit | None:
    if spot.name == "index.md":  # without it the folder is no language
        return None
    if not spot.is_source:
        expected = {(spot.files[SOURCE].path, 1, 1, "untranslated-page")}
        return Edit(spot.file.path, None, frozenset(expected))
    expected = {(file.path, 1, 1, "no-source") for file in spot.translations}
    folder, _, file = spot.name.rpartition("/")
    if spot.name == "schedule.md":
        expected |= spot.at(1, "missing-page")
    elif folder.startswith("week-") and file in {"index.md", "session.md"}:
        line = course_file("course.yml").lines.index(f"  - id: {folder}") + 1
        expected.add(("course.yml", line, 9, "missing-page"))
    elif folder == "runs":
        path = f"runs/{file.removesuffix('.md')}.yml"
        line = course_file(path).lines.index(f"id: {file.removesuffix('.md')}") + 1
        expected.add((path, line, 5, "missing-page"))
    return Edit(spot.file.path, None, frozenset(expected))


@kind("a page without a source")
def page_without_source(spot: Spot) -> Edit | None:
    if spot.is_source or "/" in spot.name:
        return None
    path = spot.file.path.replace(".md", "-x.md")
    text = f"# x\n\n{spot.random.choice('abc')}\n"
    return Edit(path, text, frozenset({(path, 1, 1, "no-source")}))


@kind("the minutes of an agenda", of="course.yml")
def agenda_minutes(spot: Spot) -> Edit | None:
    line, part = spot.some(re.compile(r"minutes: (?P<minutes>\d+)\}"))
    text = spot.file.lines[line - 1]
    text = f"{text[: part.start('minutes')]}{int(part['minutes']) + 1}{text[part.end('minutes') :]}"
    agenda = max(at for at, _ in spot.file.matches(re.compile("^    agenda:$")) if at < line)
    return spot.one(line, text, spot.at(agenda, "agenda-minutes", 5))


@kind("a term's id given twice", of="glossary.yml")
def term_twice(spot: Spot) -> Edit | None:
    terms = spot.file.matches(re.compile(r"^  - id: (?P<id>[a-z-]+)$"))
    (first, _), (line, second) = sorted(spot.random.sample(terms, 2), key=lambda found: found[0])
    new = spot.file.lines[first - 1]
    assert new != second[0]
    return spot.one(line, new, spot.at(line, "duplicate-id", 9))


@kind("the first day of a run", "wrong-was", "useless-skip", of="runs/*.yml")
def first_day(spot: Spot) -> Edit | None:
    line, starts = spot.some(re.compile(r"^starts: (?P<day>[\d-]+)$"))
    day = date.fromisoformat(starts["day"]) + timedelta(days=spot.random.randint(1, 6))
    return spot.one(line, f"starts: {day}", spot.at(line, "wrong-weekday", 9))


@kind("the hour of a run", of="runs/*.yml")
def hour(spot: Spot) -> Edit | None:
    if any("was: " in text for text in spot.file.lines):  # what was moved is wrong first
        return None
    line, time = spot.some(re.compile(r"^time: \"\d\d:"))
    starts, _ = spot.some(re.compile(r"^starts: "))
    return spot.one(line, f'{time[0]}{spot.random.randint(1, 59):02}"', spot.at(starts, "stale-lock", 9))


@kind("a diagram without its description", of="diagrams/*.yml")
def no_description(spot: Spot) -> Edit | None:
    line, _ = spot.some(re.compile("^  text: "))
    language = max(at for at, _ in spot.file.matches(re.compile("^[a-z]{2}:$")) if at < line)
    end = next(at for at, text in spot.file.numbered(line + 1) if text[:3].strip())
    return spot.edit(line, end, [], spot.at(language, "missing-key"))


@kind("a diagram's label without words", of="diagrams/*.yml")
def no_label(spot: Spot) -> Edit | None:
    line, _ = spot.some(re.compile(r"^    [a-z0-9-]+: "))
    labels = max(at for at, _ in spot.file.matches(re.compile("^  labels:$")) if at < line)
    end = next(
        (at for at, text in spot.file.numbered(line + 1) if text[:5].strip()), len(spot.file.lines) + 1
    )
    return spot.edit(line, end, [], spot.at(labels, "diagram-label", 3))


@cache
def course_file(path: str) -> File:
    return File(path, (ROOT / path).read_text(encoding="utf-8").removesuffix("\n").split("\n"))


@cache
def avoided(language: str) -> list[str]:
    """Return the forms that the glossary says to avoid."""
    terms: list[dict[str, Any]] = read_yaml("glossary.yml")["terms"]
    return [form for term in terms for form in term.get(language, {}).get("avoid", [])]


def groups(of: str) -> dict[str, dict[str, File]]:
    """Return the files that a kind of fault may change, by what they share and by language."""
    if of != PAGES:
        paths = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(of))
        return {path: {"": course_file(path)} for path in paths}
    folder = ROOT / "docs" / SOURCE
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    return {name: {at: course_file(f"docs/{at}/{name}") for at in LANGUAGES} for name in names}


@cache
def batches() -> list[list[Fault]]:
    """Draw the faults: the kinds in turn, each in a group of files that the batch has not yet."""
    random = Random(SEED)  # noqa: S311  the same faults every time
    drawn: list[list[Fault]] = []
    seen: set[tuple[str, str | None]] = set()
    for number in range(BATCHES * BATCH):
        if number % BATCH == 0:
            drawn.append([])
        taken = {path for fault in drawn[-1] for path in fault.group}
        fault = draw(KINDS[number % len(KINDS)], random, taken, seen)
        drawn[-1].append(fault)
        seen.add((fault.path, fault.text))
    return drawn


def draw(kind: Kind, random: Random, taken: set[str], seen: set[tuple[str, str | None]]) -> Fault:
    """Return a new fault of a kind."""
    choices = [(name, at) for name, files in groups(kind.of).items() for at in files]
    for name, language in random.sample(choices, len(choices)):
        files = groups(kind.of)[name]
        group = frozenset(file.path for file in files.values())
        edit = None if group & taken else kind.make(Spot(name, language, files, random))
        if edit and (edit.path, edit.text) not in seen:
            return Fault(edit.path, edit.text, edit.expected, kind, group | {edit.path})
    raise AssertionError(kind.name)


def is_consequence(problem: Problem, faults: Sequence[Fault]) -> bool:
    """Say whether a problem that is not expected comes of one of the faults."""
    codes = {code for fault in faults if problem.path in fault.group for code in fault.kind.consequences}
    if any(fault.kind.refers for fault in faults):
        codes |= {"broken-link"}
    if problem.path == "course.yml" and any("week-effort" in fault.kind.consequences for fault in faults):
        codes |= {"course-effort"}
    return problem.code in codes


def test_nothing_is_said_of_the_course_as_it_is() -> None:
    assert load(ROOT)[1] == []


def test_the_faults_are_many_and_of_all_kinds() -> None:
    faults = [fault for batch in batches() for fault in batch]
    assert len({(fault.path, fault.text) for fault in faults}) == BATCHES * BATCH
    assert {fault.kind.name for fault in faults} == {kind.name for kind in KINDS}
    assert all(fault.expected for fault in faults)
    for fault in faults:
        before = ROOT / fault.path
        assert fault.text != (before.read_text(encoding="utf-8") if before.exists() else None)


@pytest.mark.parametrize("number", range(BATCHES))
def test_each_fault_is_found_in_its_file_and_on_its_line(tmp_path: Path, number: int) -> None:
    faults = batches()[number]
    root = copy_project(ROOT, tmp_path / "course")
    for fault in faults:
        if fault.text is None:
            (root / fault.path).unlink()
        else:
            (root / fault.path).write_bytes(fault.text.encode())
    _, problems = load(root)
    found = {(problem.path, problem.line, problem.column, problem.code) for problem in problems}
    missed = {
        f"{fault.kind.name}, in {fault.path}": fault.expected - found
        for fault in faults
        if fault.expected - found
    }
    expected = frozenset[Place]().union(*(fault.expected for fault in faults))
    unforeseen = [
        problem
        for problem in problems
        if (problem.path, problem.line, problem.column, problem.code) not in expected
        and not is_consequence(problem, faults)
    ]
    assert (missed, unforeseen) == ({}, [])
