"""Beginnings: the files of a new week, session, run, language or course, ready to be filled in.

Pages are written in every language of the course, without stamps: nobody has translated anything yet. What is there
already is never overwritten, and nothing is written when one of the files cannot be.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from pydantic import TypeAdapter, ValidationError

from mkdocs_course.catalogue.messages import catalogue, native_name
from mkdocs_course.course.model import Course, LanguageTag, Slug
from mkdocs_course.course.reading import read_document, read_text, replace_text
from mkdocs_course.course.runs import Run, Weekday
from mkdocs_course.insertion import add_item, add_pages
from mkdocs_course.sources import COURSE, DOCS, RUNS, Sources
from mkdocs_course.views.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, time

MKDOCS = "mkdocs.yml"
SESSION_MINUTES = 90

Files = dict[str, str]
"""Texts by path below the root."""


class ScaffoldError(ValueError):
    """Something asked for cannot be made; the message says why, and what to say instead."""


def new_week(sources: Sources, course: Course, identifier: str) -> Files:
    """Return the files of a further week at the end of the course; without an id, it goes on from the last one's.

    Raises:
        ScaffoldError: if the id is no id, or that of another week.
    """
    last = course.weeks[-1].id
    identifier = _identifier(identifier or _next(last))
    if identifier in course.week_ids:
        raise ScaffoldError(f"there is a week `{identifier}` already")
    number, agenda = len(course.weeks) + 1, _agenda(course.session_minutes)
    files = _pages(sources.languages, identifier, number, agenda)
    effort = [
        "  # Raise `reading` with the text: 130 words a minute.",
        "  effort: {reading: 1, activity: 20, self_check: 10}",
    ]
    files[COURSE] = _with_item(sources, COURSE, "weeks", [*_week_lines(identifier, agenda), *effort])
    return files | _with_pages(sources, f"{last}/", [f"{identifier}/index.md", f"{identifier}/session.md"])


def new_session(sources: Sources, course: Course, week: str) -> Files:
    """Return the session pages that a week lacks.

    Raises:
        ScaffoldError: if there is no such week, or it lacks none.
    """
    known = [each.id for each in course.weeks]
    if week not in known:
        raise ScaffoldError(f"there is no week `{week}`; weeks: {', '.join(known)}")
    agenda = [item.minutes for item in course.weeks[known.index(week)].agenda]
    pages = _pages(sources.languages, week, known.index(week) + 1, agenda)
    files = {
        path: text
        for path, text in pages.items()
        if path.endswith("/session.md") and not (sources.root / path).exists()
    }
    if not files:
        raise ScaffoldError(f"`{week}` has its session page in every language")
    return files


def new_run(sources: Sources, identifier: str, language: str, starts: date, at: time, timezone: str) -> Files:
    """Return the files of a run: its data, and its page in each language.

    Raises:
        ScaffoldError: if one of the values is none that a run can have.
    """
    identifier = _identifier(identifier)
    if language not in sources.languages:
        raise ScaffoldError(f"there are no pages in `{language}`; languages: {', '.join(sources.languages)}")
    files = _run(sources.languages, identifier, language, starts, at, timezone)
    return files | _with_pages(sources, f"{RUNS}/", [f"{RUNS}/{identifier}.md"])


def new_language(sources: Sources, course: Course, language: str) -> Files:
    """Return what a language needs to begin: its start page, with the source's text, and its line in mkdocs.yml.

    All its other pages show the source text until somebody translates them.

    Raises:
        ScaffoldError: if it is no language, or one that the course has.
    """
    _known_language(language)
    if language in sources.languages:
        raise ScaffoldError(f"there are pages in `{language}` already")
    start = read_text(sources.root, f"{sources.docs}/{course.source_language}/index.md")
    entry = [f"- locale: {language}", f"  name: {native_name(language)}"]
    config = _with_item(sources, MKDOCS, "languages", entry)
    return {f"{sources.docs}/{language}/index.md": start, MKDOCS: config}


def new_course(
    languages: Sequence[str], weeks: int, host: str, starts: date, at: time, timezone: str
) -> Files:
    """Return the files of a course of any length in any languages, the first of which is the source.

    Raises:
        ScaffoldError: if one of the values is none that a course can have.
    """
    for language in languages:
        _known_language(language)
    width = max(2, len(str(weeks)))
    names = [f"week-{number:0{width}}" for number in range(1, weeks + 1)]
    agenda, run = _agenda(SESSION_MINUTES), f"{starts.year}-{languages[0]}"
    view = {
        "languages": languages,
        "names": {each: _plain(catalogue(each).gettext("Title of the course")) for each in languages},
        "own_names": {each: native_name(each) for each in languages},
        "week_ids": names,
        "weeks": [_week_lines(name, agenda) for name in names],
        "session_minutes": SESSION_MINUTES,
        "host": host,
        "run": run.lower(),
    }
    files = {
        COURSE: _render("course.yml", view, languages[0]),
        MKDOCS: _render("mkdocs.yml", view, languages[0]),
        ".gitignore": "/site/\n/.site.*\n/.cache/\n",
    }
    files |= _run(languages, run.lower(), languages[0], starts, at, timezone)
    for language in languages:
        for page in ("index.md", "schedule.md", "progress.md"):
            files[f"{DOCS}/{language}/{page}"] = _render(page, {}, language)
    for number, name in enumerate(names, start=1):
        files |= _pages(languages, name, number, agenda)
    _check(files, COURSE, Course)
    return files


def write(root: Path, files: Mapping[str, str], changed: Sequence[str] = (COURSE, MKDOCS)) -> Iterator[str]:
    """Write files below `root`, and yield their paths; take back what was written if one cannot be.

    `changed` are the files that may be there: they get their new text.

    Raises:
        ScaffoldError: if another of them is there already; then nothing is written.
        OSError: if one cannot be written; then those before it are gone again.
    """
    for path in files:
        if path not in changed and (root / path).exists():
            raise ScaffoldError(f"{path} is there already; nothing was written")
    made: list[Path] = []
    try:
        for path in sorted(files, key=lambda path: path in changed):  # what others rest on comes last
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path not in changed:
                made.append(target)
            replace_text(target, files[path])
    except OSError:
        for target in made:
            target.unlink(missing_ok=True)
        raise
    yield from sorted(files)


def _pages(languages: Sequence[str], week: str, number: int, agenda: Sequence[int]) -> Files:
    view = {"number": number, "agenda": agenda}
    return {
        f"{DOCS}/{language}/{week}/{page}.md": _render(f"{template}.md", view, language)
        for language in languages
        for page, template in (("index", "week"), ("session", "session"))
    }


def _run(
    languages: Sequence[str], identifier: str, language: str, starts: date, at: time, timezone: str
) -> Files:
    months = {each: format_date(starts, "MMMM y", catalogue(each).locale) for each in languages}
    titles = {
        each: _plain(catalogue(each).gettext("Edition: {month}").format(month=months[each]))
        for each in languages
    }
    view = {
        "id": identifier,
        "titles": titles,
        "language": language,
        "timezone": timezone,
        "weekday": Weekday.of(starts).value,
        "time": f"{at:%H:%M}",
        "starts": starts.isoformat(),
    }
    files = {f"{RUNS}/{identifier}.yml": _render("run.yml", view, language)}
    _check(files, f"{RUNS}/{identifier}.yml", Run)
    pages = {f"{DOCS}/{each}/{RUNS}/{identifier}.md": "<!-- course:run -->\n" for each in languages}
    return files | pages


def _render(template: str, view: Mapping[str, Any], language: str) -> str:
    return _plain(render(f"new/{template}", view, catalogue(language)))


def _plain(text: str) -> str:
    """Give back the spaces that typography made unbreakable: authors write plain ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _check(files: Mapping[str, str], path: str, model: type[Any]) -> None:
    """Read a file as the course will read it, before it is written."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(files[path], encoding="utf-8")
        _, problems = read_document(Path(folder), path, model)
    if problems:
        first = problems[0]
        raise ScaffoldError(f"{first.message} ({first.hint})" if first.hint else first.message)


def _identifier(text: str) -> str:
    try:
        return TypeAdapter(Slug).validate_python(text)
    except ValidationError:
        raise ScaffoldError(
            f"`{text}` is no id: write small letters, digits and hyphens, like week-13"
        ) from None


def _known_language(language: str) -> None:
    try:
        Locale.parse(TypeAdapter(LanguageTag).validate_python(language), sep="-")
    except (ValidationError, UnknownLocaleError, ValueError):
        raise ScaffoldError(f"`{language}` is no language: write a code like fr, sw or pt-BR") from None


def _next(identifier: str) -> str:
    """Return the id that follows: `week-13` after `week-12`."""
    match = re.fullmatch(r"(.*?)(\d+)", identifier)
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}}" if match else f"{identifier}-2"


def _agenda(minutes: int) -> Sequence[int]:
    """Divide a session: a third to discuss, a sixth to bring together, the rest to work in groups."""
    return (minutes // 3, minutes - minutes // 3 - minutes // 6, minutes // 6)


def _week_lines(identifier: str, agenda: Sequence[int]) -> Sequence[str]:
    types = ("discussion", "group-work", "synthesis")
    items = [
        f"    - {{type: {kind}, minutes: {minutes}}}" for kind, minutes in zip(types, agenda, strict=True)
    ]
    return [f"- id: {identifier}", "  agenda:", *items]


def _with_item(sources: Sources, path: str, key: str, item: Sequence[str]) -> str:
    """Return the text of a YAML file with a further item in the list below a key."""
    try:
        return add_item(read_text(sources.root, path), key, item)
    except LookupError as error:
        raise ScaffoldError(f"{path}: {error.args[0]}; write `{item[0]}` there by hand") from None


def _with_pages(sources: Sources, before: str, pages: Sequence[str]) -> Files:
    """Return mkdocs.yml with pages behind those that begin with `before`, if its `nav` has such."""
    old = read_text(sources.root, MKDOCS)
    new = add_pages(old, before, pages)
    return {MKDOCS: new} if new != old else {}
