"""Find misspelt words in the pages, with hunspell: the dictionary of the language, and the words reviewed for it.

    python -m tools.spelling                              all pages below docs/
    python -m tools.spelling docs/fr/week-01/index.md     some of them

Code, addresses, attributes, comments and what is marked `{ lang=… }` are not read.
"""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_course.problems import Problem, Severity, as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
DICTIONARIES = {"fr": "fr", "en": "en_GB", "pt": "pt_PT"}
"""Debian's hunspell dictionaries; French is the reformed and the classic spelling, Portuguese the agreement of 1990."""

PACKAGES = "hunspell hunspell-fr hunspell-en-gb hunspell-pt-pt"
WORDS = "tests/words"
"""The folder of the words that a dictionary does not know and a reader has found right, a file per language."""

WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*")
AS_TYPED = str.maketrans({"’": "'", "\u2011": "-"})
"""Characters that a page has and a dictionary has not; places stay the same."""

_NOT_READ = (
    re.compile(r"\A---\n.*?^---$", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^(?P<indent> *)(?P<fence>```+|~~~+).*?^ *(?P=fence) *$", re.DOTALL | re.MULTILINE),
    re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"),
    re.compile(r"^///.*$|^ *(?:!!!|\?\?\?\+?)[ \w-]*|^ *\[[^\]\n]+\]: .*$|\[\^[^\]\n]+\]", re.MULTILINE),
    re.compile(r"(?P<mark>\*\*|\*|__|_)(?!\s)[^*\n]+?(?P=mark)\{[^{}\n]*\blang=[^{}\n]*\}"),
    re.compile(r"\[[^\]\n]*\]\([^)\n]*\)\{[^{}\n]*\blang=[^{}\n]*\}"),
    re.compile(r"<(?P<tag>\w+)[^<>]*\slang=[^<>]*>.*?</(?P=tag)>", re.DOTALL),
    re.compile(
        r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|<[^<>\n]*>|\{[^{}\n]*\}|&#?\w+;|https?://[^\s)>]+|\S+@\S+\.\w+"
    ),
)
"""What no reader reads as words of the page's language, from the largest to the smallest."""

_DESCRIPTION = re.compile(r"^(?:description|title):(.*)$", re.MULTILINE)


class MissingError(Exception):
    """Hunspell or a dictionary is not there."""


def check(root: Path, paths: Iterable[Path] = ()) -> list[Problem]:
    """Return a problem for each unknown word of the pages, by default of all below docs/.

    `MissingError`: hunspell or the dictionary of a language is not there.
    """
    pages = sorted(paths) or sorted((root / "docs").rglob("*.md"))
    problems: list[Problem] = []
    for language, of_language in groupby(pages, lambda path: language_of(path, root)):
        if language in DICTIONARIES:
            problems += _check_language(root, list(of_language), language)
        else:
            path = next(of_language).relative_to(root).as_posix()
            message = f"no dictionary is named for `{language}`, so that its pages are not checked"
            hint = "name one in tools/spelling.py"
            problems.append(Problem(path, 1, 1, Severity.WARNING, "no-dictionary", message, hint))
    return problems


def language_of(path: Path, root: Path) -> str:
    """Return the language of a page: the first folder below docs/."""
    return path.resolve().relative_to(root.resolve() / "docs").parts[0]


def readable(text: str) -> str:
    """Return a page with all that is not read blotted out; lines and columns stay the same."""
    head = _NOT_READ[0].match(text)
    shown = [found.span(1) for found in _DESCRIPTION.finditer(head[0])] if head else []
    plain = text
    for pattern in _NOT_READ:
        plain = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), plain)
    for start, end in shown:
        plain = plain[:start] + text[start:end] + plain[end:]
    return plain.translate(AS_TYPED)


def unknown(words: Iterable[str], language: str) -> set[str]:
    """Return the words, or parts of words, that the dictionary of a language does not know."""
    return set(_hunspell(language, "-l", words).split())


def reviewed(language: str, root: Path = ROOT) -> set[str]:
    """Return the words that a reader has found right."""
    file = root / WORDS / f"{language}.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {line for line in lines if not line.startswith("#")}


def _check_language(root: Path, pages: Sequence[Path], language: str) -> Iterator[Problem]:
    plain = {path: readable(path.read_text(encoding="utf-8")) for path in pages}
    words = {word for text in plain.values() for word in WORD.findall(text)}
    wrong = unknown(sorted(words), language) - reviewed(language, root)
    if not wrong:
        return
    hints = _suggestions(wrong, language)
    place = re.compile(
        rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, sorted(wrong, key=len, reverse=True)))})(?![^\W\d_])"
    )
    for path, text in plain.items():
        name = path.resolve().relative_to(root.resolve()).as_posix()
        for number, line in enumerate(text.splitlines(), start=1):
            for found in place.finditer(line):
                message = f"“{found[0]}” is not in the dictionary of `{language}`"
                hint = f"{hints.get(found[0], '')}a right word goes into {WORDS}/{language}.txt"
                where = (name, number, found.start() + 1)
                yield Problem(*where, Severity.ERROR, "unknown-word", message, hint)


def _suggestions(words: Iterable[str], language: str) -> Mapping[str, str]:
    """Return what the dictionary would write instead, as the beginning of a hint."""
    found = {}
    for line in _hunspell(language, "-a", words).splitlines():
        if line.startswith("&"):
            about, _, instead = line.partition(": ")
            found[about.split()[1]] = f"perhaps {', '.join(instead.split(', ')[:3])}; "
    return found


def _hunspell(language: str, mode: str, words: Iterable[str]) -> str:
    try:
        return subprocess.run(
            ["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", mode],
            input="\n".join(words),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise MissingError(
            f"hunspell with the dictionary {DICTIONARIES[language]} is not there (Debian: {PACKAGES})"
        ) from None


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(pages: tuple[Path, ...]) -> None:
    """Find misspelt words in PAGES, by default in all below docs/."""
    try:
        problems = check(ROOT, pages)
    except MissingError as error:
        raise click.ClickException(str(error)) from None
    if problems:
        click.echo(as_text(problems))
    sys.exit(any(problem.severity is Severity.ERROR for problem in problems))


if __name__ == "__main__":
    main()
