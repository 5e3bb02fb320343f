"""What `course init` and `course new` write: a course that builds at once, in any languages, and its next pieces."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.building import ROOT, Site, build, copy_project, course_data, files, replace, run_data, tool

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUR = Path(__file__).parent.parent / "courses" / "four"
RIGHT_TO_LEFT = {"ar"}
WARNING = re.compile(r"^docs/(\w+)/\S+:\d+:\d+: warning unstamped-section ")


def course(*arguments: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command, and answer what it asks."""
    command = [tool("course"), *map(str, arguments)]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False)


def begin(folder: Path, languages: str, weeks: int, *options: str) -> Path:
    """Start a course."""
    done = course("init", folder, "--languages", languages, "--weeks", str(weeks), *options)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def four(tmp_path: Path) -> Path:
    return copy_project(FOUR, tmp_path / "four")


@pytest.mark.parametrize(("languages", "weeks"), [("fr", 1), ("en,sw,ar", 3), ("pt,es", 26)])
def test_an_empty_course_of_any_length_and_languages_builds_at_once(
    tmp_path: Path, languages: str, weeks: int
) -> None:
    root = begin(tmp_path / "new", languages, weeks)
    source, *others = languages.split(",")
    checked = course("check", "--root", root)
    assert checked.returncode == 0, checked.stdout
    told = {match and match[1] for match in map(WARNING.match, checked.stdout.splitlines())}
    assert told == set(others)  # pages that nobody has translated yet, and nothing else
    assert build(root, root / "site").returncode == 0
    built = Site(root / "site")
    (run,) = (path.stem for path in (root / "runs").glob("*.yml"))
    names = ["", "schedule", "progress", f"runs/{run}"]
    names += [f"week-{number:02}{end}" for number in range(1, weeks + 1) for end in ("", "/session")]
    assert built.pages == sorted(f"{folder}/{name}".strip("/") for folder in ("", *others) for name in names)
    for page in built.pages:
        language = next((each for each in others if page.split("/")[0] == each), source)
        html = built.soup(page).html
        assert html
        assert str(html["lang"]).split("-")[0] == language
        assert html["dir"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr")
        assert html.select("main h1")
    assert len(built.soup("schedule").select(".schedule tbody tr")) == weeks
    assert len(built.soup("progress").select(".record tbody tr")) == weeks


def test_a_course_begins_with_what_was_asked_for(tmp_path: Path) -> None:
    said = "fr,sw\n2\n"
    options = (
        "--starts",
        "2028-02-29",
        "--time",
        "09:30",
        "--timezone",
        "Africa/Kigali",
        "--host",
        "kozi.example",
    )
    done = course("init", tmp_path / "new", *options, said=said)
    assert done.returncode == 0, done.stderr
    data = course_data(tmp_path / "new")
    assert (data["source_language"], data["host"], len(data["weeks"])) == ("fr", "kozi.example", 2)
    assert all(sum(int(item["minutes"]) for item in week["agenda"]) == 90 for week in data["weeks"])
    run = run_data("2028-fr", tmp_path / "new")
    # 29 February 2028 is a Tuesday.
    assert (run["starts"], run["weekday"], run["time"]) == ("2028-02-29", "tuesday", "09:30")
    assert (run["timezone"], run["language"]) == ("Africa/Kigali", "fr")
    assert run["title"] == {"fr": "Édition : février 2028", "sw": run["title"]["sw"]}
    assert "Februari 2028" in run["title"]["sw"]


def test_languages_that_the_interface_does_not_know_are_said(tmp_path: Path, four: Path) -> None:
    said = "The interface has no words yet in es, de, and shows English there"
    begun = course("init", tmp_path / "new", "--languages", "es,sw,de", "--weeks", "1")
    assert said in begun.stderr
    assert "no words yet" not in course("new", "language", "ar", "--root", four).stderr
    assert "no words yet in es, " in course("new", "language", "es", "--root", four).stderr


def test_a_week_comes_after_the_last_in_every_language_and_nothing_else_changes(tmp_path: Path) -> None:
    root = copy_project(ROOT, tmp_path / "course")
    before = files(root)
    done = course("new", "week", "--root", root)
    assert done.returncode == 0, done.stderr
    pages = {
        f"docs/{language}/week-13/{page}.md"
        for language in ("fr", "en", "pt")
        for page in ("index", "session")
    }
    assert set(done.stdout.split()) == {*pages, "course.yml", "mkdocs.yml"}
    after = files(root)
    assert after.keys() - before.keys() == pages
    assert {path for path in before if before[path] != after[path]} == {"course.yml", "mkdocs.yml"}
    for path in ("course.yml", "mkdocs.yml"):
        rest = iter(after[path].splitlines())
        assert all(line in rest for line in before[path].splitlines()), path  # every old line, in its order
    assert [week["id"] for week in course_data(root)["weeks"]][-2:] == ["week-12", "week-13"]
    assert not any(b"<!-- src:" in after[path] for path in pages)
    assert course("run", "lock", "--root", root).returncode == 0
    checked = course("check", "--root", root)
    told = {match and match[1] for match in map(WARNING.match, checked.stdout.splitlines())}
    assert (checked.returncode, told) == (0, {"en", "pt"}), checked.stdout


def test_a_session_is_written_where_it_lacks(four: Path) -> None:
    for language in ("de", "sw"):
        (four / "docs" / language / "woche-2" / "session.md").unlink()
    done = course("new", "session", "woche-2", "--root", four)
    assert done.stdout.split() == ["docs/de/woche-2/session.md", "docs/sw/woche-2/session.md"]
    text = (four / "docs/de/woche-2/session.md").read_text(encoding="utf-8")
    agenda = next(week for week in course_data(four)["weeks"] if week["id"] == "woche-2")["agenda"]
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == len(agenda)
    assert course("check", "--root", four).returncode == 0


def test_a_run_asks_for_what_is_not_said_and_is_locked(four: Path) -> None:
    said = "sw\n2028-01-05\n18:00\nAfrica/Nairobi\n"
    done = course("new", "run", "2028-sw", "--root", four, said=said)
    assert done.returncode == 0, done.stderr
    run = run_data("2028-sw", four)
    # 5 January 2028 is a Wednesday.
    assert (run["weekday"], run["starts"], run["timezone"]) == ("wednesday", "2028-01-05", "Africa/Nairobi")
    assert set(run["title"]) == {"de", "sw"}
    assert course("check", "--root", four).returncode == 0
    assert build(four, four / "site").returncode == 0
    rows = Site(four / "site").soup("runs/2028-sw").select("tbody tr")
    # 18:00 in Nairobi is 15:00 UTC the year round.
    assert next(str(row.select("time")[0]["datetime"]) for row in rows) == "2028-01-05T15:00Z"


@pytest.mark.parametrize("language", ["ar", "es"])
def test_a_language_begins_without_code(four: Path, language: str) -> None:
    done = course("new", "language", language, "--root", four)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {f"docs/{language}/index.md", "mkdocs.yml"}
    assert course("check", "--root", four).returncode == 0
    built = build(four, four / "site")
    assert built.returncode == 0, built.stderr
    page = Site(four / "site").soup(f"{language}/woche-1")
    assert page.html
    assert (page.html["lang"], page.html["dir"]) == (language, "rtl" if language in RIGHT_TO_LEFT else "ltr")
    (text,) = page.select("main [lang='de']:has(h1)")  # the source, and not posing as a translation
    assert text["dir"] == "ltr"
    assert page.select("link[rel=canonical]")[0]["href"] == "https://wege.example.net/kurs/woche-1/"
    assert not page.select(f"link[hreflang={language}]")


REFUSED: Sequence[tuple[Sequence[str], str]] = [
    (("week", "woche-4"), "there is a week `woche-4` already"),
    (("week", "Été"), "write small letters"),
    (("week", "../x"), "write small letters"),
    (("session", "woche-9"), "weeks: woche-1, woche-2"),
    (("session", "woche-1"), "has its session page"),
    (("language", "xx"), "is no language"),
    (("language", "sw"), "pages in `sw` already"),
    (
        ("run", "x", "--language", "fr", "--starts", "2028-01-05", "--time", "18:00", "--timezone", "UTC"),
        "languages: de, sw",
    ),
    (
        ("run", "x", "--language", "de", "--starts", "2028-01-05", "--time", "18:00", "--timezone", "Mars/A"),
        "Mars/A",
    ),
    (
        (
            "run",
            "herbst",
            "--language",
            "de",
            "--starts",
            "2028-01-05",
            "--time",
            "18:00",
            "--timezone",
            "Africa/Lagos",
        ),
        "is there already",
    ),
    (
        (
            "run",
            "x",
            "--language",
            "de",
            "--starts",
            "2028-02-30",
            "--time",
            "18:00",
            "--timezone",
            "Africa/Lagos",
        ),
        "2028-02-30",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_begun_is_said_and_nothing_is_written(
    four: Path, arguments: Sequence[str], message: str
) -> None:
    before = files(four)
    done = course("new", *arguments, "--root", four)
    assert done.returncode != 0
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert files(four) == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--languages", "fr,xx", "--weeks", "2"), "`xx` is no language"),
        (("--languages", ",", "--weeks", "2"), "at least one language"),
        (("--languages", "fr", "--weeks", "0"), "0 is not in the range"),
        (("--languages", "fr", "--weeks", "2", "--host", "not a host"), "host"),
    ],
)
def test_a_course_that_cannot_be_is_not_begun(tmp_path: Path, options: Sequence[str], message: str) -> None:
    done = course("init", tmp_path / "new", *options)
    assert done.returncode != 0
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists() or not files(tmp_path / "new")


def test_a_folder_in_use_is_left_alone(four: Path) -> None:
    before = files(four)
    done = course("init", four, "--languages", "fr", "--weeks", "2")
    assert (done.returncode, "not empty" in done.stderr) == (1, True)
    assert files(four) == before


def test_a_configuration_that_cannot_be_read_as_lines_is_left_alone(four: Path) -> None:
    replace(four / "mkdocs.yml", "languages:", "languages: &all")
    before = files(four)
    done = course("new", "language", "es", "--root", four)
    assert (done.returncode, files(four)) == (1, before)
    assert "mkdocs.yml: there is no line `languages:` of its own; write `- locale: es` there" in done.stderr


def test_a_configuration_that_is_not_there_is_said(four: Path) -> None:
    (four / "mkdocs.yml").unlink()
    before = files(four)
    done = course("new", "week", "--root", four)
    assert (done.returncode, files(four)) == (1, before)
    assert done.stderr.startswith("mkdocs.yml:1:1: error ")
    assert "Traceback" not in done.stderr


def test_arabic_writes_lists_with_its_own_comma(tmp_path: Path) -> None:
    root = begin(tmp_path / "new", "ar", 1, "--starts", "2028-02-29")
    assert build(root, root / "site").returncode == 0
    time = Site(root / "site").soup("week-01").select_one(".session time, .card time, time")
    assert time
    # CLDR 48: Tuesday is الثلاثاء, February فبراير; the comma is U+060C.
    assert " ".join(time.get_text().split()) == "الثلاثاء، 29 فبراير 2028، 13:00–14:30"
