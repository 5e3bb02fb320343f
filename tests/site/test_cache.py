"""Builds with and without what earlier ones left, by one process and by several: all give the same bytes."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.building import ROOT, build, copy_project, files, replace, shows, tool, unused_port

if TYPE_CHECKING:
    from collections.abc import Iterator

FOUR = Path(__file__).parent.parent / "courses" / "four"
CACHE = ".cache/build.sqlite"
PAGES = [path.relative_to(FOUR).as_posix() for path in sorted((FOUR / "docs").rglob("*.md"))]
TEXTS = [
    "Ein Absatz mit einem [Weg](../woche-2/index.md#outcomes).",
    "Ein [Weg nach nirgendwo](nirgendwo.md), vor dem gewarnt wird.",
    "Ein [Anker](#nirgendwo), den es nicht gibt.",
    "## Noch ein Teil { #noch-ein-teil }",
    "| Wo | Was |\n| --- | --- |\n| hier | Wegenetz |",
    "!!! note\n    Ein Kasten.",
    "Der [Kurs](https://example.net/) und „Zeichen“ – œ, 路, ۳.",
]
SEQUENCES = int(os.environ.get("SEQUENCES", "12"))
"""How many sequences of edits are tried; `make fuzz-cache` tries a hundred."""
FILES = {
    "course.yml": ("Eine Vorführung.", ["Eine Probe.", "Nur zum Zeigen."]),
    "glossary.yml": ("Ein Netz aus Wegen", ["Viele Wege", "Ein Geflecht"]),
    "runs/herbst.yml": ("de: Herbst 2027", ["de: Im Herbst 2027"]),
    "mkdocs.yml": ("site_name: Wanderwege pflegen", ["site_name: Wege"]),
}


class Builder:
    """A process that builds, so that no build pays for imports."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.builder"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def build(self, root: Path, site: Path, *, cache: bool, processes: int) -> str:
        """Build a site; return what was wrong."""
        assert self._process.stdin
        assert self._process.stdout
        wish = {"root": str(root), "site": str(site), "cache": cache, "processes": processes}
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        answer: str = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        self._process.communicate(timeout=60)


def project_in(folder: Path) -> Path:
    project = copy_project(FOUR, folder / "project")
    replace(project / "mkdocs.yml", "course: {}", "course: {processes: !ENV [PROCESSES, 1]}")
    return project


class Edits(RuleBasedStateMachine):
    """Edits of a course and damage to the cache, each followed by a build; at the end other builds are compared."""

    builder: ClassVar[Builder]
    first: ClassVar[Path]
    """A project that was built."""
    built: ClassVar[list[bool]]
    """Whether each sequence ended with a site."""
    others: ClassVar[Iterator[tuple[bool, int]]]

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.root = Path(shutil.copytree(self.first, Path(self.folder.name) / "project"))

    def build(self, site: str = "site", *, cache: bool = True, processes: int = 2) -> str:
        return self.builder.build(self.root, self.root.parent / site, cache=cache, processes=processes)

    @rule(page=st.sampled_from(PAGES), text=st.sampled_from(TEXTS))
    def write(self, page: str, text: str) -> None:
        with (self.root / page).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
        self.build()

    @rule(page=st.sampled_from(PAGES), title=st.sampled_from(["Neu", "Anders & mehr"]))
    def entitle(self, page: str, title: str) -> None:
        path = self.root / page
        lines = path.read_text(encoding="utf-8").split("\n")
        lines = [f"# {title}" if line.startswith("# ") else line for line in lines]
        path.write_text("\n".join(lines), encoding="utf-8")
        self.build()

    @rule(page=st.sampled_from(PAGES))
    def undo(self, page: str) -> None:
        shutil.copy(FOUR / page, self.root / page)
        self.build()

    @rule(name=st.sampled_from(sorted(FILES)), number=st.integers(0, 1))
    def edit_data(self, name: str, number: int) -> None:
        shutil.copy(self.first / name, self.root / name)
        old, news = FILES[name]
        if number < len(news):
            replace(self.root / name, old, news[number])
        self.build()

    @rule(permalink=st.booleans())
    def set_option(self, *, permalink: bool) -> None:
        option = "\nmarkdown_extensions:\n  toc:\n    permalink: true\n"
        path = self.root / "mkdocs.yml"
        text = path.read_text(encoding="utf-8").replace(option, "")
        path.write_text(text + (option if permalink else ""), encoding="utf-8")
        self.build()

    @rule(there=st.booleans())
    def have_a_further_page(self, *, there: bool) -> None:
        for language in ("de", "sw"):
            path = self.root / "docs" / language / "mehr.md"
            if there:
                path.write_text("---\ndescription: Mehr.\n---\n\n# Mehr\n", encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        self.build()

    @rule(at=st.floats(0, 1), how=st.sampled_from(["flip", "cut", "remove", "folder", "text"]))
    def damage(self, at: float, how: str) -> None:
        path = self.root / CACHE
        content = path.read_bytes() if path.is_file() else b""
        place = int(at * max(len(content) - 1, 0))
        match how:
            case "flip" if content:
                path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
            case "cut" if content:
                path.write_bytes(content[:place])
            case "text" if content:
                path.write_text("no database", encoding="utf-8")
            case "remove" | "folder":
                if path.is_dir():
                    path.rmdir()
                path.unlink(missing_ok=True)
                if how == "folder":
                    path.mkdir(parents=True)
        self.build()

    def teardown(self) -> None:
        if not hasattr(self, "root"):
            return
        sites = {}
        for cache, processes in ((True, 2), (False, 1), next(self.others)):
            said = self.build("other", cache=cache, processes=processes)
            sites[cache, processes] = (said, files(self.root.parent / "other"))
        self.folder.cleanup()
        serial = sites[False, 1]
        self.built.append(bool(serial[1]))
        for how, site in sites.items():
            assert site[0] == serial[0], how
            different = {
                name for name in site[1].keys() | serial[1] if site[1].get(name) != serial[1].get(name)
            }
            assert not different, how


def test_random_edits_leave_every_kind_of_build_the_same(tmp_path: Path) -> None:
    first = project_in(tmp_path)
    builder = Builder()
    assert builder.build(first, tmp_path / "site", cache=True, processes=2) == ""
    Edits.builder, Edits.first, Edits.built = builder, first, []
    Edits.others = itertools.cycle([(True, 1), (False, 2)])
    Edits.TestCase.settings = settings(
        max_examples=SEQUENCES,
        phases=[Phase.generate],
        stateful_step_count=4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        Edits.TestCase("runTest").runTest()
    finally:
        builder.end()
    assert len(Edits.built) >= SEQUENCES
    assert sum(Edits.built) > SEQUENCES / 2  # the others were refused, by all builds alike


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small course twice: with the command, and without a cache for comparison."""
    root = copy_project(FOUR, tmp_path_factory.mktemp("cache") / "project")
    for command in (["--site", "../plain", "--no-cache"], []):
        done = course(root, "build", *command)
        assert done.returncode == 0, done.stderr
    return root


def course(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tool("course"), *command], cwd=root, capture_output=True, text=True, check=False)


def test_the_cache_is_where_it_belongs_and_may_be_done_without(project: Path) -> None:
    assert (project / CACHE).stat().st_size > 10_000
    assert files(project / "site") == files(project.parent / "plain")
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == [".cache"]


def test_the_command_and_mkdocs_build_the_same(project: Path, tmp_path: Path) -> None:
    assert build(project, tmp_path / "site").returncode == 0
    assert files(tmp_path / "site") == files(project / "site")


def test_two_builds_at_once_share_the_cache(project: Path) -> None:
    (project / CACHE).unlink()
    sites = [project.parent / f"at-once-{number}" for number in range(3)]
    builds = [
        subprocess.Popen([tool("course"), "build", "--quiet", "--site", str(site)], cwd=project)
        for site in sites
    ]
    assert [process.wait(timeout=300) for process in builds] == [0, 0, 0]
    for site in sites:
        assert files(site) == files(project.parent / "plain")


def test_a_build_says_what_it_is_at_within_a_screen(project: Path, tmp_path: Path) -> None:
    done = course(project, "build", "--site", str(tmp_path / "site"), "--profile")
    assert done.returncode == 0
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) < 24
    for phase in ("Reading the course …", "Pages …", "Search …", "Looking for join links …"):
        assert lines.count(phase) == 1
    times = dict(re.findall(r"^([a-z ]+?) +(\d+\.\d\d) s +\d+%$", done.stderr, re.MULTILINE))
    assert sum(map(float, times.values())) == pytest.approx(2 * float(times["all phases"]), abs=0.1)
    assert re.fullmatch(r"The site is in .*site, built in \d+\.\d s\.", lines[-1])


def test_a_quiet_build_says_what_is_wrong_alone(project: Path, tmp_path: Path) -> None:
    done = course(project, "build", "--site", str(tmp_path / "site"), "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(r"WARNING  runs/herbst\.yml:7:11: warning clock-change .*\n", done.stderr)


def test_many_faults_stay_within_a_screen_unless_all_are_wanted(project: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(project, tmp_path / "project"))
    with (root / "docs/de/index.md").open("a", encoding="utf-8") as page:
        page.writelines(f"\n[Weg {number}](weg-{number}.md)\n" for number in range(60))
    told = {
        option: course(root, "build", *([option] if option else [])).stderr for option in ("", "-q", "-v")
    }
    assert [text.count("weg-") for text in told.values()] == [20, 20, 60]
    for text in (told[""], told["-q"]):
        assert "… and 42 more: `course build -v` prints all" in text  # 2 warnings, and that there are errors
        assert "ERROR    The course has errors, so no site was built" in text
    again = course(root, "build", "--strict")
    assert again.returncode == 1  # a page that was warned of is warned of each time
    assert again.stderr.count("weg-") == 20


def test_an_error_is_not_lost_among_warnings(tmp_path: Path) -> None:
    options = {"languages": "fr,pt", "weeks": "8", "host": "x.example.org", "starts": "2027-02-02"}
    options |= {"time": "10:00", "timezone": "Africa/Abidjan"}
    begun = course(
        tmp_path, "init", "new", *(part for name in options for part in (f"--{name}", options[name]))
    )
    assert begun.returncode == 0, begun.stderr
    replace(tmp_path / "new/runs/2027-fr.yml", "10:00", "25:00")
    lines = course(tmp_path / "new", "build").stderr.splitlines()
    assert [line for line in lines if line.startswith("ERROR    runs/2027-fr.yml:8:7: error bad-time ")]
    assert len([line for line in lines if "unstamped-section" in line]) == 18  # beside two errors
    assert "more: `course build -v` prints all" in lines[-2]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  course: {}", "", "does not name the plugin `course`"),
        ("name: material", "name: granite", "Unrecognised theme name: 'granite'"),
        ("site_name:", "site_nome:", "site_name"),
    ],
)
def test_what_cannot_be_built_is_told_in_a_line(
    project: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    root = Path(shutil.copytree(project, tmp_path / "project"))
    replace(root / "mkdocs.yml", old, new)
    before = files(root / "site")
    done = course(root, "build")
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert files(root / "site") == before


def test_an_edit_is_shown_at_once_and_the_rest_follows(project: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(project, tmp_path / "project"))
    port = unused_port()
    with (tmp_path / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [tool("course"), "serve", "--address", f"127.0.0.1:{port}"], cwd=root, stderr=said
        )
        try:
            address = f"http://127.0.0.1:{port}/kurs/"
            assert shows(f"{address}woche-1/", "Wege lesen")
            replace(root / "docs/de/woche-1/index.md", "# Wege lesen", "# Wege verstehen")
            assert shows(f"{address}woche-1/", "Wege verstehen")
            assert shows(f"{address}schedule/", "Wege verstehen")  # by the build of the whole site
            replace(root / "docs/de/woche-1/index.md", "description: Wege lesen.", "description: [")
            assert shows(f"{address}woche-1/", "Wege verstehen")
            replace(root / "docs/de/woche-1/index.md", "description: [", "description: Wege.")
            assert shows(f"{address}woche-1/", 'content="Wege."')
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        said.seek(0)
        text = said.read()
    assert "docs/de/woche-1/index.md is shown; the rest of the site follows" in text
    assert text.index("is shown") < text.index("Building 'sw' documentation", text.index("is shown"))
