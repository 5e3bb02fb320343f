"""Join links: what would let anybody walk into a session is found, and what is public is left alone."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from mkdocs_course.cli import main
from mkdocs_course.text.join_links import join_links

EXAMPLES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "join_links.yml").read_text(encoding="utf-8")
)


def test_there_are_forty_of_each() -> None:
    assert len(EXAMPLES["links"]) >= 40
    assert len(EXAMPLES["others"]) >= 40


@pytest.mark.parametrize("text", EXAMPLES["links"])
def test_found(text: str) -> None:
    (problem,) = join_links("docs/fr/index.md", f"# Titre\n\nAvant {text} après.\n")
    assert (problem.path, problem.line, problem.code) == ("docs/fr/index.md", 3, "join-link")
    shown = problem.message.split("`")[1]
    assert len(shown) <= 15
    assert not any(letter.isdigit() for letter in shown.replace("8x8", ""))


@pytest.mark.parametrize("text", EXAMPLES["others"])
def test_left_alone(text: str) -> None:
    assert list(join_links("docs/fr/index.md", f"Avant {text} après.\n")) == []


def test_the_place_is_that_of_the_link() -> None:
    (problem,) = join_links("a.yml", "a: 1\nurl: https://zoom.us/j/81234567890\n")
    assert (problem.line, problem.column) == (2, 14)


def test_a_link_that_a_calendar_folds_is_found_on_its_first_line() -> None:
    (problem,) = join_links(
        "a.ics", "BEGIN:VEVENT\r\nURL:https://us02web.zoo\r\n m.us/j/812345\r\n 67890\r\nEND:VEVENT\r\n"
    )
    assert problem.line == 2


def test_a_built_folder_is_scanned_whole(tmp_path: Path) -> None:
    files = {
        "a.html": "<a href='https://meet.jit.si/Seance'>x</a>",
        "b/c.json": '{"u": "https://zoom.us/j/81234567890"}',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "s.xml.gz").write_bytes(gzip.compress(b"\n\nhttps://chat.whatsapp.com/AbCdEf"))
    (tmp_path / "picture.png").write_bytes(b"https://zoom.us/j/81234567890")
    result = CliRunner().invoke(main, ["scan", str(tmp_path)])
    assert result.exit_code == 1
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == [
        "a.html:1:18:",
        "b/c.json:1:16:",
        "s.xml.gz:3:9:",
    ]


def test_a_clean_folder_is_said_to_be_clean(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Le lien est dans le courriel.</p>", encoding="utf-8")
    result = CliRunner().invoke(main, ["scan", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (0, "")
