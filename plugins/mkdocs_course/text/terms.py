"""Terms of the glossary within the text: the first use on a page explains itself, and forms to avoid are found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mkdocs_course.course.glossary import Entry, Glossary, Term
    from mkdocs_course.text.pages import Page

_NO_PROSE = re.compile(r"^\s*(?:#|<|///|[`~]{3}|\||!!!|\?\?\?|:::|\[\^)")
"""Lines in which no term is linked: headings, HTML and directives, blocks, fences, tables, boxes, notes."""

_CLOSED = re.compile(
    r"`[^`]*`|!?\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\[[^\]]*\]|<[^<>]*>|\{[^{}]*\}|https?://\S+|\*[^*]+\*"
)
"""Parts of a line that are left alone: code, links, tags, attributes, and what is emphasized."""

_TARGETS = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^<>]*>|\{[^{}]*\}|https?://\S+")
"""Parts of a line that no reader reads as prose."""


def link_terms(lines: Sequence[str], glossary: Glossary, language: str, page: str) -> list[str]:
    """Turn the first use of each term into a link to the glossary, with the definition as its title.

    `page` is the relative path of the glossary's page. Lines and their number stay the same.
    """
    text = "\n".join(lines).casefold()
    waiting = {term.id: known for term, known in _forms(glossary, language) if known.may_be_in(text)}
    linked: list[str] = []
    fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if fenced or _NO_PROSE.match(line) or not waiting:
            linked.append(line)
            continue
        linked.append(_link(line, waiting, language, page))
    return linked


def check_terms(pages: Mapping[str, Page], glossary: Glossary, language: str) -> Iterator[Problem]:
    """Find the forms that the glossary says to avoid, in the pages of a language."""
    avoided = [
        (_pattern((form,)), form, entry.term)
        for term in glossary.terms
        if (entry := term.entries.get(language))
        for form in entry.avoid
    ]
    for page in pages.values():
        text = "\n".join(page.body.lines).casefold()
        likely = [each for each in avoided if _beginning(each[1]) in text]
        for number, line in enumerate(page.body.lines if likely else (), start=page.first_line):
            plain = _blotted(_TARGETS, line)
            for pattern, form, preferred in likely:
                for found in pattern.finditer(plain):
                    message = f"“{found[0]}” is a form to avoid"
                    hint = f"write “{preferred}”, as the glossary says ({form} is under `avoid`)"
                    place = (page.path, number, found.start() + 1)
                    yield Problem(*place, Severity.ERROR, "avoided-term", message, hint)


def _beginning(form: str) -> str:
    """Return what each text with the form holds, case folded: its first word, up to an apostrophe."""
    return form.split(maxsplit=1)[0].partition("’")[0].casefold() if form.strip() else ""


def _link(line: str, waiting: dict[str, _Forms], language: str, page: str) -> str:
    """Link the terms that a line uses first, and take them off the waiting ones."""
    found: list[tuple[int, int, Term]] = []
    text = line.casefold()
    likely = [(identifier, forms) for identifier, forms in waiting.items() if forms.may_be_in(text)]
    free = _blotted(_CLOSED, line) if likely else line
    for identifier, forms in likely:
        if match := forms.pattern.search(free):
            found.append((match.start(), match.end(), forms.term))
            free = free[: match.start()] + "\0" * len(match[0]) + free[match.end() :]
            del waiting[identifier]
    for start, end, term in sorted(found, reverse=True, key=lambda each: each[0]):
        definition = term.entries[language].definition.replace('"', "”")
        link = f'[{line[start:end]}]({page}#{term.id} "{definition}"){{ .term }}'
        line = line[:start] + link + line[end:]
    return line


@dataclass(frozen=True)
class _Forms:
    """A term, as it may stand in a text of one language."""

    term: Term
    pattern: re.Pattern[str]
    beginnings: Sequence[str]
    """Of its forms, case folded: a look at these spares most lines the pattern."""

    def may_be_in(self, text: str) -> bool:
        """Whether a text, case folded, may hold the term."""
        return any(beginning in text for beginning in self.beginnings)


def _forms(glossary: Glossary, language: str) -> Iterator[tuple[Term, _Forms]]:
    """Return the forms of each term, the longest terms first: “data” does not hide “data protection”."""
    known = [(term, term.entries[language]) for term in glossary.terms if language in term.entries]
    for term, entry in sorted(known, key=lambda pair: len(pair[1].term), reverse=True):
        forms = tuple(_written(entry))
        yield term, _Forms(term, _pattern(forms), [_beginning(form) for form in forms])


def _written(entry: Entry) -> Iterator[str]:
    yield entry.term
    yield from entry.accept
    if entry.abbr:
        yield entry.abbr


@lru_cache(maxsize=4096)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the forms as whole words, with or without a plural s, in capitals only as written."""
    choices = []
    for form in sorted(forms, key=len, reverse=True):
        words = [re.escape(word).replace("’", "[’']") for word in form.split()]
        plain = r"s?\s+".join(words) + "s?"
        choices.append(plain if form.isupper() else f"(?i:{plain})")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(choices)})(?![\w-])")


def _blotted(pattern: re.Pattern[str], line: str) -> str:
    """Return a line with what the pattern matches blotted out; places stay the same."""
    return pattern.sub(lambda match: "\0" * len(match[0]), line)
