"""The page for translators: what it counts, and where it leads."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tests.building import ROOT, Site, build, copy_project, tool
from tests.unit.test_cases import FOUR

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (
    "---\ndescription: Wo die Übersetzungen stehen.\n---\n\n# Übersetzungen\n\n<!-- course:translations -->\n"
)


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
    source = site.soup("translators")
    language, *counts = [cell.get_text(" ", strip=True) for cell in source.select("main tbody td")]
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
        rows = [
            [cell.get_text(" ", strip=True) for cell in row.select("td")]
            for row in site.soup(page).select("main tbody tr")
        ]
        assert [row[0] for row in rows] == ["English", "Português"]
        for row, language in zip(rows, ("en", "pt"), strict=True):
            texts = (path.read_text(encoding="utf-8") for path in (ROOT / "docs" / language).rglob("*.md"))
            total = sum(text.count("<!-- src:1:") for text in texts)
            assert re.sub(r"\s", "", row[1]) == f"{total}(100%)"
            assert row[2:] == ["0", "0", "0", "0"]
        assert not site.soup(page).select("main li")
