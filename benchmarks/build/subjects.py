"""What builds: this project, and others with the same pages.

MkDocs with Material and mkdocs-static-i18n reads the course's own Markdown, its tables, boxes, notes and attributes by
the same extensions; only questions are plain lists. Hugo and Starlight read what every generator reads.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from benchmarks.check import make_course
from benchmarks.page.subjects import (
    ADDRESS,
    LANGUAGES,
    PEERS,
    TITLE,
    npm_version,
    plain,
    write_starlight_settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

OURS, PLAIN = "this project", "plain MkDocs"
EDITED = "week-03/index.md"
"""The page that is edited, in English: its translations stay in step."""
LINE = "\n- Added while this is measured: {number}.\n"
"""What an edit adds to the list at its end."""

ADDED = ("attr_list", "def_list", "md_in_html", "tables")
"""The extensions that the plugin adds to those of a course's `mkdocs.yml`, save its own."""

_BASE = """<!doctype html>
<html lang="{{ .Site.Language.Lang }}"><meta charset="utf-8"><title>{{ .Title }}</title>
<nav>{{ range .Site.Home.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<nav>{{ range .Translations }}<a href="{{ .RelPermalink }}">{{ .Language.LanguageName }}</a>{{ end }}</nav>
<main><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</main></html>
"""


@dataclass(frozen=True)
class Subject:
    """A generator with a folder of pages."""

    name: str
    version: str
    root: Path
    command: Sequence[str]
    """What builds the site, run in the root."""
    site: Path
    made: Sequence[Path]
    """What a cold build must not find, the site among it."""
    page: Path
    """The file that is edited."""
    serve: Sequence[str] = ()
    """What shows the site and builds it again after an edit, before its address; empty where that is not measured."""
    env: Mapping[str, str] = field(default_factory=dict)

    def clear(self) -> None:
        """Remove all that an earlier build has left."""
        for path in self.made:
            shutil.rmtree(path, ignore_errors=True)


def subjects(work: Path, weeks: int) -> list[Subject]:
    """Write the pages of a course of so many weeks for each installed generator: ours and plain MkDocs first."""
    root = work / "ours"
    root.mkdir(parents=True)
    make_course(root, weeks)
    _without_budget(root / "mkdocs.yml")
    makers: list[Callable[[Path, Path], Subject]] = [_plain_mkdocs]
    if shutil.which("hugo"):
        makers.append(_hugo)
    if (PEERS / "node_modules" / "astro").is_dir() and shutil.which("node"):
        makers.append(_starlight)
    mkdocs = _tool("mkdocs")
    ours = Subject(
        OURS,
        version("mkdocs-course"),
        root,
        [mkdocs, "build", "--quiet"],
        root / "site",
        [root / "site", root / ".cache"],
        root / "docs" / "en" / EDITED,
        [mkdocs, "serve", "--quiet", "--dev-addr"],
    )
    return [ours, *(make(root, work) for make in makers)]


def _without_budget(settings: Path) -> None:
    """Let pages cost what they will: one that gathers something of each week is large in a large course."""
    text = settings.read_text(encoding="utf-8")
    _write(settings, re.sub(r"^(\s+page: )\d+$", r"\g<1>100000", text, flags=re.MULTILINE))


def missing() -> Iterator[str]:
    """Say what is not measured, and what would install it."""
    if not shutil.which("hugo"):
        yield "Hugo is not installed (Debian: hugo), so it is not measured."
    if not (PEERS / "node_modules" / "astro").is_dir() or not shutil.which("node"):
        yield "Starlight is not installed (tools/peers.sh), so it is not measured."


def for_mkdocs(markdown: str) -> str:
    """Return a page of the course in the Markdown that MkDocs reads without our plugin: questions are plain lists."""
    markdown = re.sub(r"<!-- (?:course|src):.*?-->\n?", "", markdown)
    return re.sub(r"^/// question.*\n|^///\n", "", markdown, flags=re.MULTILINE)


def _plain_mkdocs(course: Path, work: Path) -> Subject:
    root = work / "plain"
    for language, path, markdown in _pages(course):
        _write(root / "docs" / language / path, for_mkdocs(markdown))
    own = YAML().load((course / "mkdocs.yml").read_text(encoding="utf-8"))
    languages = [
        {"locale": language, "name": name, "default": not folder}
        for language, (folder, name) in LANGUAGES.items()
    ]
    options = {
        "site_name": TITLE,
        "site_url": ADDRESS,
        "theme": {"name": "material", "font": False},
        "plugins": ["search", {"i18n": {"docs_structure": "folder", "languages": languages}}],
        "markdown_extensions": {**own["markdown_extensions"], **{name: {} for name in ADDED}},
        "nav": own["nav"],
    }
    _write(root / "mkdocs.yml", json.dumps(options))
    mkdocs = _tool("mkdocs")
    return Subject(
        PLAIN,
        f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}, "
        f"mkdocs-static-i18n {version('mkdocs-static-i18n')}",
        root,
        [mkdocs, "build", "--quiet"],
        root / "site",
        [root / "site"],
        root / "docs" / "en" / EDITED,
        [mkdocs, "serve", "--quiet", "--dev-addr"],
    )


def _hugo(course: Path, work: Path) -> Subject:
    root = work / "hugo"
    for language, path, title, body in _plain_pages(course):
        place = re.sub(r"(^|/)index\.md$", r"\1_index.md", path)
        _write(root / "content" / language / place, _with_title(title, body))
    languages = {
        language: {"languageName": name, "contentDir": f"content/{language}"}
        for language, (_, name) in LANGUAGES.items()
    }
    options = {
        "baseURL": ADDRESS,
        "title": TITLE,
        "defaultContentLanguage": next(iter(LANGUAGES)),
        "disableKinds": ["taxonomy", "term"],
        "languages": languages,
        "markup": {"goldmark": {"parser": {"attribute": {"block": True}}}},
    }
    _write(root / "hugo.json", json.dumps(options))
    for name in ("single", "list"):
        _write(root / "layouts" / "_default" / f"{name}.html", _BASE)
    said = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"v([\d.]+)", said)
    return Subject(
        "Hugo",
        number[1] if number else "",
        root,
        ["hugo", "--quiet"],
        root / "public",
        [root / "public", root / "resources"],
        root / "content" / "en" / EDITED.replace("index", "_index"),
    )


def _starlight(course: Path, work: Path) -> Subject:
    root = work / "starlight"
    docs = root / "src" / "content" / "docs"
    for language, path, title, body in _plain_pages(course):
        _write(docs / LANGUAGES[language][0] / path, _with_title(title, body))
    write_starlight_settings(root)
    return Subject(
        "Starlight",
        npm_version("@astrojs/starlight"),
        root,
        ["node", str(PEERS / "node_modules/astro/astro.js"), "build"],
        root / "dist",
        [root / "dist", root / ".astro", root / "node_modules"],
        docs / "en" / EDITED,
        env={"ASTRO_TELEMETRY_DISABLED": "1"},
    )


def _pages(course: Path) -> Iterator[tuple[str, str, str]]:
    """Return language, path and Markdown of all pages of a course."""
    for language in LANGUAGES:
        folder = course / "docs" / language
        for path in sorted(folder.rglob("*.md")):
            yield language, path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def _plain_pages(course: Path) -> Iterator[tuple[str, str, str, str]]:
    """Return language, path, title and body of all pages."""
    for language, path, markdown in _pages(course):
        title, body = plain(markdown)
        yield language, path, title or Path(path).stem, body


def _with_title(title: str, body: str) -> str:
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{body}\n"


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
