"""Rules of structure: which pages there are, and which directives and sections they hold in every language."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mkdocs_course.problems import Problem, Severity
from mkdocs_course.text.directives import DIRECTIVES, PageKind
from mkdocs_course.text.pages import plain_id
from mkdocs_course.text.parity import check_translation
from mkdocs_course.text.self_check import check_questions
from mkdocs_course.text.translations import check_stamps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mkdocs_course.course.model import Course
    from mkdocs_course.course.reading import Document
    from mkdocs_course.course.runs import Run
    from mkdocs_course.text.pages import Directive, Page

HOME_PAGES = ("index.md", "schedule.md")
"""Pages that every course has beside those of its weeks and runs."""


def check_pages(
    course: Document[Course],
    runs: Sequence[Document[Run]],
    pages: Mapping[str, Mapping[str, Page]],
    docs: str,
    unreadable: Collection[str],
) -> Iterator[Problem]:
    """Find what is wrong with the pages (by language and name) as a whole and each by itself.

    `unreadable` are the paths of pages and runs that exist but could not be read: they are not reported as missing too.
    """
    source = course.model.source_language
    for problem, path in _check_missing(course, runs, pages[source], f"{docs}/{source}"):
        if path not in unreadable:
            yield problem
    for language, by_name in pages.items():
        for page in by_name.values():
            yield from _check_headings(page)
            yield from _check_directives(page)
            yield from _check_agenda(page, course.model)
            yield from check_questions(page)
            yield from check_stamps(page, is_source=language == source)
            yield from _check_place(page, course.model, runs, unreadable)
            if language != source and f"{docs}/{source}/{page.name}" not in unreadable:
                yield from _check_translation(page, pages[source].get(page.name), docs, source)
    for name, page in pages[source].items():
        for language in pages:
            if name not in pages[language] and f"{docs}/{language}/{name}" not in unreadable:
                message = f"this page is not translated: there is no docs/{language}/{name}"
                yield _at(
                    page, 1, "untranslated-page", message, "readers see the source text", Severity.WARNING
                )


def check_diagrams(
    pages: Mapping[str, Mapping[str, Page]],
    diagrams: Collection[str],
    drawings: Collection[str],
    folder: str,
) -> Iterator[Problem]:
    """Find diagrams that pages show and that are not there, and those that no page shows.

    `drawings` are the names of all diagrams in the folder, `diagrams` those of the good ones: what is wrong with the
    others is reported where it is.
    """
    shown = set()
    for by_name in pages.values():
        for page in by_name.values():
            for directive in page.body.directives:
                if directive.name == "diagram" and directive.argument:
                    shown.add(directive.argument)
                    if directive.argument not in drawings:
                        near = get_close_matches(directive.argument, drawings, n=1)
                        message = f"there is no diagram `{directive.argument}`"
                        hint = (
                            f"did you mean `{near[0]}`?"
                            if near
                            else f"draw {folder}/{directive.argument}.svg"
                        )
                        yield _at_directive(page, directive, "unknown-diagram", message, hint)
    for name in set(diagrams) - shown:
        message, hint = "no page shows this diagram", f"write <!-- course:diagram {name} -->, or remove it"
        yield Problem(f"{folder}/{name}.svg", 1, 1, Severity.WARNING, "unused-diagram", message, hint)


def _check_missing(
    course: Document[Course], runs: Sequence[Document[Run]], pages: Mapping[str, Page], folder: str
) -> Iterator[tuple[Problem, str]]:
    """Find pages that the data ask for and the source language does not have; each with the path of the page."""
    for name in HOME_PAGES:
        if name not in pages:
            path = f"{folder}/{name}"
            problem = Problem(
                path, 1, 1, Severity.ERROR, "missing-page", "every course has this page", f"create {path}"
            )
            yield problem, path
    for index, week in enumerate(course.model.weeks):
        for file in ("index.md", "session.md"):
            path = f"{folder}/{week.id}/{file}"
            if f"{week.id}/{file}" not in pages:
                message, hint = f"week {index + 1} has no page {path}", f"create {path}, or remove the week"
                yield course.problem(("weeks", index, "id"), "missing-page", message, hint), path
    for run in runs:
        path = f"{folder}/runs/{run.model.id}.md"
        if run.model.listed and f"runs/{run.model.id}.md" not in pages:
            message, hint = f"the run has no page {path}", f"create {path} with the line <!-- course:run -->"
            yield run.problem(("id",), "missing-page", message, hint), path


def _check_headings(page: Page) -> Iterator[Problem]:
    titles = [heading for heading in page.body.headings if heading.level == 1]
    if not titles and page.kind is not PageKind.RUN:
        yield _at(
            page, page.first_line, "no-title", "the page has no title", "begin its text with a line `# Title`"
        )
    for extra in titles[1:]:
        yield _at(
            page,
            extra.line,
            "second-title",
            f"the page has a second title, `{extra.title}`",
            "write `##` for a section",
        )
    counts: Counter[str] = Counter()
    for heading in page.body.headings:
        if heading.level == 2 and not heading.id:
            message = f"the section `{heading.title}` has no id"
            hint = f"write `## {heading.title} {{ #{plain_id(heading.title)} }}`, with the same id in every language"
            yield _at(page, heading.line, "no-section-id", message, hint)
        counts[heading.id] += 1
        if heading.id and counts[heading.id] == 2:
            message = f"a second heading has the id `{heading.id}`"
            yield _at(page, heading.line, "duplicate-id", message, "give each section an id of its own")


def _check_directives(page: Page) -> Iterator[Problem]:
    names = set()
    for directive in page.body.directives:
        rule = DIRECTIVES.get(directive.name)
        if not directive.alone:
            yield _at_directive(
                page,
                directive,
                "bad-directive",
                f"`{directive.name}` is not read as a directive",
                "write it alone on a line, like <!-- course:schedule -->",
            )
        elif not rule:
            near = get_close_matches(directive.name, DIRECTIVES, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(DIRECTIVES))}"
            yield _at_directive(
                page, directive, "unknown-directive", f"there is no directive `{directive.name}`", hint
            )
        elif page.kind not in rule.allowed:
            where = ", ".join(sorted(rule.allowed))
            yield _at_directive(
                page,
                directive,
                "misplaced-directive",
                f"`{directive.name}` cannot stand on a page of the kind {page.kind}",
                f"it belongs to: {where}",
            )
        elif rule.argument != bool(directive.argument):
            takes = "needs a name" if rule.argument else "takes no name"
            message = f"`{directive.name}` {takes} behind it"
            example = f"<!-- course:{directive.name}{' silos' if rule.argument else ''} -->"
            yield _at_directive(page, directive, "bad-directive", message, f"write it like {example}")
        names.add(directive.name)
    for name, rule in DIRECTIVES.items():
        if page.kind in rule.required and name not in names:
            message = f"the page has no directive `{name}`"
            yield _at(
                page, page.first_line, "missing-directive", message, f"add a line <!-- course:{name} -->"
            )


def _check_agenda(page: Page, course: Course) -> Iterator[Problem]:
    if page.kind is not PageKind.SESSION:
        return
    directive = next((found for found in page.body.directives if found.name == "agenda"), None)
    week = next(week for week in course.weeks if page.name.startswith(f"{week.id}/"))
    if directive and len(page.agenda) != len(week.agenda):
        message = f"the agenda has {len(page.agenda)} items, that of `{week.id}` in course.yml has {len(week.agenda)}"
        hint = "write a numbered list below the directive, one item for each part of the session, in the same order"
        yield _at_directive(page, directive, "agenda-items", message, hint)


def _check_place(
    page: Page, course: Course, runs: Sequence[Document[Run]], unreadable: Collection[str]
) -> Iterator[Problem]:
    """Find pages of weeks and runs that the data do not know."""
    folder, _, file = page.name.rpartition("/")
    known_runs = {run.model.id for run in runs} | {PurePosixPath(path).stem for path in unreadable}
    if page.kind is PageKind.RUN and page.stem not in known_runs:
        message = f"there is no run `{page.stem}`"
        yield _at(page, 1, "unknown-run", message, f"write runs/{page.stem}.yml, or remove the page")
    if page.kind is PageKind.PLAIN and file == "session.md" and folder:
        message = f"`{folder}` is no week of course.yml"
        hint = f"add it to `weeks`, or remove the folder; weeks are {course.weeks[0].id} to {course.weeks[-1].id}"
        yield _at(page, 1, "unknown-week", message, hint)


def _check_translation(page: Page, source: Page | None, docs: str, language: str) -> Iterator[Problem]:
    if not source:
        message = f"the page has no source: there is no {docs}/{language}/{page.name}"
        yield _at(page, 1, "no-source", message, f"write the page in `{language}` first, or remove this one")
        return
    yield from check_translation(page, source)


def _at(
    page: Page, line: int, code: str, message: str, hint: str = "", severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(page.path, line, 1, severity, code, message, hint)


def _at_directive(page: Page, directive: Directive, code: str, message: str, hint: str) -> Problem:
    return Problem(page.path, directive.line, directive.column, Severity.ERROR, code, message, hint)
