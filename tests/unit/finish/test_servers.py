"""The configurations of web servers: in step with what the package says, and nothing in them that is the operator's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mkdocs_course.cli import main
from mkdocs_course.finish.servers import CONFIGURATIONS, HASHED, configuration, meta_policy
from tests.building import ROOT, files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_committed_configuration_is_that_of_the_package(name: str) -> None:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    assert text == configuration(name), "make servers writes it anew"
    assert not re.search(r"^(?!\s*#).*Strict-Transport-Security", text, re.MULTILINE)


def test_the_command_writes_them_all(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["servers", "--root", str(tmp_path)])
    assert (done.exit_code, done.output.split()) == (
        0,
        [str(tmp_path / "deploy" / name) for name in CONFIGURATIONS],
    )
    assert files(tmp_path / "deploy") == files(ROOT / "deploy")


def test_a_folder_that_cannot_be_made_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "deploy").touch()
    done = CliRunner().invoke(main, ["servers", "--root", str(tmp_path)])
    assert done.exit_code == 1
    assert "deploy: cannot be written" in done.output


def test_the_policy_of_a_page_holds_nothing_that_a_page_cannot_say() -> None:
    """CSP3 3.3: browsers ignore these in a meta element, and complain."""
    assert not re.search(r"frame-ancestors|report-uri|report-to|sandbox", meta_policy())


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/assets/course/course.0123abcd.css", True),
        ("/deep/assets/course/course.0123456789abcdef.js", True),
        ("/assets/course/course.css?0123abcd", True),
        ("/assets/course/course.css?v=0123abcd", True),
        ("/assets/course/course.css", False),
        ("/assets/course/course.1.2.css", False),
        ("/assets/course/course.css?v=2", False),
        ("/assets/0123abcd/course.css", False),
        ("/week-01/?v=0123abcd", False),
        ("/week-01/assets.0123abcd.css", False),
    ],
)
def test_only_an_address_with_a_hash_is_kept(address: str, *, kept: bool) -> None:
    assert bool(re.search(HASHED, address)) is kept
