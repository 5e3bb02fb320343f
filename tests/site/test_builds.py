"""Builds as people run them: failing ones leave the old site, and the same sources give the same bytes."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from tests.building import ROOT, Site, build, copy_project, files, preview, replace, shows, tool

if TYPE_CHECKING:
    from collections.abc import Callable

FOUR = Path(__file__).parent.parent / "courses" / "four"
FORGE = "https://forge.example.net/kurs"
ENV = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the small course and build it."""
    copy = copy_project(FOUR, tmp_path_factory.mktemp("four") / "project")
    done = build(copy, copy / "site")
    assert done.returncode == 0, done.stderr
    return copy


@pytest.fixture
def project(tmp_path: Path, built_once: Path) -> Path:
    """Copy the small course with its built site, to be broken."""
    return Path(shutil.copytree(built_once, tmp_path / "project"))


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BREAKAGES: dict[str, Callable[[Path], object]] = {
    "course.yml is no YAML": lambda root: (root / "course.yml").write_text("weeks: [", encoding="utf-8"),
    "course.yml is empty": lambda root: (root / "course.yml").write_text("", encoding="utf-8"),
    "course.yml is a folder": lambda root: put_a_folder(root / "course.yml"),
    "a page is not UTF-8": lambda root: (root / "docs/de/index.md").write_bytes(b"# \xff\n"),
    "a week has no page": lambda root: (root / "docs/de/woche-2/index.md").unlink(),
    "a page has no source": lambda root: (root / "docs/sw/peke.md").write_text("# Peke\n", encoding="utf-8"),
    "a time is none": lambda root: replace(root / "runs/herbst.yml", '"18:15"', '"25:00"'),
    "glossary.yml is no YAML": lambda root: replace(root / "glossary.yml", "terms:", "terms: ["),
    "a run is a folder": lambda root: put_a_folder(root / "runs/herbst.yml"),
    "a zone is unknown": lambda root: replace(root / "runs/herbst.yml", "Europe/Berlin", "Europe/Berlln"),
    "a join link": lambda root: replace(
        root / "docs/de/index.md", "# ", "Los: https://zoom.us/j/1234567890\n\n# "
    ),
}


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        ("{page: 5}", r"docs/de/woche-1/index\.md:1:1: error page-budget .* costs 1\d\.\d kB, .* of 5 kB \("),
        ("{pictures: 20}", r"docs/de/index\.md:1:1: error picture-budget .* cost 21\.0 kB, .* of 20 kB \("),
    ],
)
def test_a_page_over_its_budget_is_named_and_the_site_left(project: Path, budget: str, told: str) -> None:
    before = files(project / "site")
    (project / "docs/de/weg.png").write_bytes(bytes(21_000))
    replace(project / "docs/de/index.md", "# ", "![Ein Weg](weg.png)\n\n# ")
    replace(project / "mkdocs.yml", "course: {}", f"course: {{budget: {budget}}}")
    done = build(project, project / "site")
    assert done.returncode != 0
    assert re.search(told, done.stderr)
    assert "Traceback" not in done.stderr
    assert files(project / "site") == before


@pytest.mark.parametrize("value", ["{page: lots}", "{pages: 5}", "5"])
def test_a_budget_that_is_none_is_refused(project: Path, value: str) -> None:
    replace(project / "mkdocs.yml", "course: {}", f"course: {{budget: {value}}}")
    done = build(project, project / "site", "--strict")
    assert done.returncode != 0
    assert "budget" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_build_that_fails_says_what_check_says_and_leaves_the_site(project: Path, breakage: str) -> None:
    before = files(project / "site")
    BREAKAGES[breakage](project)
    done = build(project, project / "site")
    check = subprocess.run(
        [tool("course"), "check"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert check.returncode == 1
    lines = check.stdout.splitlines()
    assert [line for line in lines if re.match(r"[\w./-]+:\d+:\d+: error ", line)]
    told = re.findall(r"^(?:ERROR|WARNING) +-  mkdocs_course: (.*)$", done.stderr, re.MULTILINE)
    assert told == lines
    assert "Traceback" not in done.stderr + done.stdout
    assert files(project / "site") == before
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".site")) == []


def test_a_join_link_that_only_the_built_site_holds_keeps_the_old_one(project: Path) -> None:
    before = files(project / "site")
    (project / "theme").mkdir()
    link = '{% extends "main.html" %}{% block scripts %}<a href="https://zoom.us/j/99887766554">x</a>{% endblock %}'
    (project / "theme" / "plain.html").write_text(link, encoding="utf-8")
    replace(project / "mkdocs.yml", "name: material", "name: material\n  custom_dir: theme")
    replace(project / "docs/sw/index.md", "description:", "template: plain.html\ndescription:")
    done = build(project, project / "site")
    assert done.returncode != 0
    assert re.search(r"sw/index\.html:\d+:\d+: error join-link", done.stderr)
    assert files(project / "site") == before


THEME = '<!doctype html>\n<title>{{ page.title }}</title>\n<a href="https://zoom.us/j/99887766554">x</a>\n'
FOOT = "\ncopyright: '<a href=\"https://zoom.us/j/99887766554\">x</a>'\n"


@pytest.mark.parametrize("overridden", [True, False], ids=["a theme's main.html", "mkdocs.yml"])
def test_a_join_link_that_surrounds_every_page_keeps_the_old_site(project: Path, *, overridden: bool) -> None:
    """MkDocs lets the files of `custom_dir` win over those of any theme, so ours have to stand behind them."""
    before = files(project / "site")
    if overridden:
        (project / "theme").mkdir()
        (project / "theme" / "main.html").write_text(THEME, encoding="utf-8")
        replace(project / "mkdocs.yml", "name: material", "name: material\n  custom_dir: theme")
    else:
        with (project / "mkdocs.yml").open("a", encoding="utf-8") as configuration:
            configuration.write(FOOT)
    done = build(project, project / "site")
    assert done.returncode != 0
    for page in ("index.html", "sw/schedule/index.html"):
        assert re.search(rf" {page}:\d+:\d+: error join-link", done.stderr)
    assert "99887766554" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    assert files(project / "site") == before
    assert not list(project.glob(".site.*"))


def test_the_configuration_may_be_named_by_a_relative_path(project: Path) -> None:
    before = files(project / "site")
    done = build(project.parent, project / "site", "--config-file", f"{project.name}/mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert files(project / "site") == before


def test_a_good_build_leaves_nothing_of_an_older_site(project: Path) -> None:
    before = files(project / "site")
    (project / "site" / "gone.html").touch()
    assert build(project, project / "site").returncode == 0
    assert files(project / "site") == before
    assert not list(project.glob(".site.*"))


def test_a_course_without_a_page_about_keeping_has_nothing_for_it(project: Path) -> None:
    assert not [name for name in files(project / "site") if re.search(r"^sw\.js|unkept|keep", name)]


def test_no_file_bears_the_time_of_the_build(project: Path) -> None:
    """Bytes 4 to 7 of a gzip file are a time (RFC 1952 2.3.1); a project without a history has a fixed one or none."""
    packed = (project / "site" / "sitemap.xml.gz").read_bytes()
    assert int.from_bytes(packed[4:8], "little") < time.time() - 7 * 24 * 60 * 60


def test_a_warning_in_the_last_language_fails_a_strict_build(project: Path) -> None:
    before = files(project / "site")
    replace(project / "docs/sw/index.md", "# ", "[x](nowhere.md)\n\n# ")
    done = build(project, project / "site", "--strict")
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr
    assert files(project / "site") == before


def test_an_interrupted_build_leaves_the_old_site_and_nothing_else(project: Path) -> None:
    before = files(project / "site")
    process = subprocess.Popen(
        [tool("mkdocs"), "build"], cwd=project, env=ENV, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    for line in process.stderr:
        if "Building 'sw' documentation" in line:  # German is built, and the swap is yet to come
            assert list(project.glob(".site.new-*"))
            process.send_signal(signal.SIGINT)
            break
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert files(project / "site") == before
    assert not list(project.glob(".site.*"))


def test_the_same_sources_give_the_same_bytes_everywhere(site: Site, tmp_path: Path) -> None:
    elsewhere = copy_project(ROOT, tmp_path / "ein anderer Órt")
    (elsewhere / ".git").symlink_to(ROOT / ".git")  # pages say when git saw their text change
    env = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    done = build(elsewhere, tmp_path / "site", "--strict", env=env)
    assert done.returncode == 0, done.stderr
    first, second = files(site.folder), files(tmp_path / "site")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert gzip.decompress(first["sitemap.xml.gz"]) == first["sitemap.xml"]


def test_another_engine_builds_the_same_pages(site: Site, tmp_path: Path) -> None:
    """ProperDocs carries MkDocs 1 on; only a meta tag that names the engine may differ."""
    project = copy_project(ROOT, tmp_path / "project")
    (project / ".git").symlink_to(ROOT / ".git")
    done = build(project, tmp_path / "site", engine="properdocs")
    assert done.returncode == 0, done.stderr
    first, second = files(site.folder), files(tmp_path / "site")
    pages = [path for path in first if path.endswith(".html")]
    assert len(pages) > 100
    assert [path for path in pages if first[path] != second.get(path)] == []
    assert first.keys() == second.keys()


@pytest.mark.parametrize("offline", ["true", "false"])
def test_pages_lead_to_the_forge_but_not_in_an_offline_copy(project: Path, offline: str) -> None:
    replace(project / "mkdocs.yml", "\nplugins:", f"\nrepo_url: {FORGE}\nedit_uri: edit/main/docs/\nplugins:")
    replace(project / "mkdocs.yml", "  course: {}", "  course:\n    offline: !ENV [OFFLINE, false]")
    assert build(project, project / "site", env={"OFFLINE": offline}).returncode == 0
    built = Site(project / "site")
    for page in built.pages:
        links = [str(link["href"]) for link in built.soup(page).select(f"a[href^='{FORGE}']")]
        assert len(links) == (0 if offline == "true" else 2), page  # to edit the page, and to report an error
    if offline == "false":
        path = "edit/main/docs/sw/woche-2/index.md"
        assert built.soup("sw/woche-2").select(f"a[href='{FORGE}/{path}']")


def test_another_course_builds_with_the_same_package(project: Path) -> None:
    built = Site(project / "site")
    text = " ".join(
        BeautifulSoup(content, "html.parser").get_text(" ")
        for path, content in files(built.folder).items()
        if path.endswith(".html")
    )
    assert built.pages == sorted(
        f"{folder}{name}".rstrip("/")
        for folder in ("", "sw/")
        for name in (
            "",
            "schedule/",
            "glossary/",
            "runs/herbst/",
            *(f"woche-{n}/{end}" for n in range(1, 5) for end in ("", "session/")),
        )
    )
    rows = built.soup("schedule/").select(".schedule tbody tr")
    starts = [str(stamp["datetime"]) for row in rows for stamp in row.select("time")]
    # Wednesdays at 18:15 in Berlin from 6 October 2027, none on 27 October; winter time begins on 31 October.
    assert starts == ["2027-10-06T16:15Z", "2027-10-13T16:15Z", "2027-10-20T16:15Z", "2027-11-03T17:15Z"]
    assert "45\u00a0min" in text
    for page in built.pages:
        sw, html = page.startswith("sw"), built.soup(page).html
        assert html
        assert (html["lang"], html["dir"]) == ("sw" if sw else "de", "ltr")
        assert ("Maonyesho tu." if sw else "Eine Vorführung.") in built.soup(page).select(
            "footer p:not(.imprint)"
        )[0].text
    for path, content in files(built.folder).items():
        if not path.endswith(".gz"):
            assert not re.search(rb"course\.example\.org|2027-(?:fr|en|pt)|week-0\d", content), path
    for word in ("Nuvan", "santé", "saúde", "12 Wochen", "World Health", "Abidjan"):
        assert word not in text


def test_the_preview_reloads_when_the_data_change(tmp_path: Path, free_port: int) -> None:
    project = copy_project(FOUR, tmp_path / "project")
    with preview(project, free_port) as address:
        assert shows(f"{address}schedule/", "2027-10-06T16:15Z")
        replace(project / "runs" / "herbst.yml", '"18:15"', '"19:15"')
        subprocess.run([tool("course"), "run", "lock"], cwd=project, check=True, capture_output=True)
        assert shows(f"{address}schedule/", "2027-10-06T17:15Z")
        replace(project / "course.yml", "Eine Vorführung.", "Ein Beispiel.")
        assert shows(address, "Ein Beispiel.")
        replace(project / "glossary.yml", "Ein Netz aus Wegen", "Ein Geflecht aus Wegen")
        assert shows(f"{address}glossary/", "Ein Geflecht aus Wegen")
