"""The search files of the built course, and what the engine finds in them."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_course.finish.search import words
from tests.building import LANGUAGES, ROOT
from tests.searching import ask, queries

if TYPE_CHECKING:
    from pathlib import Path

    from tests.building import Site

FIRST_RESULTS = 25_000
"""Bytes that may be fetched before the first results, compressed."""
FULL_TEXT = 90_000
"""Bytes that all texts of a language may add."""

each_language = pytest.mark.parametrize("language", LANGUAGES)


def value(path: Path) -> Any:
    """Return the data that a search file leaves on its element: nothing but JSON can be in it."""
    return json.loads(path.read_text(encoding="utf-8").removeprefix("document.currentScript.value="))


def size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


@each_language
def test_the_files_are_small(site: Site, language: str) -> None:
    first = site.folder / "search" / f"{language}.js"
    (engine,) = site.folder.glob("assets/course/search-*.js")
    assert size(engine) + size(first) <= FIRST_RESULTS
    parts = [site.folder / path for path in value(first)["parts"].values()]
    assert sorted(parts) == sorted((site.folder / "search" / language).iterdir())
    assert 20_000 < sum(map(size, parts)) <= FULL_TEXT


@each_language
def test_each_page_of_the_language_is_in_and_no_other(site: Site, language: str) -> None:
    folder = LANGUAGES[language]
    others = tuple(other for other in LANGUAGES.values() if other and other != folder)
    expected = {
        f"{page}/" if page else ""
        for page in site.pages
        if f"{page}/".startswith(folder) and not f"{page}/".startswith(others)
    }
    found = [address for address, *_ in value(site.folder / "search" / f"{language}.js")["pages"]]
    assert sorted(found) == sorted(expected - {f"{folder}translators/"})


@each_language
def test_every_section_leads_to_an_id_of_its_page(site: Site, language: str) -> None:
    for address, _kind, _place, sections in value(site.folder / "search" / f"{language}.js")["pages"]:
        ids = {str(tag["id"]) for tag in site.soup(address.rstrip("/")).select("main [id]")}
        assert {id_ for id_, *_ in sections if id_} < ids, address


@each_language
def test_pages_name_the_files_of_their_language_and_load_none(site: Site, language: str) -> None:
    for page in site.pages:
        soup = site.soup(page)
        (button,) = soup.select("button[data-search]")
        assert button.has_attr("hidden")
        assert (site.folder / str(button["data-search"])).is_file()
        assert (site.folder / str(button["data-engine"])).is_file()
        if page.startswith(LANGUAGES[language]) and LANGUAGES[language]:
            assert button["data-search"] == f"search/{language}.js"
        loaded = [str(tag.get("src") or tag.get("href")) for tag in soup.select("script[src], link[href]")]
        assert not [address for address in loaded if "search" in address], page


@each_language
def test_what_readers_type_leads_to_where_the_answer_stands(site: Site, language: str) -> None:
    """Each query has its answer among the first three results: with typos, without accents, from a beginning."""
    asked = queries(language)
    assert len(asked) >= 30
    assert {"beginnings", "mistyped", "several words"} < {query.how for query in asked}
    found = ask(site.folder, language, queries=[query.text for query in asked])
    wrong = {
        query.text: first for query, first in zip(asked, found, strict=True) if not query.answered(first)
    }
    assert wrong == {}
    assert all(place.startswith(LANGUAGES[language]) for first in found for place in first)


@each_language
def test_nothing_is_found_by_what_is_no_word(site: Site, language: str) -> None:
    assert ask(site.folder, language, queries=["", "?", "x", "zzzzzz"]) == [[], [], [], []]


@each_language
def test_python_and_the_browser_fold_all_words_alike(site: Site, language: str) -> None:
    texts = {
        word
        for page in site.pages
        for word in re.split(r"\s+", site.soup(page).get_text(" "))
        if page.startswith(LANGUAGES[language])
    }
    texts |= {unicodedata.normalize("NFD", text) for text in texts}
    texts |= {"Straße ẞ", "ŒUVRE", "Æ ø Ł đ ı İ", "الصِّحَّة", "Σίσυφος", "健康", "x²", "Ⅷ", "a_b", "l’état", "i̇"}
    ordered = sorted(texts)
    assert ask(site.folder, language, texts=ordered) == [words(text) for text in ordered]


def test_a_word_of_the_texts_is_found_on_the_pages_whose_source_holds_it(site: Site) -> None:
    for word in ("Inhambane", "tournée", "panneaux"):
        holding = {
            path.relative_to(ROOT / "docs" / "fr").as_posix().removesuffix("index.md").replace(".md", "/")
            for path in (ROOT / "docs" / "fr").rglob("*.md")
            if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
        }
        assert holding
        (found,) = ask(site.folder, "fr", queries=[word])
        assert {place.partition("#")[0] for place in found} <= holding, word
        assert found, word
