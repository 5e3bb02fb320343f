"""The author's tools read what a reader reads, say where a mistake is, and say what they lack."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mkdocs_course.problems import Problem, Severity
from tests.building import ROOT, tool
from tools import catalogue_check, check, spelling

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """---
description: Seen speling.
hide: [toocs]
---
<!-- src:1:abcd
aaab --> # Title { #idd }

Text with `codde`, [a linkk](pagge.md#annchor "titel"){ .klass }, *un mot*{ lang=fr } and <span lang="fr">encore</span>.

/// question | whoo-decides
- [x] an optionn[^notte]
///

```console
$ mkae
```

!!! note "A titlee"
    An inner eror, see https://exampel.org/ and me@exampel.org.
"""


def test_words_are_read_where_a_reader_reads_them(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "en" / "index.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, encoding="utf-8")
    found = [(each.line, each.column, each.message.split()[0]) for each in spelling.check(tmp_path)]
    assert found == [
        (2, 19, "“speling”"),
        (8, 23, "“linkk”"),
        (11, 10, "“optionn”"),
        (18, 13, "“titlee”"),
        (19, 14, "“eror”"),
    ]


def test_what_is_not_read_leaves_all_places_as_they_are() -> None:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        plain = spelling.readable(text)
        assert [len(line) for line in plain.split("\n")] == [len(line) for line in text.split("\n")]


def test_a_reviewed_word_is_right(tmp_path: Path) -> None:
    for name, text in (("docs/en/index.md", "Nuvanya\n"), ("tests/words/en.txt", "# Names\nNuvanya\n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert spelling.check(tmp_path) == []


def test_a_language_without_a_dictionary_is_a_warning(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "xx" / "index.md"
    page.parent.mkdir(parents=True)
    page.write_text("Qwrt\n", encoding="utf-8")
    (problem,) = spelling.check(tmp_path)
    assert (problem.severity, problem.code) == (Severity.WARNING, "no-dictionary")


def test_a_check_that_lacks_its_tool_fails_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(check, "INSTALLED", tmp_path / "lychee")
    done = CliRunner().invoke(check.main, ["spelling", "links", "markdown"])
    assert done.exit_code == 1
    spelt, linked, formed = done.stderr.splitlines()
    assert spelt.startswith("spelling: not checked: hunspell with the dictionary en_GB is not there")
    assert linked.startswith("links: not checked: lychee is not there")
    assert formed == "markdown: no problems"


def test_each_check_is_made_and_an_error_of_one_fails_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(code: str, severity: Severity) -> list[Problem]:
        return [Problem("docs/en/index.md", 3, 1, severity, code, "is wrong")]

    made = {"a": lambda: one("first", Severity.ERROR), "b": lambda: one("second", Severity.WARNING)}
    monkeypatch.setattr(check, "CHECKS", made)
    done = CliRunner().invoke(check.main)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "docs/en/index.md:3:1: error first is wrong",
        "docs/en/index.md:3:1: warning second is wrong",
    ]
    del made["a"]
    assert CliRunner().invoke(check.main).exit_code == 0


def test_rumdl_finds_a_list_of_two_forms(tmp_path: Path) -> None:
    page = tmp_path / "index.md"
    page.write_text("# A\n\n* one\n- two\n", encoding="utf-8")
    done = subprocess.run(
        [tool("rumdl"), "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(page)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "MD004" in done.stdout


PO = """msgid ""
msgstr ""
"Language: ar\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"

msgid "Home"
msgstr "دار"

msgid "Week %(number)s"
msgstr "أسبوع %(numbr)s"

msgid "%(num)s week"
msgid_plural "%(num)s weeks"
msgstr[0] "%(num)s أسبوع"
msgstr[1] "%(num)s أسبوعان"

msgid "Schedule"
msgstr ""

#, fuzzy
msgid "Week"
msgstr "أسبوع"
"""
POT = """msgid ""
msgstr ""

msgid "Home"
msgstr ""

msgid "Glossary"
msgstr ""
"""


def test_catalogues_are_checked_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "course.pot").write_text(POT, encoding="utf-8")
    (tmp_path / "ar.po").write_text(PO, encoding="utf-8")
    (tmp_path / "sw.po").write_text('msgid ""\nmsgstr ""\n\n<<<<<<< HEAD\nmsgid "Home"\n', encoding="utf-8")
    path = "plugins/mkdocs_course/catalogue/{}.po"
    assert [(found.path, found.line, found.code) for found in catalogue_check.check(tmp_path)] == [
        (path.format("ar"), 1, "no-message"),
        (path.format("ar"), 9, "bad-placeholder"),
        (path.format("ar"), 12, "untranslated"),
        (path.format("ar"), 17, "untranslated"),
        (path.format("ar"), 21, "fuzzy"),
        (path.format("sw"), 4, "bad-catalogue"),
    ]
    assert "plural form 2" in list(catalogue_check.check(tmp_path))[2].message


def test_the_shipped_catalogues_have_no_problem() -> None:
    assert list(catalogue_check.check()) == []
