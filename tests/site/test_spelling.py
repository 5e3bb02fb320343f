"""Every visible word is in the dictionary of its page's language, or in the reviewed list in tests/words/."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.building import LANGUAGES
from tools import spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

    from tests.building import Site

NOT_READ = "script, style, code, kbd, [translate=no]"
AS_TYPED = spelling.AS_TYPED | {0x00AD: None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_known_and_no_word_is_reviewed_in_vain(site: Site, language: str) -> None:
    found = {
        word: page for page in site.pages if _language(page) == language for word in _words(site.soup(page))
    }
    assert len(found) > 1000, "there is a course to read"
    unknown, reviewed = spelling.unknown(found, language), spelling.reviewed(language)
    assert {word: found.get(word, "") for word in sorted(unknown - reviewed)} == {}
    assert sorted(reviewed - unknown) == []


def test_a_misspelt_word_is_found() -> None:
    for language, word in (("fr", "orthografe"), ("en", "speling"), ("pt", "planejamento"), ("en", "color")):
        assert spelling.unknown([word], language) == {word}


def _words(soup: Tag) -> Iterator[str]:
    """Return the words that a page shows in its own language."""
    html = soup.select_one("html")
    assert html
    for text in soup.find_all(string=True):
        parents = list(text.parents)
        language = next((parent["lang"] for parent in parents if parent.get("lang")), "")
        if language == html["lang"] and not any(parent.css.match(NOT_READ) for parent in parents[:-1]):
            yield from spelling.WORD.findall(text.translate(AS_TYPED))


def _language(page: str) -> str:
    first = page.partition("/")[0]
    return first if first in LANGUAGES else "fr"
