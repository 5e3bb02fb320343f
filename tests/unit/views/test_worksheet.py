"""Worksheets as documents: read back with another reader of the format, and the same bytes at any time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from mkdocs_course import project as projects
from mkdocs_course.cache.results import Results
from mkdocs_course.catalogue.messages import catalogue
from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.activities import activities
from mkdocs_course.views.viewpoint import Viewpoint
from mkdocs_course.views.worksheet import worksheets
from tests.pages import page
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from mkdocs_course.project import Project

SHEET = """
    # Arbeitsblatt: der **Weg**

    Schreib in die Felder.

    ## Ausfüllen { #fill-in }

    | Frage | Antwort |
    | --- | --- |
    | Wo steht Wasser? | &nbsp; |
    | Wer hilft? | &nbsp; |

    - eins
    - zwei
    """
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def with_sheet() -> Project:
    loaded, problems = projects.load(FOUR)
    assert loaded, problems
    sheet = replace(page(SHEET, "woche-1/worksheet.md", "de"), kind=PageKind.WORKSHEET)
    pages = {
        language: {**by_name, "woche-1/worksheet.md": sheet} if language == "de" else by_name
        for language, by_name in loaded.pages.items()
    }
    return replace(loaded, pages=pages)


def document(name: str = "woche-1/worksheet.docx") -> bytes:
    return dict(worksheets(Viewpoint(with_sheet(), catalogue("de"), ""), Results()))[name]


def test_headings_lists_and_tables_are_there_to_be_filled_in() -> None:
    with ZipFile(BytesIO(document())) as parts:
        body = ET.fromstring(parts.read("word/document.xml"))
        footer = next(name for name in parts.namelist() if name.startswith("word/footer"))
        assert "Eine Vorführung." in "".join(ET.fromstring(parts.read(footer)).itertext())
    paragraphs = ["".join(found.itertext()) for found in body.iter(f"{W}p")]
    assert paragraphs[:3] == ["Arbeitsblatt: der Weg", "Schreib in die Felder.", "Ausfüllen"]
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in body.iter(f"{W}tr")]
    assert rows == [["Frage", "Antwort"], ["Wo steht Wasser?", ""], ["Wer hilft?", ""]]
    assert [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")][-2:] == ["ListBullet", "ListBullet"]


def test_the_bytes_do_not_depend_on_clock_or_hash_seed() -> None:
    code = "import sys; from tests.unit.views.test_worksheet import document; sys.stdout.buffer.write(document())"
    again = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": ":".join(sys.path)},
            cwd=FOUR.parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert again == [document(), document()]
    with ZipFile(BytesIO(document())) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_activity_book_has_ids_and_links_of_its_own() -> None:
    source = with_sheet()
    week = page(
        """
        # Wege lesen

        ## Tun { #activity }

        Nimm das [Blatt](worksheet.md), lies [mehr](#reading) und [später](../woche-2/index.md#reading).

        <!-- course:diagram wege -->

        ## Mappe { #portfolio }

        Seite eins.
        """,
        "woche-1/index.md",
        "de",
    )
    pages = {**source.pages, "de": {**source.pages["de"], "woche-1/index.md": week}}
    first = activities(Viewpoint(replace(source, pages=pages), catalogue("de"), "buch.md"))[0]
    assert first.activity.splitlines()[0] == "### Tun { #woche-1-activity }"
    assert "[Blatt](#woche-1-worksheet)" in first.activity
    assert "[mehr](woche-1/index.md#reading)" in first.activity
    assert "[später](woche-2/index.md#reading)" in first.activity
    assert "diagram" not in first.activity
    assert "### Arbeitsblatt: der **Weg** { #woche-1-worksheet }" in first.worksheet
    assert "#### Ausfüllen { #woche-1-fill-in }" in first.worksheet
    assert first.portfolio.splitlines()[0] == "### Mappe { #woche-1-portfolio }"
