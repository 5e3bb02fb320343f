"""The configurations of web servers: in step with what the package says, and nothing in them that is the operator's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mkdocs_course.cli import main
from mkdocs_course.finish.servers import CONFIGURATIONS, HASHED, configuration, meta_policy
from tests.building import LANGUAGES, ROOT, copy_project, files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_committed_configuration_is_that_of_the_package(name: str) -> None:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    assert text == configuration(name, list(LANGUAGES)), "make servers writes it anew"
    assert not re.search(r"^(?!\s*#).*Strict-Transport-Security", text, re.MULTILINE)


def test_the_command_writes_them_all(tmp_path: Path) -> None:
    root = copy_project(ROOT, tmp_path / "course")
    done = CliRunner().invoke(main, ["servers", "--root", str(root)])
    assert (done.exit_code, done.output.split()) == (
        0,
        [str(root / "deploy" / name) for name in CONFIGURATIONS],
    )
    committed = files(ROOT / "deploy")
    assert files(root / "deploy") == {name: committed[name] for name in CONFIGURATIONS}


def test_the_container_serves_what_is_copied_into_it() -> None:
    steps = re.findall(r"^([A-Z]+) (.+)$", (ROOT / "deploy" / "Containerfile").read_text(), re.MULTILINE)
    text = configuration("container.conf", list(LANGUAGES))
    (port,) = re.findall(r"^ *listen (\d+);$", text, re.MULTILINE)
    assert int(port) >= 1024  # below, an ordinary user may not listen
    root = re.search(r"^ *root (\S+);$", text, re.MULTILINE)
    assert root
    (base,) = [value for step, value in steps if step == "FROM"]
    assert re.fullmatch(
        r"docker\.io/nginxinc/nginx-unprivileged:\d+\.\d+-alpine(@sha256:[0-9a-f]{64})?", base
    )
    assert steps[1:] == [
        ("COPY", "deploy/container.conf /etc/nginx/conf.d/default.conf"),
        ("COPY", f"site/ {root[1]}/"),
        ("EXPOSE", port),
    ]


def test_a_folder_that_cannot_be_made_is_a_message(tmp_path: Path) -> None:
    root = copy_project(ROOT, tmp_path / "course")
    (root / "deploy").touch()
    done = CliRunner().invoke(main, ["servers", "--root", str(root)])
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
        ("/assets/course/course-0123abcd.css", True),
        ("/deep/search/pt/0123abcd.js", True),
        ("/search/pt.js", False),
        ("/search/pt/deep/0123abcd.js", False),
        ("/assets/photo-20270315.jpg", False),
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


@pytest.mark.parametrize(
    ("languages", "liked", "place"),
    [
        (["pt-BR", "en"], "pt", "./"),
        (["en", "pt-BR"], "pt-PT", "pt-BR/"),
        (["en", "pt", "pt-BR"], "pt-BR", "pt-BR/"),
        (["en", "pt", "pt-BR"], "pt-PT", "pt/"),
        (["en", "zh-Hans", "zh-Hant"], "zh-Hant-TW", "zh-Hant/"),
        (["ar", "en"], "sw", "./"),
    ],
)
def test_a_language_is_found_by_its_region_first(languages: list[str], liked: str, place: str) -> None:
    """As nginx reads its maps: the first pattern that matches, then the place of what it found."""
    text = configuration("nginx.conf", languages)
    patterns = re.findall(r'"~\*(.+)" \$course_tag;', text)
    places = dict(re.findall(r"^    ([\w-]+) (\S+/);$", text, re.MULTILINE))
    found = next((match[1] for pattern in patterns if (match := re.search(pattern, liked))), "default")
    assert places.get(found, places["default"]) == place
