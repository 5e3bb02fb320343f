"""What a reader can search, read from the built pages: for each language a first part, and its texts by first letter.

The first part, `search/<language>.js`, holds titles, headings, outcomes and the glossary's entries. It names the other
parts, `search/<language>/<hash>.js`: each lists, for the words that begin with one letter, the sections that use them.
A page loads none of them before its reader opens the search. Each is a classic script that leaves its data on its own
element, since nothing else loads from `file://`; theme/search/engine.js reads them.
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from lxml import etree  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mkdocs_course.cache.results import Results

_UNREAD = {"nav", "svg", "script", "style", "template", "button"}
_UNREAD_CLASSES = {"session-card", "filter", "weight", "keep"}
"""What is no text of the page: a session's card repeats the session's page, others say what the page costs."""
_GATHERED = "sheet"
"""The class of a heading under which a page repeats parts of others."""
_EMPTY = {"area", "br", "col", "hr", "img", "input", "source", "wbr"}
_BREAKS = {"br", "dd", "dt", "li", "p", "td", "th"}
"""Between which words are apart, even without a space."""
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INDEX = re.compile(r"(?:^|(?<=/))index\.html$")
_ABOVE = re.compile(r"[^/]+/index\.html$")
_BEFORE = "document.currentScript.value="
_SPACE = re.compile(r"[ \t\r\n]+")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that are no letter with a mark, as one types them without."""


def fold(text: str) -> str:
    """Return a text without case and marks: `Santé` becomes `sante`. The engine folds in the same way."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in apart if c.isascii() or not unicodedata.category(c).startswith("M"))
    return bare.lower().translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text; a single Latin letter, as in `l’état`, is none."""
    return [word for word in _WORD.findall(fold(text)) if len(word) > 1 or not "a" <= word <= "z"]


@dataclass
class Section:
    """A heading with what stands below it, up to the next heading."""

    id: str
    heading: str = ""
    text: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How often each word stands in its text."""


@dataclass
class SearchPage:
    """What of a page can be found. Its first section is that of its title."""

    tag: str = ""
    """BCP 47 tag of the page's language."""
    kind: str = ""
    place: str = ""
    """Where in the course it stands, as the page says it above its title."""
    listed: bool = True
    """Whether it is of its language, and in the navigation."""
    sections: list[Section] = field(default_factory=list)

    def first(self, section: Section) -> str:
        """Return the text of a section that belongs to the first part; empty for most."""
        entry = self.kind == "glossary" and section is not self.sections[0]
        return section.text if entry or section.id == "outcomes" else ""


def read(html: str) -> SearchPage:
    """Read a built page."""
    parser = etree.HTMLParser(target=_Reader(), encoding="utf-8")
    parser.feed(html.encode())
    page: SearchPage = parser.close()
    page.place = _tidy(page.place)
    for section in page.sections:
        section.heading, section.text = _tidy(section.heading), _tidy(section.text)
        section.counts = dict(Counter(words(section.text)))
    return page


@dataclass(frozen=True)
class Language:
    """A language of the site: its name, its BCP 47 tag, and what the engine says in it."""

    name: str
    tag: str
    words: Mapping[str, str]


def first_part(language: str) -> str:
    """Return the path of a language's first part within the site."""
    return f"search/{language}.js"


def write(folder: Path, languages: Iterable[Language], results: Results) -> None:
    """Write the search files of a built site.

    Raises:
        OSError: if a page cannot be read or a file cannot be written.
    """
    pages: dict[str, dict[str, SearchPage]] = defaultdict(dict)
    keys: dict[str, list[str]] = defaultdict(list)
    paths = sorted(folder.rglob("*.html"))
    results.ahead(lambda path: _read(path, results), paths)
    for path in paths:
        page, key = _read(path, results)
        if page.listed and page.sections:
            pages[page.tag][path.relative_to(folder).as_posix()] = page
            keys[page.tag].append(key)
    for language in languages:
        parts = {}
        found = pages[language.tag]
        for letter, text in _texts(list(found.values()), keys[language.tag], results):
            parts[letter] = f"search/{language.name}/{sha256(text.encode()).hexdigest()[:8]}.js"
            _put(folder / parts[letter], text)
        first = {"words": language.words, "parts": parts, "pages": [*_pages(found)]}
        _put(folder / first_part(language.name), _script(first))


def _read(path: Path, results: Results) -> tuple[SearchPage, str]:
    """Return what of a page can be found, and the key of that."""
    html = path.read_text(encoding="utf-8")
    key = results.key("search", html)
    page = SearchPage(**results.recall(key, lambda: _plain(read(html))))
    page.sections = [Section(**section) for section in page.sections]  # type: ignore[arg-type]  # as dictionaries
    return page, key


def _plain(page: SearchPage) -> dict[str, Any]:
    return {**vars(page), "sections": [vars(section) for section in page.sections]}


def _texts(pages: Sequence[SearchPage], keys: Sequence[str], results: Results) -> Sequence[tuple[str, str]]:
    """Return the texts of the other parts, by the letters that they are for."""
    return results.recall(
        results.key("parts", keys), lambda: [(letter, _script(shard)) for letter, shard in _shards(pages)]
    )


def naming_files(first: str) -> str:
    """Return a language's first part as it stands where no server finds a folder's file: addresses name it."""
    value = json.loads(first.removeprefix(_BEFORE))
    for page in value["pages"]:
        page[0] = re.sub(r"(?:^|(?<=/))$", "index.html", page[0])
    return _script(value)


def _pages(pages: Mapping[str, SearchPage]) -> Iterator[list[object]]:
    """Give each page: its address, its kind, its place in the course, and its sections."""
    for path, page in pages.items():
        above = pages.get(_ABOVE.sub("index.html", path))
        place = page.place or (above.place if above else "")
        sections = [
            [section.id if number else "", section.heading, *filter(None, [page.first(section)])]
            for number, section in enumerate(page.sections)
        ]
        yield [_INDEX.sub("", path), page.kind, place, sections]


def _shards(pages: Iterable[SearchPage]) -> Iterator[tuple[str, list[str]]]:
    """Give, for each first letter, the words that only texts hold, and where.

    Words are sorted; each is a capital, for how many letters it shares with the one before (A: none), and the rest.
    For each word, behind a space, stand the numbers of its sections, as counted through all pages: twice the
    distance to the one before, and one more where the word stands there more than once.
    """
    found: dict[str, dict[int, int]] = defaultdict(dict)
    sections = [(page, section) for page in pages for section in page.sections]
    for number, (page, section) in enumerate(sections):
        if not page.first(section):
            for word, count in section.counts.items():
                found[word][number] = count
    letters = defaultdict(list)
    for word in sorted(found):
        letters[word[0]].append(word)
    for letter, group in letters.items():
        yield letter, [front_coded(group), " ".join(_postings(found[word]) for word in group)]


def front_coded(group: Sequence[str]) -> str:
    """Write sorted words, each by what it adds to the one before."""
    coded, before = "", ""
    for word in group:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, word, strict=False))
        shared = min(sum(1 for _ in alike), len(string.ascii_uppercase) - 1)
        coded, before = coded + string.ascii_uppercase[shared] + word[shared:], word
    return coded


def _postings(counts: Mapping[int, int]) -> str:
    coded, before = "", 0
    for number, count in counts.items():
        coded, before = coded + _number(2 * (number - before) + (count > 1)), number
    return coded


def _number(value: int) -> str:
    """Write a number: its last digit to the base 36, and any before it to the base 26, in capitals."""
    high, low = divmod(value, 36)
    coded = (string.digits + string.ascii_lowercase)[low]
    while high:
        high, digit = divmod(high, 26)
        coded = string.ascii_uppercase[digit] + coded
    return coded


def _script(value: object) -> str:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{_BEFORE}{data}\n"


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


class _Reader:
    """Reads what stands in a page's article, as lxml hands it over."""

    def __init__(self) -> None:
        self.page = SearchPage()
        self.inside = False
        self.unread: list[str] = []
        """The open elements that are not read, from the outermost."""
        self.heading = ""
        self.placed = ""
        self.gathered = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        classes = attributes.get("class", "").split()
        if tag == "html":
            self.page.tag = attributes.get("lang", "")
        elif tag == "article":
            self.inside = True
            self.page.kind = classes[-1] if classes else ""
            self.page.listed = "lang" not in attributes and "data-unlisted" not in attributes
        if tag in _BREAKS:
            self.data(" ")
        if not self.inside or tag in _EMPTY:
            return
        if self.unread or tag in _UNREAD or "hidden" in attributes or _UNREAD_CLASSES.intersection(classes):
            self.unread.append(tag)
        elif tag in _HEADINGS and "id" in attributes:
            if tag in {"h1", "h2"}:
                self.gathered = _GATHERED in classes
            if not self.gathered:
                self.page.sections.append(Section(attributes["id"]))
                self.heading = tag
        elif "place" in classes:
            self.placed = tag

    def end(self, tag: str) -> None:
        if self.unread:
            if tag in self.unread:  # a closing tag may be left out
                del self.unread[len(self.unread) - 1 - self.unread[::-1].index(tag) :]
        elif tag == "article":
            self.inside = False
        self.heading = "" if tag == self.heading else self.heading
        self.placed = "" if tag == self.placed else self.placed

    def data(self, data: str) -> None:
        if not self.inside or self.unread or self.gathered:
            return
        if self.placed:
            self.page.place += data
        elif self.page.sections:
            section = self.page.sections[-1]
            if self.heading:
                section.heading += data
            else:
                section.text += data

    def close(self) -> SearchPage:
        return self.page
