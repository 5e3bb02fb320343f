"""The ZIM file, as zimcheck and libzim's reader see it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher

from mkdocs_course.release import zim
from mkdocs_course.release.contents import Contents, Volume
from mkdocs_course.release.edition import Edition
from mkdocs_course.release.file_tree import file_tree
from tests.building import LANGUAGES, ROOT
from tests.copies import NOTICES, edition_of

if TYPE_CHECKING:
    from tests.building import Site


@pytest.fixture(scope="module")
def path(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (written,) = zim.write(edition_of(site.folder), tmp_path_factory.mktemp("zim"))
    return written


def test_it_is_made_without_a_word(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of its own, libzim tells of its steps, which would stand within the progress that `course release` shows."""
    list(zim.write(edition_of(site.folder), tmp_path))
    assert capfd.readouterr() == ("", "")
    os.write(1, b"heard again")
    assert capfd.readouterr().out == "heard again"


@pytest.fixture(scope="module")
def archive(path: Path) -> Any:
    return Archive(path)


def test_zimcheck_finds_nothing(path: Path) -> None:
    """Without `-I`: Debian's knows no title index as newer libzim writes it, and takes every file for broken."""
    checks = ["-0", "-C", "-M", "-F", "-P", "-U", "-X", "-L"]
    done = subprocess.run(["zimcheck", *checks, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Overall Test Status: Pass" in done.stdout) == (0, True), done.stdout
    assert not [line for line in done.stdout.splitlines() if "ERROR" in line or "WARNING" in line]


def test_libzim_finds_it_sound(archive: Any) -> None:
    assert archive.check()
    assert archive.has_fulltext_index
    assert archive.has_title_index


def test_it_says_what_it_is(archive: Any) -> None:
    said = {
        key: archive.get_metadata(key).decode() for key in archive.metadata_keys if "Illustration" not in key
    }
    assert said.pop("Scraper").startswith("mkdocs-course ")
    assert said.pop("LongDescription").count("\n") == 2
    counted = said.pop("Counter")
    assert "text/html=159" in counted
    assert said == {
        "Name": "course.example.org_mul",
        "Title": "Planifier la santé numérique",
        "Description": "Un cours hybride de démonstration pour planifier la santé numérique d’un pays…",
        "Language": "fra,eng,por",
        "Creator": "Planifier la santé numérique",
        "Publisher": "Planifier la santé numérique",
        "Date": "2026-11-24",
        "Tags": "course;education;_ftindex:yes",
        "License": "CC BY 4.0",
        "Source": "https://course.example.org/",
    }
    assert len(said["Title"]) <= 30
    assert len(said["Description"]) <= 80
    picture = bytes(archive.get_illustration_item(48).content)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)] == [48, 48]


def test_it_holds_the_copy_with_types_by_which_readers_know_them(site: Site, archive: Any) -> None:
    types = {}
    for name, content in file_tree(edition_of(site.folder), policy=False):
        item = archive.get_entry_by_path(name).get_item()
        held = bytes(item.content)
        if name.endswith(".html"):
            held = held.replace(b"<!--htdig_noindex-->", b"").replace(b"<!--/htdig_noindex-->", b"")
        assert held == content, name
        types[name.rpartition("/")[2].rpartition(".")[2]] = item.mimetype
    assert archive.main_entry.get_item().path == "index.html"
    assert types["html"] == "text/html"
    assert types["js"] == "text/javascript"
    assert types["css"] == "text/css"
    assert types["svg"] == "image/svg+xml"
    assert types["ics"] == "text/calendar"
    assert types["docx"].startswith("application/vnd.openxmlformats")


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("gouvernance comité directeur", "week-03/index.html"),
        ("governance steering committee", "en/week-03/index.html"),
        ("governação comité diretor", "pt/week-03/index.html"),
    ],
)
def test_full_text_search_finds_pages_in_each_language(archive: Any, words: str, page: str) -> None:
    found = Searcher(archive).search(Query().set_query(words))
    assert page in list(found.getResults(0, 10))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_around_every_page_is_not_searched(archive: Any, language: str) -> None:
    """Else each page would answer to the words of the menu, and readers would see it as what was found."""
    words = NOTICES[language].split(". ")[1].rstrip(".")
    found = Searcher(archive).search(Query().set_query(words))
    assert found.getEstimatedMatches() < 10


def test_titles_are_suggested(archive: Any) -> None:
    found = SuggestionSearcher(archive).suggest("Gouvernance")
    assert "week-03/index.html" in list(found.getResults(0, 5))


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("fr", "fra"),
        ("pt-PT", "por"),
        ("de", "deu"),
        ("ar", "ara"),
        ("sw", "swa"),
        ("zh", "zho"),
        ("fa", "fas"),
        ("cs", "ces"),
        ("mg", "mlg"),
        ("ak", "aka"),
        ("gu", "guj"),
        ("am", "amh"),
        ("dyu", "dyu"),
    ],
)
def test_languages_have_the_codes_of_iso_639_3(language: str, code: str) -> None:
    assert zim.alpha_3(language) == code


def test_a_course_in_one_language_with_a_long_title_and_no_address(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<main></main>", encoding="utf-8")
    title = "Wanderwege im Gebirge anlegen, pflegen und beschildern"
    volume = Volume("de", "de", "ltr", "", title, "", ())
    said = zim.description(
        Edition(tmp_path, Contents("", ("", ""), (volume,)), "2026-11-24", date(2027, 1, 1))
    )
    assert said["Title"] == "Wanderwege im Gebirge anlegen…"
    assert said["Name"] == "course_deu"
    assert said["Description"] == title
    assert {"Source", "License", "LongDescription"}.isdisjoint(said)


def test_without_libzim_it_says_what_to_install(site: Site, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['libzim'] = sys.modules['libzim.writer'] = None\n"
        "from pathlib import Path; from mkdocs_course.release import zim; from tests.copies import edition_of\n"
        "edition = edition_of(Path(sys.argv[1])); print(*zim.refusals(edition))\n"
        "try: list(zim.write(edition, Path(sys.argv[2])))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(site.folder), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = "a ZIM file needs libzim: pip install 'mkdocs-course[zim]'"
    assert (done.stdout.splitlines(), done.stderr) == ([said, f"MissingError {said}"], "")
    assert not list(tmp_path.iterdir())
