"""The page for translators: what it counts, and where it leads."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tests.building import ROOT, Site, build, copy_project, tool
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bs4 import Tag

PAGE = (
    "---\ndescription: Wo die Übersetzungen stehen.\n---\n\n# Übersetzungen\n\n<!-- course:translations -->\n"
)


def texts(cells: Iterable[Tag]) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in cells]


def translated(tmp_path: Path) -> Path:
    """Build the small course with a page for translators: one section behind, one missing, one unmarked."""
    root = copy_project(FOUR, tmp_path / "four")
    for language in ("de", "sw"):
        (root / "docs" / language / "translators.md").write_text(PAGE, encoding="utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as configuration:
        configuration.write("\nnot_in_nav: translators.md\n")
    subprocess.run([tool("course"), "translations", "mark", "sw", "--all"], cwd=root, check=True)
    page = root / "docs/sw/woche-1/index.md"
    text = page.read_text(encoding="utf-8")
    stamps = re.findall(r"<!-- src:1:[0-9a-f]{8} -->\n", text)
    text = text.replace(stamps[0], "", 1).replace(stamps[1], "<!-- src:1:00000000 -->\n", 1)
    page.write_text(text, encoding="utf-8")
    (root / "docs/sw/runs/herbst.md").unlink()
    done = build(root, root / "site")
    assert done.returncode == 0, done.stderr
    return root


def test_the_table_counts_and_the_list_leads_to_the_source(tmp_path: Path) -> None:
    root = translated(tmp_path)
    site = Site(root / "site")
    stamps = sum(
        path.read_text(encoding="utf-8").count("<!-- src:1:") for path in (root / "docs/sw").rglob("*.md")
    )
    (language,) = texts(site.soup("translators").select("main thead th")[1:])
    counts = texts(site.soup("translators").select("main tbody td:last-child"))
    # One section has no stamp, one a wrong one; the run's page, of one section, is gone.
    share = 100 * (stamps - 1) // (stamps + 2)
    assert (language, counts) == ("Kiswahili", [f"{stamps - 1} ({share}\u00a0%)", "1", "1", "1", "0"])
    here = site.soup("sw/translators")
    links = {str(link["href"]) for link in here.select("main li a")}
    assert links >= {"../../runs/herbst/", "../../woche-1/"}
    assert len(links) == 3
    for href in links:
        path, _, anchor = href.removeprefix("../../").partition("#")
        assert not anchor or site.soup(path.strip("/")).select(f"[id='{anchor}']")
    assert not [
        link
        for link in here.select("header nav a:not([hreflang]), footer a")
        if "translators" in str(link["href"])
    ]


def test_the_shipped_translations_are_in_step_on_their_page(site: Site) -> None:
    for page in ("translators", "en/translators", "pt/translators"):
        soup = site.soup(page)
        assert texts(soup.select("main thead th")[1:]) == ["English", "Português"]
        for column, language in enumerate(("en", "pt"), start=2):
            pages = (path.read_text(encoding="utf-8") for path in (ROOT / "docs" / language).rglob("*.md"))
            total = sum(text.count("<!-- src:1:") for text in pages)
            first, *rest = texts(soup.select(f"main tbody td:nth-child({column})"))
            assert (re.sub(r"\s", "", first), rest) == (f"{total}(100%)", ["0", "0", "0", "0"])
        assert not site.soup(page).select("main li")
