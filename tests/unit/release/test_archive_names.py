"""Names of files that every system can keep, and what is said of the others."""

from __future__ import annotations

import pytest

from mkdocs_course.release.archive_names import faults

HYPHEN = "has a part that begins with a hyphen, which programs take for an option"
DOT = "has a part that ends in a dot or a space, which Windows drops"
DEVICE = "has a part that names a device on Windows"
EMPTY = "has a part that is empty, `.` or `..`"
ROOT = "is not relative to the root"


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "index.html",
        ".nojekyll",
        "leçon d’accueil.html",
        "a-b/c d/e.f.g",
        "console.html",
        "com.html",
        "com10.html",
        "xnul.html",
        "x" * 100,
        "y" * 100 + "/" + "z" * 49,
    ],
)
def test_good_names(name: str) -> None:
    assert list(faults([name])) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", f"`` {ROOT}"),
        ("/etc/passwd", f"`/etc/passwd` {ROOT}"),
        ("../x", f"`../x` {EMPTY}"),
        ("a/./x", f"`a/./x` {EMPTY}"),
        ("a//x", f"`a//x` {EMPTY}"),
        ("a/", f"`a/` {EMPTY}"),
        ("-rf", f"`-rf` {HYPHEN}"),
        ("a/-rf", f"`a/-rf` {HYPHEN}"),
        ("a.", f"`a.` {DOT}"),
        ("a /b", f"`a /b` {DOT}"),
        ("nul", f"`nul` {DEVICE}"),
        ("a/AUX.html", f"`a/AUX.html` {DEVICE}"),
        ("com1 .txt", f"`com1 .txt` {DEVICE}"),
        ("LPT¹", f"`LPT\\xb9` {DEVICE}"),
        ("conin$", f"`conin$` {DEVICE}"),
        ("a\\b", "`a\\\\b` holds '\\\\', which not every system can keep"),
        ("a\nb", "`a\\nb` holds '\\n', which not every system can keep"),
        ("a\x85b", "`a\\x85b` holds '\\x85', which not every system can keep"),
        ("a?é", "`a?\\xe9` holds '?', which not every system can keep"),
        ("a\udcff", "`a\\udcff` is not UTF-8"),
        ("e\u0301", "`e\\u0301` has accents written apart from their letters (it is not in NFC)"),
        ("y" * 100 + "/" + "z" * 50, f"`{'y' * 100}/{'z' * 50}` is longer than 150 bytes"),
        ("é" * 76, "`" + "\\xe9" * 76 + "` is longer than 150 bytes"),
        ("x" * 101, f"`{'x' * 101}` has a part longer than 100 bytes"),
        ("é" * 51, "`" + "\\xe9" * 51 + "` has a part longer than 100 bytes"),
    ],
)
def test_names_that_some_system_cannot_keep(name: str, fault: str) -> None:
    assert list(faults([name])) == [fault]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["a", "b", "a"], ["`a` is there twice"]),
        (["a/b", "A/c"], ["`A/c` differs from `a` by case alone"]),
        (["é.html", "É.html"], ["`\\xc9.html` differs from `\\xe9.html` by case alone"]),
        (["x/straße", "x/STRASSE"], ["`x/STRASSE` differs from `x/stra\\xdfe` by case alone"]),
        (["a", "a/b"], ["`a` is a file and a folder"]),
        (["c/d/e", "c/d", "é/b", "é"], ["`c/d` is a file and a folder", "`\\xe9` is a file and a folder"]),
        (["-a", "ok", "-b"], [f"`-a` {HYPHEN}", f"`-b` {HYPHEN}"]),
        (["a/b/c", "a/b/d", "a/e"], []),
        (
            ["A/x", "a/y", "a/z"],
            ["`a/y` differs from `A` by case alone", "`a/z` differs from `A` by case alone"],
        ),
    ],
)
def test_names_that_do_not_go_together(names: list[str], found: list[str]) -> None:
    assert list(faults(names)) == found
