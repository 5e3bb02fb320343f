"""What is read from a page for search, and how it is written."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_course.cache.results import Results
from mkdocs_course.finish import search
from mkdocs_course.finish.search import Language, fold, front_coded, read, words
from tests.building import files

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!doctype html><html lang="{tag}" dir="ltr"><head><title>Not read</title></head><body>
<nav>Not read</nav><main><article class="text {kind}"{more}>
<nav class="weeks"><ol><li><a>Not read</a></li></ol></nav>
<p class="eyebrow place">Semaine 1 <a href="..">sur 4</a></p>
<h1 id="titre">L’<em>état</em> des lieux</h1>
<p>Un cœur.<br>Deux&nbsp;c&oelig;urs.<img src="x.png" alt=""></p>
<section class="session-card"><section><h2 id="live">Not read</h2></section><p>Not read</section>
<h2 id="outcomes">Vous saurez</h2>
<ul><li>lire un <a class="term" href="#" title="Not read">plan</a> ;</li><li>décider.</li></ul>
<h2 id="reading">Lire</h2>
<h3 id="silos">Les silos</h3>
<p>Cœur <svg><title>Not read</title><path d="M0 0"></svg>ouvert.</p><p hidden>Not read</p>
<h2 id="again" class="sheet">Not read</h2><h3 id="again-a">Not read</h3><p>Not read</p>
<h2 id="end">Fin</h2>
</article></main><footer>Not read</footer></body></html>"""


def page(tag: str = "fr", kind: str = "week", more: str = "") -> str:
    return PAGE.format(tag=tag, kind=kind, more=more)


def value(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("document.currentScript.value=")
    return json.loads(text.partition("=")[2])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Santé", "sante"),
        ("sante\u0301", "sante"),
        ("ŒUVRE, œuf, Ægir", "oeuvre, oeuf, aegir"),
        ("Straße", "strasse"),
        ("SÃO TOMÉ E PRÍNCIPE", "sao tome e principe"),
        ("صِحَّة", "صحة"),
        ("Łódź, Ørsted, İzmir", "lodz, orsted, izmir"),
    ],
)
def test_case_and_marks_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l’état, l'état", ["etat", "etat"]),
        ("Semaine 5 : à lire", ["semaine", "5", "lire"]),
        ("bem-vindo_a DHIS2", ["bem", "vindo", "dhis2"]),
        ("健 康", ["健", "康"]),
        ("… ! –", []),
    ],
)
def test_words_are_letters_and_numbers(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_sections_are_read_from_the_article_alone() -> None:
    found = read(page())
    assert (found.tag, found.kind, found.place, found.listed) == ("fr", "week", "Semaine 1 sur 4", True)
    assert [(section.id, section.heading, section.text) for section in found.sections] == [
        ("titre", "L’état des lieux", "Un cœur. Deux\u00a0cœurs."),
        ("outcomes", "Vous saurez", "lire un plan ; décider."),
        ("reading", "Lire", ""),
        ("silos", "Les silos", "Cœur ouvert."),
        ("end", "Fin", ""),
    ]


@pytest.mark.parametrize("more", [' lang="fr" dir="ltr"', " data-unlisted"])
def test_pages_in_another_language_and_off_the_navigation_are_left_out(tmp_path: Path, more: str) -> None:
    (tmp_path / "index.html").write_text(page(), encoding="utf-8")
    (tmp_path / "404.html").write_text("<html><body><h1 id='a'>Lost</h1></body></html>", encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "index.html").write_text(page("en-GB", more=more), encoding="utf-8")
    search.write(tmp_path, [Language("fr", "fr", {}), Language("en", "en-GB", {})], Results())
    assert [address for address, *_ in value(tmp_path / "search/fr.js")["pages"]] == [""]
    assert value(tmp_path / "search/en.js") == {"words": {}, "parts": {}, "pages": []}


def test_the_first_part_holds_outcomes_and_the_parts_the_rest(tmp_path: Path) -> None:
    for folder in ("week-01", "week-01/worksheet"):
        (tmp_path / folder).mkdir()
        text = page() if folder == "week-01" else page().replace('class="eyebrow place"', 'class="eyebrow"')
        (tmp_path / folder / "index.html").write_text(text, encoding="utf-8")
    search.write(tmp_path, [Language("fr", "fr", {"nothing": "Rien"})], Results())
    first = value(tmp_path / "search/fr.js")
    assert first["words"] == {"nothing": "Rien"}
    assert [found[:3] for found in first["pages"]] == [
        ["week-01/", "week", "Semaine 1 sur 4"],
        ["week-01/worksheet/", "week", "Semaine 1 sur 4"],  # its own, or that of the page above it
    ]
    assert first["pages"][0][3] == [
        ["", "L’état des lieux"],
        ["outcomes", "Vous saurez", "lire un plan ; décider."],
        ["reading", "Lire"],
        ["silos", "Les silos"],
        ["end", "Fin"],
    ]
    # Sections 0 and 5 hold “cœur” and “cœurs” once each, 3 and 8 “cœur”; twice the distances are 0, 6, 4, 6.
    assert value(tmp_path / first["parts"]["c"]) == ["AcoeurFs", "0646 0a"]
    assert sorted(first["parts"]) == ["c", "d", "o", "u"]


def test_the_same_pages_give_the_same_bytes_and_a_change_renames_its_letters_alone(tmp_path: Path) -> None:
    for folder, text in (("one", page()), ("two", page()), ("three", page().replace("ouvert", "ouverte"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text(text, encoding="utf-8")
        search.write(tmp_path / folder, [Language("fr", "fr", {})], Results())
    one, two, three = (files(tmp_path / folder / "search") for folder in ("one", "two", "three"))
    assert one == two
    assert len([name for name in one if name not in three]) == 1


@given(st.sets(st.from_regex(r"\A[^\W_A-Z]{1,40}\Z"), min_size=1))
def test_coded_words_can_be_read_again(group: set[str]) -> None:
    found, before = [], ""
    for shared, rest in re.findall("([A-Z])([^A-Z]*)", front_coded(sorted(group))):
        before = before[: ord(shared) - ord("A")] + rest
        found.append(before)
    assert found == sorted(group)
    assert all(one < other for one, other in pairwise(found))
