"""What is compared: the built course, a hand-written page of the same text, and other generators with the same pages.

The pages of the other generators are the course's own, without what only this project's plugin understands; each
generator is left as it comes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click
from bs4 import BeautifulSoup, Comment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".cache" / "page"
"""Where the packages from npm are, so that Node finds them from below."""
LANGUAGES = {"fr": ("", "Français"), "en": ("en/", "English"), "pt": ("pt/", "Português")}
"""The languages of the shipped course: their folders in the site and their names."""
ADDRESS = "https://course.example.org/"
TITLE = "Planifier la santé numérique"
WEEK, FOLLOWING = "week-03/", "week-04/"
"""The pages that are measured, in French."""

FLOOR, OURS = "hand-written page", "this project"

KEPT = (
    *(
        "a",
        "em",
        "strong",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
    ),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
)
"""The elements of a hand-written page."""
NOT_TEXT = ("button", "input", "nav", "script")
STYLE = """
:root{color-scheme:light dark;--line:#8886;--link:#00539f}
@media(prefers-color-scheme:dark){:root{--link:#8ecbff}}
*{box-sizing:border-box}
html{font:100%/1.6 system-ui,sans-serif;overflow-wrap:break-word}
body{margin:0}
header,main,footer{max-width:42rem;margin:auto;padding:1rem}
header,footer{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem}
header{border-block-end:1px solid var(--line)}
footer{border-block-start:1px solid var(--line);font-size:.875rem}
h1,h2,h3,h4{line-height:1.25;margin-block:2em .5em;text-wrap:balance}
h1{font-size:1.875rem;margin-block-start:1rem}
h2{font-size:1.5rem;padding-block-start:1rem;border-block-start:1px solid var(--line)}
h3{font-size:1.2rem}
p,ul,ol,dl{margin-block:0 1em}
ul,ol{padding-inline-start:1.5rem}
li{margin-block-end:.25em}
dt{font-weight:600}
dd{margin-inline-start:1.5rem}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{display:block;overflow-x:auto;border-collapse:collapse;margin-block-end:1.5em}
th,td{padding:.4em .6em;border:1px solid var(--line);text-align:start;vertical-align:top}
thead th{background:#8882}
details{border:1px solid var(--line);border-radius:.25rem;padding:.5em .75em;margin-block-end:1em}
summary{font-weight:600;cursor:pointer;padding-block:.25em}
@media print{header,footer{display:none}html{font-size:10pt}h2,h3{break-after:avoid}tr{break-inside:avoid}}
""".strip()

ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14"/></svg>\n'
"""Starlight asks for one, which its template brings along."""


@dataclass(frozen=True)
class Subject:
    """A built site with the pages that are measured."""

    name: str
    folder: Path


def build_all(work: Path) -> list[Subject]:
    """Build all that is compared into an empty folder: the floor first, the course second.

    Raises:
        click.ClickException: if one cannot be built.
    """
    ours = Subject(OURS, work / "ours")
    build_course(ROOT, ours.folder)
    floor = Subject(FLOOR, work / "floor")
    for path in (WEEK, FOLLOWING):
        article = (ours.folder / path / "index.html").read_text(encoding="utf-8")
        _write(floor.folder / path / "index.html", by_hand(article))
    return [floor, ours, *_by_mkdocs(work), _by_starlight(work)]


def build_course(root: Path, target: Path) -> None:
    """Build a course by this project, as `make site` does."""
    run([_tool("mkdocs"), "build", "--quiet", "--site-dir", str(target)], root)


def by_hand(page: str) -> str:
    """Write a page of the text of a built page's article as one would by hand: no class and no script.

    It has the same drawing and the same definitions of terms: they are content, not what a generator adds.
    """
    article = BeautifulSoup(page, "html.parser").find("article")
    if article is None:
        raise click.ClickException("The built week has no <article>: what is its text?")
    for element in article.find_all(NOT_TEXT):
        element.decompose()
    for comment in article.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    title = article.find("h1")
    heading = title.get_text() if title else TITLE
    for element in article.find_all():
        if element.name in {"legend", "figcaption"}:
            element.name = "p"
        if element.name == "svg" or element.find_parent("svg"):
            continue
        if element.name not in KEPT:
            element.unwrap()
            continue
        element.attrs = {name: element[name] for name in ("href", "title") if element.get(name)}
        if element.name == "p" and not element.get_text(strip=True):
            element.decompose()
    text = re.sub(r"\s*\n\s*", "\n", article.decode_contents()).strip()
    return (
        f'<!doctype html>\n<html lang="fr">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading} – {TITLE}</title>\n"
        f'<meta name="description" content="{heading}">\n'
        f'<link rel="icon" href="data:,">\n<style>\n{STYLE}\n</style>\n'
        f'<header><a href="../">{TITLE}</a> <a href="../week-02/">Semaine 2</a>\n'
        f'<a href="../week-04/">Semaine 4</a></header>\n'
        f"<main>\n{text}\n</main>\n"
        f'<footer><a href="../about/">À propos</a></footer>\n</html>\n'
    )


def plain(markdown: str) -> tuple[str, str]:
    """Return the title and the body of a page in the Markdown that every generator reads."""
    markdown = re.sub(r"\A---\n.*?\n---\n", "", markdown, count=1, flags=re.DOTALL)
    markdown = re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL)
    markdown = re.sub(r" ?\{ *[#.a-z][^{}\n]*\}", "", markdown)
    markdown = re.sub(r"^/// question.*\n|^///\n", "", markdown, flags=re.MULTILINE)
    markdown = re.sub(
        r'^(?:!!!|\?\?\?) \w+ "(.*)"\n((?: {4}.*\n|\n)+)', _quotation, markdown, flags=re.MULTILINE
    )
    title = re.search(r"^# (.+)\n", markdown, flags=re.MULTILINE)
    if not title:
        return "", markdown.strip()
    return title[1].strip(), (markdown[: title.start()] + markdown[title.end() :]).strip()


def _quotation(note: re.Match[str]) -> str:
    lines = [f"**{note[1]}**", "", *(line.removeprefix("    ") for line in note[2].rstrip("\n").split("\n"))]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def _pages() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return title and body of all pages of the course, by language and path."""
    found = {}
    for language in LANGUAGES:
        folder = ROOT / "docs" / language
        for path in sorted(folder.rglob("*.md")):
            title, body = plain(path.read_text(encoding="utf-8"))
            found[language, path.relative_to(folder).as_posix()] = title or path.stem, body
    return found


def _by_mkdocs(work: Path) -> list[Subject]:
    """Build with the themes that MkDocs' users have, with languages by mkdocs-static-i18n."""
    root = work / "pages"
    for (language, path), (title, body) in _pages().items():
        _write(root / "docs" / language / path, f"# {title}\n\n{body}\n")
    languages = [
        {"locale": language, "name": name, "default": not folder}
        for language, (folder, name) in LANGUAGES.items()
    ]
    subjects = []
    for theme, name in (
        ({"name": "material", "font": False}, f"Material {version('mkdocs-material')}"),
        ({"name": "mkdocs"}, f"MkDocs’ own theme, {version('mkdocs')}"),
    ):
        options = {
            "site_name": TITLE,
            "site_url": ADDRESS,
            "theme": theme,
            "plugins": ["search", {"i18n": {"docs_structure": "folder", "languages": languages}}],
        }
        settings, target = root / f"{theme['name']}.yml", work / f"{theme['name']}"
        _write(settings, json.dumps(options))
        run([_tool("mkdocs"), "build", "--quiet", "-f", str(settings), "--site-dir", str(target)], root)
        subjects.append(Subject(name, target))
    return subjects


def _by_starlight(work: Path) -> Subject:
    root = work / "starlight"
    for (language, path), (title, body) in _pages().items():
        place = root / "src" / "content" / "docs" / LANGUAGES[language][0] / path
        _write(place, f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{body}\n")
    write_starlight_settings(root)
    _write(root / "public" / "favicon.svg", ICON)
    run(["node", str(PEERS / "node_modules/astro/astro.js"), "build"], root, ASTRO_TELEMETRY_DISABLED="1")
    return Subject(f"Starlight {npm_version('@astrojs/starlight')}", root / "dist")


def write_starlight_settings(root: Path) -> None:
    """Write what Starlight needs beside the pages of a course in three languages."""
    locales = {
        folder.strip("/") or "root": {"label": name, "lang": language}
        for language, (folder, name) in LANGUAGES.items()
    }
    starlight = {"title": TITLE, "defaultLocale": "root", "locales": locales}
    options = json.dumps(starlight, ensure_ascii=False)
    _write(
        root / "astro.config.mjs",
        'import { defineConfig } from "astro/config";\nimport starlight from "@astrojs/starlight";\n'
        f'export default defineConfig({{\n  site: "{ADDRESS}",\n  integrations: [starlight({options})],\n}});\n',
    )
    _write(
        root / "src" / "content.config.ts",
        'import { defineCollection } from "astro:content";\n'
        'import { docsLoader } from "@astrojs/starlight/loaders";\n'
        'import { docsSchema } from "@astrojs/starlight/schema";\n'
        "export const collections = {\n"
        "  docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }),\n};\n",
    )
    _write(root / "package.json", '{"private": true, "type": "module"}\n')


def npm_version(package: str) -> str:
    """Return the version of a package that tools/peers.sh has installed."""
    data = json.loads((PEERS / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return str(data["version"])


def run(command: Sequence[str], folder: Path, **env: str) -> None:
    """Run a program in a folder.

    Raises:
        click.ClickException: with what it said, if it fails.
    """
    around = {name: value for name, value in os.environ.items() if name != "OFFLINE"}
    done = subprocess.run(
        command, cwd=folder, env={**around, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
