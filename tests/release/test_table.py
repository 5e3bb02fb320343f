"""The release's own page: what it says of the files that are there, in each language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from mkdocs_course.release import table
from mkdocs_course.release.contents import Volume
from tests.building import LANGUAGES
from tests.copies import NOTICES, edition_of

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import Tag

    from tests.building import Site

SIZES = {
    "course-offline.zip": 2_845_588,
    "course-fr.epub": 552_000,
    "course-en.epub": 541_100,
    "course-pt.epub": 548_000,
    "course-fr.pdf": 855_000,
    "course-en-scorm.zip": 1_560_000,
    "course.tar.zst": 740_000,
    "from/aa.zst": 1_000,
    "from/bb.zst": 2_500,
    "extra.pdf": 12,
    "SHA256SUMS": 900,
}
SHOWN = {
    "fr": {
        "course-offline.zip": "2,8 Mo",
        "course-fr.epub": "552 ko",
        "course-fr.pdf": "855 ko",
        "course.tar.zst": "740 ko",
        "from/": "4 ko",
        "extra.pdf": "1 ko",
    },
    "en": {
        "course-offline.zip": "2.8 MB",
        "course-en.epub": "542 kB",
        "course-en-scorm.zip": "1.6 MB",
        "course.tar.zst": "740 kB",
        "from/": "4 kB",
        "extra.pdf": "1 kB",
    },
    "pt": {
        "course-offline.zip": "2,8 MB",
        "course-pt.epub": "548 kB",
        "course.tar.zst": "740 kB",
        "from/": "4 kB",
        "extra.pdf": "1 kB",
    },
}
"""Written down by hand: rounded up, below one MB to whole kB."""
UNTIL = {"fr": "25 novembre 2027", "en": "25 November 2027", "pt": "25 de novembro de 2027"}


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("dist")
    (to / "from").mkdir()
    for name, size in SIZES.items():
        (to / name).write_bytes(bytes(size))
    written = list(table.write(edition_of(site.folder), to))
    assert written == [to / "index.html", to / "release.css"]
    return to


@pytest.fixture(scope="module")
def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")


def section(page: BeautifulSoup, language: str) -> Tag:
    found = page.find("section", id=language)
    assert found
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_lists_its_files_with_their_sizes(page: BeautifulSoup, language: str) -> None:
    part = section(page, language)
    listed = {}
    for entry in part.select(".files li"):
        link, (size,) = entry.select("a"), entry.select(".size")
        name = str(link[0]["href"]) if link else entry.select("code")[0].get_text()
        listed[name] = size.get_text().replace("\u00a0", " ")
    assert listed == SHOWN[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_how_old_it_is_how_long_it_is_good_and_how_to_check(
    page: BeautifulSoup, language: str
) -> None:
    part = section(page, language)
    text = part.get_text()
    assert "2026-11-24" in part.select(".release")[0].get_text()
    assert UNTIL[language] in part.select(".release")[0].get_text()
    assert NOTICES[language] in text
    assert [command.get_text() for command in part.select("pre")] == [
        "sha256sum --check --ignore-missing SHA256SUMS",
        "Get-FileHash *",
        "minisign -V -m SHA256SUMS -p course.pub",
    ]
    assert "CC BY 4.0" in text


def test_it_needs_nothing_but_its_stylesheet(folder: Path, page: BeautifulSoup) -> None:
    assert not page.select("script, style, [style], img")
    assert [link["href"] for link in page.select("link")] == ["release.css"]
    targets = [str(link["href"]) for link in page.select("a[href]")]
    assert [target for target in targets if target.startswith("#")] == ["#fr", "#en", "#pt"]
    files = [target for target in targets if "://" not in target and not target.startswith("#")]
    assert files
    assert all((folder / target).is_file() for target in files)
    style = (folder / "release.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_a_release_of_one_artefact_in_a_language_from_right_to_left(site: Site, tmp_path: Path) -> None:
    edition = edition_of(site.folder)
    volume = Volume("ar", "ar", "rtl", "", "دورة <تجريبية>", "", ())
    edition = replace(edition, contents=replace(edition.contents, volumes=(volume,)))
    (tmp_path / "course-ar.epub").write_bytes(b"x")
    list(table.write(edition, tmp_path))
    page = BeautifulSoup((tmp_path / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.html
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert not page.select("nav")
    assert page.select("h1")[0].get_text() == "دورة <تجريبية>"
    assert [link["href"] for link in page.select(".files a")] == ["course-ar.epub"]
    assert len(page.select("h2")) == 2


def test_it_can_be_written_again(site: Site, folder: Path) -> None:
    before = (folder / "index.html").read_bytes()
    list(table.write(edition_of(site.folder), folder))
    assert (folder / "index.html").read_bytes() == before
