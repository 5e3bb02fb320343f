"""Every visible word is in the dictionary of its page's language, or in the reviewed list in tests/words/."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.building import LANGUAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import Tag

    from tests.building import Site

DICTIONARIES = {"fr": "fr", "en": "en_GB", "pt": "pt_PT"}
"""Debian's hunspell dictionaries; French is the reformed and the classic spelling, Portuguese the agreement of 1990."""

NOT_READ = "script, style, code, kbd, [translate=no]"
WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*")
AS_TYPED = str.maketrans({"’": "'", "\u2011": "-", "\u00ad": None})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_known_and_no_word_is_reviewed_in_vain(site: Site, language: str) -> None:
    found = {
        word: page for page in site.pages if _language(page) == language for word in _words(site.soup(page))
    }
    assert len(found) > 1000, "there is a course to read"
    unknown, reviewed = set(_unknown(found, language)), _reviewed(language)
    assert {word: found.get(word, "") for word in sorted(unknown - reviewed)} == {}
    assert sorted(reviewed - unknown) == []


def test_a_misspelt_word_is_found() -> None:
    for language, word in (("fr", "orthografe"), ("en", "speling"), ("pt", "planejamento"), ("en", "color")):
        assert list(_unknown([word], language)) == [word]


def _words(soup: Tag) -> Iterator[str]:
    """Return the words that a page shows in its own language."""
    html = soup.select_one("html")
    assert html
    for text in soup.find_all(string=True):
        parents = list(text.parents)
        language = next((parent["lang"] for parent in parents if parent.get("lang")), "")
        if language == html["lang"] and not any(parent.css.match(NOT_READ) for parent in parents[:-1]):
            yield from WORD.findall(text.translate(AS_TYPED))


def _unknown(words: Iterable[str], language: str) -> list[str]:
    asked = subprocess.run(
        ["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", "-l"],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout.split()


def _reviewed(language: str) -> set[str]:
    lines = (ROOT / "tests" / "words" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


def _language(page: str) -> str:
    first = page.partition("/")[0]
    return first if first in LANGUAGES else "fr"
