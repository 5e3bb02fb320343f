"""The handbook is true: its commands run, its data are valid, it says what they print, and it builds as a site.

Blocks of code are followed from top to bottom, in a folder of their own:

sh                       is run by a shell; the folder that it goes to is that of the next block
text                     says lines that the block before it prints
yaml title="FILE"        sets keys of that file, which must then be valid
markdown title="FILE"    sets the section of that page that has the same id
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from mkdocs_course.course.model import Course
from mkdocs_course.course.reading import read_document
from mkdocs_course.course.runs import Run
from tests.building import LANGUAGES, ROOT, build, shows, tool, unused_port
from tests.repositories import ENVIRONMENT
from tools.architecture import PACKAGE
from tools.pictures import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDBOOK = ROOT / "handbook"
README = ROOT / "README.md"
PAGES_BY_HAND = [
    "README.md",
    "CONTRIBUTING.md",
    *(
        f"handbook/{name}.md"
        for name in ("index", "tutorial", "architecture", "decisions", "replace-the-engine")
    ),
]
MADE = {"dist/", "site/", "from/"}
"""Folders that commands make."""
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BLOCK = re.compile(
    r"^```(?P<kind>\w*)(?: title=\"(?P<file>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SECTION = re.compile(r"^## .*\{ #(?P<id>[\w-]+) \}$", re.MULTILINE)
PASSWORD = "of a key that lives for a minute\n"  # noqa: S105


@dataclass(frozen=True)
class Block:
    """A block of code."""

    kind: str
    file: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    for found in BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield Block(found["kind"], found["file"] or "", found["text"])


@dataclass
class Reader:
    """Somebody who does what a page says."""

    folder: Path
    printed: str = ""
    environment: dict[str, str] = field(
        default_factory=lambda: {
            **os.environ,
            **ENVIRONMENT,
            "NO_MKDOCS_2_WARNING": "1",
            "PATH": f"{Path(tool('course')).parent}{os.pathsep}{os.environ['PATH']}",
            **{
                f"GIT_{who}_{what}": "a@example.org"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        }
    )

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        match block.kind:
            case "sh":
                self.run(block.text)
            case "text":
                printed = self.printed.splitlines()
                assert [line for line in block.text.splitlines() if line not in printed] == [], self.printed
            case "yaml":
                self.set_keys(block)
            case "markdown":
                self.set_section(block)
            case _:
                raise AssertionError(f"nobody knows what to do with {block}")

    def run(self, commands: str) -> None:
        """Run the lines of a block, each by a shell; whatever asks gets the password."""
        self.printed = ""
        for line in commands.splitlines():
            if "serve" in shlex.split(line):
                self.look(shlex.split(line))
            else:
                self.call(line)

    def call(self, line: str) -> None:
        """Run one line, and go where it goes."""
        left = self.folder / ".left"
        done = subprocess.run(
            ["sh", "-euc", f"{line}\npwd > {shlex.quote(str(left))}"],
            cwd=self.folder,
            env=self.environment,
            input=PASSWORD * 2,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # away from the terminal, which would be asked for the password
        )
        self.printed += done.stdout + done.stderr
        assert done.returncode == 0, (line, self.printed)
        self.folder = Path(left.read_text(encoding="utf-8").strip())
        left.unlink()

    def look(self, command: list[str]) -> None:
        """Run a preview until it has shown the site."""
        port = unused_port()
        with subprocess.Popen(
            [*command, "--address", f"127.0.0.1:{port}"],
            cwd=self.folder,
            env=self.environment,
            stderr=subprocess.DEVNULL,
        ) as server:
            assert shows(f"http://127.0.0.1:{port}/", "<main")
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)

    def set_keys(self, block: Block) -> None:
        """Write keys into a YAML file, in place of what they were; the file must be valid."""
        path = self.folder / block.file
        text = path.read_text(encoding="utf-8")
        for piece in re.split(r"^(?=\w)", block.text, flags=re.MULTILINE)[1:]:
            key = piece.partition(":")[0]
            text = (
                re.sub(rf"^{key}:.*\n?(?:[ -].*\n)*", "", text, flags=re.MULTILINE).rstrip("\n")
                + f"\n{piece}"
            )
        path.write_text(text, encoding="utf-8")
        model = Course if block.file == "course.yml" else Run
        document, problems = read_document(self.folder, block.file, model)
        assert document, problems

    def set_section(self, block: Block) -> None:
        """Write a section of a page, in place of what it was."""
        path = self.folder / block.file
        text = path.read_text(encoding="utf-8")
        own = SECTION.search(block.text)
        assert own
        places = [*SECTION.finditer(text)]
        (at,) = (index for index, place in enumerate(places) if place["id"] == own["id"])
        rest = text[places[at + 1].start() :] if at + 1 < len(places) else ""
        path.write_text(f"{text[: places[at].start()]}{block.text}\n{rest}", encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Follow the tutorial to its end; return the folder of its course."""
    reader = Reader(tmp_path_factory.mktemp("tutorial"))
    for block in blocks(HANDBOOK / "tutorial.md"):
        reader.follow(block)
    return reader.folder


def test_the_tutorial_leads_to_a_copy_that_a_server_can_show(followed: Path) -> None:
    page = (followed.parent / "copy" / "current" / "fr" / "week-01" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "vit de ses réserves" in page
    calendar = (followed / "site" / "runs" / "2028-en" / "calendar.ics").read_text(encoding="utf-8")
    # 13:00 in Abidjan is 13:00 UTC; 18 January is left out.
    assert re.findall(r"^DTSTART:(.+?)\r?$", calendar, re.MULTILINE) == [
        "20280111T130000Z",
        "20280125T130000Z",
    ]
    assert (followed / "site" / "fr" / "runs" / "2028-fr" / "index.html").exists()
    assert (followed / "docs" / "sw" / "index.md").exists()


def test_the_readme_can_be_followed(followed: Path, tmp_path: Path) -> None:
    """In a folder that has of the project what its commands use, and the tutorial's site in the place of ours."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name, target in (
        (".venv", Path(tool("course")).parent.parent),
        ("mirror", ROOT / "mirror"),
        ("site", followed / "site"),
    ):
        (folder / name).symlink_to(target)
    reader = Reader(folder)
    for block in blocks(README):
        if block.kind == "sh":
            reader.run("\n".join(line for each in block.text.splitlines() if (line := as_run(each))))
    assert (tmp_path / "copy" / "current" / "week-01" / "index.html").exists()
    assert (tmp_path / "my-course" / "docs" / "ar" / "index.md").exists()


def as_run(line: str) -> str:
    """Return what to run of a line of the README: nothing where CI runs it, of `make` what the Makefile says."""
    command = shlex.split(line, comments=True)
    if command[0] != "make":
        return line
    if f"run {shlex.join(command)}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8"):
        return ""
    command = [*command, "--dry-run", "--no-print-directory"]  # for make may run this test, too
    dry = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dry.stdout.splitlines()[-1]


def test_the_readme_quotes_what_the_check_says() -> None:
    (quoted,) = (block.text for block in blocks(README) if block.kind == "text")
    assert quoted in (HANDBOOK / "en" / "authors.md").read_text(
        encoding="utf-8"
    )  # where a test makes that fault


def test_the_pictures_of_the_readme_are_small_and_say_what_they_show() -> None:
    shown = re.findall(r"^!\[([^]]+)\]\(([^)]+)\)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [path for _, path in shown] == [f"handbook/pictures/{name}.webp" for name in PAGES]
    for words, path in shown:
        picture = (ROOT / path).read_bytes()
        assert len(words.split()) > 10
        assert len(picture) < 150_000
        assert picture[12:16] == b"VP8L"  # the lossless form of WebP


def test_only_what_is_followed_holds_commands() -> None:
    """The guides have a test of their own; reference/pages.md shows the block that the course's pages use."""
    pages = {path.relative_to(HANDBOOK).as_posix() for path in HANDBOOK.rglob("*.md") if any(blocks(path))}
    guides = {
        f"{language}/{name}.md"
        for language in LANGUAGES
        for name in ("authors", "translators", "facilitators")
    }
    assert pages - guides == {"tutorial.md", "reference/pages.md"}


@pytest.mark.parametrize("name", PAGES_BY_HAND)
def test_what_a_page_names_is_there(name: str) -> None:
    path = ROOT / name
    named = set(INLINE.findall(BLOCK.sub("", path.read_text(encoding="utf-8"))))
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = set(
        re.findall(r"^## `(.+)`$", (HANDBOOK / "reference/commands.md").read_text("utf-8"), re.MULTILINE)
    )
    made = {block.file for block in blocks(path)}
    for text in named - made:
        words = [word for word in shlex.split(text) if not re.match(r"[A-Z]+=|--", word)]
        if words[:1] == ["make"]:
            assert set(words[1:]) <= targets, text
        elif words[:1] == ["course"] and len(words) > 1:
            assert any(text == each or text.startswith(f"{each} ") for each in commands), text
        elif re.fullmatch(r"(?:[\w.-]+/)+(?:[\w-]+\.\w+)?|[\w-]+\.(?:py|sh)", text) and text not in MADE:
            assert any((place / text).exists() for place in (ROOT, PACKAGE)), text


def test_the_page_on_the_engine_names_each_event_and_what_it_calls() -> None:
    page = (HANDBOOK / "replace-the-engine.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(on_\w+)` \| (.+) \|$", page, re.MULTILINE))
    code = (PACKAGE / "plugin.py").read_text(encoding="utf-8")
    assert set(rows) == set(re.findall(r"^    (?:def )?(on_(?!request)\w+)(?:\(| = )", code, re.MULTILINE))
    called = {name for row in rows.values() for name in INLINE.findall(row)}
    assert [name for name in called if not re.search(rf"\b{re.escape(name)}\b", code)] == []


def test_the_handbook_builds_as_a_site(tmp_path: Path) -> None:
    config = ROOT / "tools" / "handbook.yml"
    done = build(ROOT, tmp_path / "handbook", "--strict", "--config-file", str(config))
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    written = {path.relative_to(HANDBOOK).with_suffix(".html") for path in HANDBOOK.rglob("*.md")}
    assert [page for page in written if not (tmp_path / "handbook" / page).exists()] == []
    front = BeautifulSoup((tmp_path / "handbook" / "index.html").read_text(encoding="utf-8"), "html.parser")
    linked = {str(link["href"]).partition("#")[0] for link in front.select("nav a[href]")}
    assert [
        page.as_posix() for page in written if page.as_posix() not in linked and page.name != "index.html"
    ] == []
