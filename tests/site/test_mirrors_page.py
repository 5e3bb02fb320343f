"""The page on local copies says what the programs do: its commands are the same in each language, its quotes real.

What `update.sh` and `course release verify` do is tested where they are; here, that the page calls them rightly.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.building import LANGUAGES, ROOT, files, tool

if TYPE_CHECKING:
    from pathlib import Path

    from tests.building import Site

PAGES = {language: (ROOT / "docs" / language / "mirrors.md").read_text("utf-8") for language in LANGUAGES}
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)]+)\)")
HEADING = re.compile(r"^(#+) .*(\{ #.+ \})$", re.MULTILINE)
COMMANDS = [line for block in BLOCK.findall(PAGES["fr"]) for line in block.splitlines()]
HASHED = re.compile(r"[-/][0-9a-f]{8}\.\w+$")
"""The end of the name of a file that says what it holds."""


def quoted(language: str) -> list[str]:
    """Return what stands in code in the sentences of a page, but for the names of languages and of paths in them."""
    found = INLINE.findall(BLOCK.sub("", PAGES[language]))
    own = [text.replace(f"course-{language}", "course-fr") for text in found]
    return sorted(
        text for text in own if text not in LANGUAGES and not re.fullmatch(r"/[a-z]+/[a-z-]+/", text)
    )


def patterns(command: list[str], option: str) -> list[str]:
    """Return the patterns of rclone that follow an option; a star stands for all but a slash."""
    return [value for name, value in pairwise(command) if name == option]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_commands_links_and_headings(language: str) -> None:
    for form in (BLOCK, HEADING):
        assert form.findall(PAGES[language]) == form.findall(PAGES["fr"])
    assert sorted(LINK.findall(PAGES[language])) == sorted(LINK.findall(PAGES["fr"]))
    assert quoted(language) == quoted("fr")


def test_each_message_in_the_table_of_refusals_is_one_of_the_script() -> None:
    script = (ROOT / "mirror/update.sh").read_text("utf-8")
    rows = re.findall(r"^\| (`[a-z].*?`) \|", PAGES["fr"].partition("{ #refused }")[2], re.MULTILINE)
    messages = [message for row in rows for message in INLINE.findall(row)]
    assert len(messages) == 6
    assert [message for message in messages if message not in script] == []


def test_every_file_of_the_project_that_a_page_names_is_there() -> None:
    named = {text for text in quoted("fr") if text.startswith(("deploy/", "handbook/", "mirror/"))}
    assert {"mirror/update.sh", "deploy/nginx.conf", "deploy/_headers"} <= named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_nginx_serves_what_the_script_keeps() -> None:
    (command,) = {line for line in COMMANDS if line.startswith("sed ")}
    edit = shlex.split(command.partition(">")[0])[1]
    done = subprocess.run(
        ["sed", edit, ROOT / "deploy/nginx.conf"], capture_output=True, check=True, text=True
    )
    assert re.findall(r"^ +root (.*);$", done.stdout, re.MULTILINE)[0] == "/srv/course/current"


def test_the_course_program_has_the_options_that_the_page_gives_it(tmp_path: Path) -> None:
    calls = [shlex.split(line) for line in COMMANDS if "course release" in line or "mkdocs_course" in line]
    assert len(calls) == 2
    for words in calls:
        after = words[next(at for at, word in enumerate(words) if "course" in word) + 1 :]
        done = subprocess.run(
            [tool("course"), *(word for word in after if word != "mkdocs_course"), "--help"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "--key" in done.stdout


def test_what_is_sent_first_and_kept_for_good_are_the_files_whose_names_say_what_they_hold(
    site: Site,
) -> None:
    first, second = (shlex.split(line) for line in COMMANDS if line.startswith("rclone "))
    assert patterns(first, "--include") == patterns(second, "--exclude")
    kept = re.compile(
        "|".join(re.escape(each).replace(r"\*", "[^/]*") + "$" for each in patterns(first, "--include"))
    )
    names = {f"/{name}" for name in files(site.folder)}
    assert {name for name in names if kept.match(name)} == {name for name in names if HASHED.search(name)}
    assert "immutable" in first[-1]
    assert second[-1] == "Cache-Control: no-cache"
