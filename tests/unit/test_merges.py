"""Three people edit one page of the shipped course at once; and one writes French alone, and opens a pull request."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.building import ROOT, replace, tool
from tests.repositories import attempt, commit, course, name_author, repository_of, run

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "week-03/index.md"
FRENCH, ENGLISH, PORTUGUESE = (f"docs/{language}/{PAGE}" for language in ("fr", "en", "pt"))

# Three neighbours, edited where they touch: the end of the first, the heading of the second and its end, the start of
# the third. No line of one is next to a line of another; the stamps of all three change too.
EDITS = {
    "stakeholders": {
        FRENCH: [("Elle décrit des fonctions, jamais des personnes.", "Elle décrit des fonctions.")],
        ENGLISH: [("It describes positions, never people.", "It describes positions.")],
    },
    "partners": {
        FRENCH: [
            ("Parler aux partenaires d’une seule voix", "Parler d’une seule voix"),
            ("devient la règle du projet suivant.", "devient une règle."),
        ],
        ENGLISH: [
            ("Speaking to partners with one voice", "Speaking with one voice"),
            ("becomes the rule for the next project.", "becomes a rule."),
        ],
    },
    "running-the-committee": {
        FRENCH: [("Un comité meurt rarement d’un désaccord.", "Un désaccord tue rarement un comité.")],
        ENGLISH: [("A committee seldom dies of a disagreement.", "Disagreement seldom kills a committee.")],
    },
}
BEHIND = {("pt", f"{PAGE}#{section}", "stale") for section in EDITS}
"""What is not in step once the three are merged: Portuguese, in the sections edited, and nothing else of the course."""


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Edit on three branches, in French and English, mark the whole English page on each, and merge them."""
    repository = repository_of(ROOT, tmp_path_factory.mktemp("merged") / "course")
    for section, edits in EDITS.items():
        run(repository, "git", "switch", "-qc", section, "main")
        for path, changes in edits.items():
            for old, new in changes:
                replace(repository / path, old, new)
        assert course(repository, "mark", "en", PAGE) == f"{ENGLISH}\n"
        commit(repository, section)
    run(repository, "git", "switch", "-q", "main")
    for section in EDITS:
        run(repository, "git", "merge", "-q", "--no-ff", "--no-edit", section)
    assert run(repository, "git", "status", "--porcelain") == ""
    return repository


def not_in_step(root: Path) -> set[tuple[str, str, str]]:
    """Return what `course translations status` finds, but for the sections that are in step."""
    found = json.loads(course(root, "status", "--format", "json"))
    return {
        (
            state["language"],
            f"{state['page']}#{state['section']}" if state["section"] else state["page"],
            state["state"],
        )
        for state in found
        if state["state"] != "ok"
    }


def line_of(path: Path, section: str) -> int:
    """Return the number of the line with a section's heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if line.endswith(f"{{ #{section} }}")]
    return number


def check(root: Path) -> tuple[int, list[str], str]:
    """Return the exit code of `course check`, the place and code of each problem, and the count it ends with."""
    done = attempt(root, tool("course"), "check")
    lines = [line for line in done.stdout.splitlines() if line.startswith("docs/")]
    return done.returncode, [" ".join(line.split()[:3]) for line in lines], done.stderr


def test_the_three_edits_are_on_the_merged_page_with_nothing_lost(merged: Path) -> None:
    for path in (FRENCH, ENGLISH, PORTUGUESE):
        expected = (ROOT / path).read_text(encoding="utf-8")
        for edits in EDITS.values():
            for old, new in edits.get(path, []):
                assert expected.count(old) == 1
                expected = expected.replace(old, new)
        assert unstamped(merged / path) == without_stamps(expected)


def unstamped(path: Path) -> list[str]:
    return without_stamps(path.read_text(encoding="utf-8"))


def without_stamps(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("<!-- src:")]


def test_merged_pages_are_in_step_with_history_without_it_and_in_a_shallow_clone(
    merged: Path, tmp_path: Path
) -> None:
    run(tmp_path, "git", "clone", "-q", "--depth", "1", f"file://{merged}", "shallow")
    assert run(tmp_path / "shallow", "git", "rev-list", "--count", "HEAD") == "1\n"
    plain = shutil.copytree(merged, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    warnings = [
        f"{PORTUGUESE}:{line_of(merged / PORTUGUESE, section)}:1: warning stale-section" for section in EDITS
    ]
    for root in (merged, tmp_path / "shallow", plain):
        assert not_in_step(root) == BEHIND
        assert check(root) == (0, warnings, "0 errors, 3 warnings.\n")
    assert course(merged, "diff", "en", PAGE) == f"{PAGE} is in step with its source.\n"


def test_translations_that_come_later_merge_too_and_leave_nothing_behind(
    merged: Path, tmp_path: Path
) -> None:
    """Portuguese follows, each section on a branch of its own, marked by the section."""
    run(tmp_path, "git", "clone", "-q", str(merged), "later")
    later = tmp_path / "later"
    name_author(later)
    changes = {
        "stakeholders": ("Descreve funções, nunca pessoas.", "Descreve funções."),
        "partners": ("Falar com os parceiros a uma só voz", "Falar a uma só voz"),
        "running-the-committee": (
            "Um comité raramente morre de um desacordo.",
            "Um desacordo raramente mata.",
        ),
    }
    for section, (old, new) in changes.items():
        run(later, "git", "switch", "-qc", section, "main")
        replace(later / PORTUGUESE, old, new)
        assert course(later, "mark", "pt", f"{PAGE}#{section}") == f"{PORTUGUESE}\n"
        commit(later, section)
    last = ("pt", f"{PAGE}#running-the-committee", "stale")
    assert not_in_step(later) == BEHIND - {last}
    run(later, "git", "switch", "-q", "main")
    for section in changes:
        run(later, "git", "merge", "-q", "--no-ff", "--no-edit", section)
    assert not_in_step(later) == set()


def test_whoever_writes_french_alone_is_told_of_both_translations_and_not_stopped(tmp_path: Path) -> None:
    """As a pull request runs it: on a shallow clone of the branch."""
    repository = repository_of(ROOT, tmp_path / "course")
    section = "running-the-committee"
    old, new = EDITS[section][FRENCH][0]
    box = '!!! note "Un mot"\n    Une boîte que seul le français a.\n\n'
    replace(repository / FRENCH, old, box + new)
    commit(repository, "French alone")
    run(tmp_path, "git", "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    clone = tmp_path / "shallow"
    name = f"{PAGE}#{section}"
    french, english, portuguese = (line_of(clone / path, section) for path in (FRENCH, ENGLISH, PORTUGUESE))

    (note,) = course(clone, "status", "--format", "github").splitlines()
    assert note.startswith(f"::warning file={FRENCH},line={french},col=1,title=stale-translation::")
    behind = f"{ENGLISH}:{english}, {PORTUGUESE}:{portuguese}"
    assert f"this change leaves 2 translations of the section behind: {behind}" in note
    assert f"nothing to do for you; if no meaning changed, run `course translations neutral {name}`" in note
    table = course(clone, "status", "--format", "markdown").splitlines()
    assert [row.split(" | ")[2:] for row in table[2:]] == [["1", "0", "0", "0 |"]] * 2
    assert not_in_step(clone) == {(language, name, "stale") for language in ("en", "pt")}
    expected = {
        f"{place}:1: warning {problem}"
        for place in (f"{ENGLISH}:{english}", f"{PORTUGUESE}:{portuguese}")
        for problem in ("stale-section", "parity")
    }
    code, found, count = check(clone)
    assert (code, set(found), count) == (0, expected, "0 errors, 4 warnings.\n")

    title, *difference = course(repository, "diff", "en", name).splitlines()
    assert title == f"{name}: stale ({ENGLISH}:{english})"
    assert [line[:1] for line in difference if old in line or new in line] == ["-", "+"]
    again, *source = course(
        clone, "diff", "en", name
    ).splitlines()  # which knows the source as it is now alone
    assert again == title
    assert [line[:1] for line in source if old in line or new in line] == [new[:1]]
