"""The manifests of what can be kept, against the files on disk."""

from __future__ import annotations

import gzip
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_course.cache.results import Results
from mkdocs_course.finish.keeping import AWAY, WORKER, Shelf, keep

if TYPE_CHECKING:
    from pathlib import Path

STYLE = "assets/course/course-0123abcd.css"
PAGES = {
    "": '<link rel="stylesheet" href="assets/course/course-0123abcd.css"><a href="week-01/">1</a>',
    "schedule/": '<a href="../runs/spring.ics">calendar</a> <a href="../about/">about</a>',
    "about/": '<a href="../terms%20of%20use.pdf">terms</a> <img src="../map.png?v=2">',
    "week-01/": '<a href="../offline/">⟦fr/week-01⟧, ⟦fr/week-01 whole⟧</a> <a href="sheet.docx#top">sheet</a>'
    '<link rel="alternate" href="../changes.xml"><a href="https://example.org/far.pdf">far</a>',
    "week-01/session/": "<img alt='' src='drawing.svg'>",
    "week-02/": '<a href="../week-01/">1</a> <a href="missing.pdf">gone</a>',
    "week-021/": "a week whose name begins like another's",
    "en/": '<a href="../">fr</a>',
    "en/schedule/": "",
    "en/week-01/": "⟦en/week-01⟧ ⟦fr/*⟧",
    "en/week-02/": "",
    "en/week-021/": "",
}
FILES = {
    STYLE: b"body{}" * 200,
    AWAY: b"<a href='./'>home</a>",
    WORKER: b"addEventListener" * 40,
    "404.html": b"not found",
    "sitemap.xml": b"<urlset/>",
    "changes.xml": b"<feed/>",
    "runs/spring.ics": b"BEGIN:VCALENDAR" * 30,
    "terms of use.pdf": b"%PDF" * 100,
    "map.png": bytes(range(256)) * 4,
    "week-01/sheet.docx": b"PK" * 3000,
    "week-01/session/drawing.svg": b"<svg/>",
    "search/fr/words.json": b"{}" * 10,
    "search/en/words.json": b"{}" * 10,
}
SHARED = {"", "schedule/", STYLE, AWAY, "runs/spring.ics"}
WEEK = {"week-01/", "week-01/session/", "week-01/sheet.docx", "week-01/session/drawing.svg"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for address, text in PAGES.items():
        page = tmp_path / address / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def shelves() -> list[Shelf]:
    weeks = ["week-01", "week-02", "week-021"]
    return [
        Shelf(
            language,
            folder,
            ["", "schedule/"],
            weeks,
            {"stop": f"{language}: stop"},
            lambda count: f"{count} B",
        )
        for language, folder in (("fr", ""), ("en", "en/"))
    ]


def manifest(site: Path, language: str = "fr") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / "keep" / f"{language}.json").read_text(encoding="utf-8"))
    return found


def paths(site: Path, *sets: str, language: str = "fr") -> set[str]:
    found = manifest(site, language)
    return {found["files"][index][0] for name in sets for index in found["sets"][name]}


def on_disk(site: Path, path: str) -> bytes:
    return (site / path / "index.html" if path.endswith("/") or not path else site / path).read_bytes()


def test_a_week_has_its_pages_and_what_they_lead_to(site: Path) -> None:
    keep(site, shelves(), Results())
    assert paths(site, "") == SHARED
    assert paths(site, "week-01") == WEEK
    assert paths(site, "week-02") == {"week-02/"}


def test_the_whole_has_all_of_its_language_and_nothing_of_another(site: Path) -> None:
    keep(site, shelves(), Results())
    files = {path for path, *_ in manifest(site)["files"]}
    more = {"week-02/", "week-021/", "about/", "terms of use.pdf", "map.png", "search/fr/words.json"}
    assert files == SHARED | WEEK | more
    english = {path for path, *_ in manifest(site, "en")["files"]}
    assert {path for path in english if not path.startswith("en/")} == {STYLE, AWAY, "search/en/words.json"}


def test_hashes_and_sizes_are_those_of_the_files(site: Path) -> None:
    keep(site, shelves(), Results())
    for language in ("fr", "en"):
        for path, found, sent, size in manifest(site, language)["files"]:
            content = on_disk(site, path)
            assert sha256(content).hexdigest().startswith(found)
            assert len(found) == 16
            assert size == len(content)
            packed = path.endswith((".docx", ".pdf", ".png"))
            assert sent - 250 == (len(content) if packed else len(gzip.compress(content, 6)))


def test_pages_say_what_their_week_costs(site: Path) -> None:
    keep(site, shelves(), Results())
    sent, size = map(int, re.findall(r"(\d+) B", (site / "week-01/index.html").read_text(encoding="utf-8")))
    files = [file for file in manifest(site)["files"] if file[0] in SHARED | WEEK]
    extra = [(site / "keep/fr.json").read_bytes(), FILES[WORKER]]
    expected = sum(file[2] for file in files) + sum(len(gzip.compress(each, 6)) + 250 for each in extra)
    whole = sum(file[3] + 250 for file in files) + sum(len(each) + 250 for each in extra)
    slack = 0.02 * expected  # the page is measured before its sizes are in it
    assert (
        expected - slack <= sent <= expected + 1000 + slack
    )  # what comes with the first week counts in whole kB
    assert whole - slack <= size <= whole + 1000 + slack
    assert not [path for path in site.rglob("*.html") if "⟦" in path.read_text(encoding="utf-8")]


def test_the_release_changes_with_a_byte_and_with_nothing_else(site: Path) -> None:
    keep(site, shelves(), Results())
    first = {path: (site / "keep" / path).read_bytes() for path in ("fr.json", "en.json")}
    keep(site, shelves(), Results())
    assert {path: (site / "keep" / path).read_bytes() for path in first} == first
    (site / "about/index.html").write_text("other", encoding="utf-8")
    keep(site, shelves(), Results())
    assert manifest(site)["release"] != json.loads(first["fr.json"])["release"]
    assert (site / "keep/en.json").read_bytes() == first["en.json"]
