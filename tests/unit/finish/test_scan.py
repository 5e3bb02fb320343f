"""The scan of a built site: every file that is text, by its place below the site."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.cache.results import Results
from mkdocs_course.finish.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://us02web.zoom.us/j/81234567890"


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "fr/week-01/index.html",
        "search/search_index.json",
        "a.ics",
        "a.js",
        "a.xml",
        "a.svg",
        "A.TXT",
    ],
)
def test_join_links_are_found_in_every_kind_of_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(f"one\ntwo {LINK}\n", encoding="utf-8")
    (found,) = scan(tmp_path, Results())
    assert (found.path, found.line, found.code) == (name, 2, "join-link")


def test_compressed_texts_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml.gz").write_bytes(gzip.compress(LINK.encode()))
    assert [found.path for found in scan(tmp_path, Results())] == ["sitemap.xml.gz"]


def test_what_is_no_text_is_not_read_and_bad_bytes_do_not_stop_the_scan(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(LINK.encode())
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "old.html").write_bytes(b"caf\xe9\n" + LINK.encode())
    assert [(found.path, found.line) for found in scan(tmp_path, Results())] == [("old.html", 2)]


def test_a_clean_site_has_none_and_files_come_in_order(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("https://zoom.us/meeting/register/abc", encoding="utf-8")
    assert scan(tmp_path, Results()) == []
    for name in ("c.html", "a.html", "b.html"):
        (tmp_path / name).write_text(LINK, encoding="utf-8")
    assert [found.path for found in scan(tmp_path, Results())] == ["a.html", "b.html", "c.html"]
