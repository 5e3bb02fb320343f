"""What a copy says of itself, in each language; the words were written down by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mkdocs_course.release.contents import Contents, Volume
from mkdocs_course.release.edition import Edition
from mkdocs_course.release.notice import copy_notice, copy_notice_html

ORIGIN = "https://cours.example.org/a?b=1&c=2/"


def edition(language: str, origin: str = "", version: str = "2026-11-01.2") -> tuple[Volume, Edition]:
    volume = Volume(language, language, "ltr", "", "Ein Kurs", "", ())
    contents = Contents(origin, ("", ""), (volume,))
    return volume, Edition(Path(), contents, version, date(2027, 11, 2))


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("fr", "Cette copie est du 1er novembre 2026. Des séances"),
        ("en", "This copy is of 1 November 2026. Live sessions"),
        ("pt", "Esta cópia é de 1 de novembro de 2026. Entretanto, algumas sessões"),
        ("sw", "Nakala hii ni ya 1 Novemba 2026. Huenda vikao"),
        ("ar", "هذه النسخة بتاريخ 1 نوفمبر 2026. وقد"),
        ("de", "This copy is of 1 November 2026. Live sessions"),
    ],
)
def test_it_names_the_day_and_the_origin(language: str, beginning: str) -> None:
    alone, whole = copy_notice(*edition(language)), copy_notice(*edition(language, ORIGIN))
    assert alone.startswith(beginning)
    assert alone.endswith(".")
    assert whole.startswith(alone + " ")
    assert whole.endswith(" " + ORIGIN)


def test_as_html_the_address_leads_to_the_page() -> None:
    volume, of_origin = edition("en", ORIGIN)
    escaped = "https://cours.example.org/a?b=1&amp;c=2/"
    said = copy_notice_html(volume, of_origin, "week-01/")
    assert said.endswith(f' at <a href="{escaped}week-01/" dir="ltr">{escaped}</a>')
    assert copy_notice_html(*edition("fr")) == copy_notice(*edition("fr"))
