"""The PDF books: tagged as PDF/UA-1 asks, whole, and the same bytes everywhere."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from mkdocs_course.release import pdf
from mkdocs_course.release.extras import MissingError
from tests.books import ELSEWHERE, PARTS, arabic_site, excerpt, plain, said
from tests.building import LANGUAGES, ROOT, replace
from tests.copies import NOTICES, edition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.building import Site

WEEK = "week-03"
TAGS = {"fr": "fr", "en": "en-GB", "pt": "pt-PT", "ar": "ar"}
TITLES = {
    "fr": "Planifier la santé numérique",
    "en": "Planning digital health",
    "pt": "Planear a saúde digital",
}
WEEK_TITLE = {
    "fr": "Semaine 1 : Gouvernance et leadership",
    "en": "Week 1: Governance and leadership",
    "pt": "Semana 1: Governação e liderança",
}
"""It is the first of its release."""
CONTENTS = {"fr": "Sommaire", "en": "Contents", "pt": "Índice", "ar": "المحتويات"}
PROGRAM = """
import os, sys
from pathlib import Path
os.umask(0o077)
from mkdocs_course.release import pdf
from tests.copies import edition_of
print(*pdf.write(edition_of(Path(sys.argv[1])), Path(sys.argv[2])))
"""


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return arabic_site(tmp_path_factory.mktemp("arabic"))


@pytest.fixture(scope="module")
def books(site: Site, arabic: Site, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Make books of one week of the shipped course and all else that it has, and of a small course in Arabic."""
    folder, other = tmp_path_factory.mktemp("books"), tmp_path_factory.mktemp("other")
    made = list(pdf.write(excerpt(site.folder, WEEK), folder))
    assert [path.name for path in made] == ["course-fr.pdf", "course-en.pdf", "course-pt.pdf"]
    small = list(pdf.write(edition_of(arabic.folder), other))
    return {path.stem.removeprefix("course-"): path for path in [*made, small[0]]}


def words(path: Path) -> str:
    """Return what Poppler reads."""
    return subprocess.run(
        ["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, text=True, check=True
    ).stdout


def elements(node: Any) -> Iterator[Any]:
    """Walk a tree of tags in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def marks(element: Any) -> Iterator[int]:
    """Give the numbers of the marked content that an element holds itself."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield kid


@pytest.mark.parametrize("language", TAGS)
def test_it_says_that_it_is_tagged_and_how(books: Mapping[str, Path], language: str) -> None:
    """ISO 14289-1, 5, 7.1 and 7.2: identifier, title shown, tags, language."""
    with pikepdf.open(books[language]) as book:
        assert book.Root.MarkInfo.Marked
        assert book.Root.ViewerPreferences.DisplayDocTitle
        assert str(book.Root.Lang) == TAGS[language]
        with book.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == TITLES.get(language, "عنوان الدورة")
        assert str(book.docinfo["/Title"]) == TITLES.get(language, "عنوان الدورة")
        for name in ("/CreationDate", "/ModDate"):
            assert str(book.docinfo[name]).startswith("D:20261124000000")
        assert all(page.get("/Tabs") in {None, "/S"} for page in book.pages)


@pytest.mark.parametrize("language", TAGS)
def test_all_content_is_in_the_tree_or_set_aside(books: Mapping[str, Path], language: str) -> None:
    """ISO 14289-1, 7.1 and 7.8: what is shown is tagged, or an artifact; headers and footers are the latter."""
    with pikepdf.open(books[language]) as book:
        tagged: dict[Any, set[int]] = {page.objgen: set() for page in book.pages}
        for element in elements(book.Root.StructTreeRoot):
            if "/Pg" in element:
                tagged[element.Pg.objgen] |= set(marks(element))
        for number, page in enumerate(book.pages):
            shown, aside, state = set(), 0, []
            for instruction in pikepdf.parse_content_stream(page):
                operands, operator = instruction.operands, instruction.operator
                if str(operator) in {"BDC", "BMC"}:
                    artifact = operands[0] == "/Artifact"
                    aside += artifact and len(operands) > 1 and operands[1].get("/Type") == "/Pagination"
                    if not artifact:
                        shown.add(int(operands[1]["/MCID"]))
                    state.append(artifact)
                elif str(operator) == "EMC":
                    state.pop()
                elif str(operator) in {"Tj", "TJ", "Do", "f", "S", "B"}:
                    assert state, f"page {number + 1}: {operator} is neither tagged nor an artifact"
            assert shown == tagged[page.objgen], f"page {number + 1}"
            assert 3 <= aside <= 8 or number == 0, f"page {number + 1}: {aside} lines in its margins"


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_have_their_words(books: Mapping[str, Path], site: Site, language: str) -> None:
    with pikepdf.open(books[language]) as book:
        found = [
            str(each.get("/Alt", "")) for each in elements(book.Root.StructTreeRoot) if each.S == "/Figure"
        ]
    folder = f"{LANGUAGES[language]}{WEEK}/"
    captions = [plain(each) for each in site.soup(folder).select("figure.diagram figcaption")]
    labels = [str(each["aria-label"]) for each in site.soup(folder + "session/").select("svg[aria-label]")]
    assert captions
    assert labels
    assert [" ".join(each.split()) for each in found] == [
        " ".join(each.split()) for each in captions + labels
    ]


@pytest.mark.parametrize("language", TAGS)
def test_headings_leave_out_no_level_and_tables_have_heads(books: Mapping[str, Path], language: str) -> None:
    """ISO 14289-1, 7.4.2 and 7.5."""
    with pikepdf.open(books[language]) as book:
        found = list(elements(book.Root.StructTreeRoot))
        levels = [int(str(each.S)[2:]) for each in found if re.fullmatch(r"/H\d", str(each.S))]
        scopes = {str(each.A.Scope) for each in found if each.S == "/TH"}
        assert scopes == {"/Column"}
        for each in found:
            if each.S == "/TR":
                assert {str(cell.S) for cell in each.K} <= {"/TH", "/TD"}
            if each.S == "/L":
                assert {str(item.S) for item in each.K} <= {"/LI", "/L"}
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(levels) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_leads_to_chapters_and_their_parts(books: Mapping[str, Path], language: str) -> None:
    with pikepdf.open(books[language]) as book, book.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        (week,) = (item for item in outline.root if "1" in str(item.title))
        assert [" ".join(title.split()) for title in titles[:2]] == [TITLES[language], CONTENTS[language]]
        assert " ".join(str(week.title).split()) == " ".join(WEEK_TITLE[language].split())
        assert len(titles) == 9  # and start page, schedule, week, glossary, resources, attestation, about
        assert len(week.children) >= 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_week_is_there(books: Mapping[str, Path], site: Site, language: str) -> None:
    """Words that a narrow cell divides are left out: of those, the EPUB's tests speak."""
    text = words(books[language])
    known = set(re.findall(r"\w+", text))
    for part in PARTS:
        page = site.soup(f"{LANGUAGES[language]}{WEEK}/{part}")
        spoken = {
            word
            for piece in said(site, f"{LANGUAGES[language]}{WEEK}/{part}")
            for word in re.findall(r"\w+", piece)
        }
        in_cells = {word for cell in page.select("td, th") for word in re.findall(r"\w+", cell.get_text())}
        assert len(spoken - in_cells) > 30
        assert spoken - in_cells - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_of_which_day_it_is_and_its_number(books: Mapping[str, Path], language: str) -> None:
    pages = [" ".join(page.split()) for page in words(books[language]).split("\f")[:-1]]
    assert len(pages) > 20
    for number, page in enumerate(pages, 1):
        assert NOTICES[language] in page
        assert number == 1 or re.search(rf"\b{number}$", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_give_the_page_of_each_chapter(
    books: Mapping[str, Path], site: Site, language: str
) -> None:
    pages = [" ".join(page.split()) for page in words(books[language]).split("\f")]
    title = WEEK_TITLE[language].split(":", 1)[1].strip()
    found = re.search(rf"{title}[ .]+(\d+)", pages[1])
    assert found
    heading = site.soup(f"{LANGUAGES[language]}{WEEK}/").select_one(".place")
    assert heading
    assert plain(heading) in pages[int(found[1]) - 1]


def test_the_bytes_depend_on_site_fonts_and_libraries_alone(
    arabic: Site, books: Mapping[str, Path], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a folder with spaces" / "site"
    shutil.copytree(arabic.folder, elsewhere)
    to = tmp_path / "to"
    to.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(elsewhere), str(to)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **ELSEWHERE, "PYTHONPATH": str(ROOT)}, check=True)
    for path in books["ar"].parent.glob("*.pdf"):
        assert (to / path.name).read_bytes() == path.read_bytes()


def test_pictures_come_along_and_missing_ones_are_said_first(arabic: Site, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(arabic.folder, site)
    page = site / "week-01" / "index.html"
    replace(page, '<h2 id="reading">', '<p><img src="icon.png" alt="صورة"></p><h2 id="reading">')
    assert list(pdf.refusals(edition_of(site))) == [
        "week-01/index.html: the picture `icon.png` is missing; put it back, then build the site anew: course build"
    ]
    shutil.copy(ROOT / "plugins/mkdocs_course/release/icon-48.png", site / "week-01" / "icon.png")
    assert list(pdf.refusals(edition_of(site))) == []
    to = tmp_path / "to"
    to.mkdir()
    with pikepdf.open(next(pdf.write(edition_of(site), to))) as book:
        assert any(list(page.get_images()) for page in book.pages)
        alts = [
            str(each.get("/Alt", "")) for each in elements(book.Root.StructTreeRoot) if each.S == "/Figure"
        ]
    assert "صورة" in alts


def test_without_weasyprint_it_says_what_to_install(
    arabic: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as Python has it where a module cannot be imported
    assert next(pdf.refusals(edition_of(arabic.folder))) == (
        "a PDF needs weasyprint: pip install 'mkdocs-course[pdf]'"
    )
    with pytest.raises(MissingError):
        next(pdf.write(edition_of(arabic.folder), tmp_path))
