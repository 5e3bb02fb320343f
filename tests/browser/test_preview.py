"""The preview of an author: its pages reload by themselves, by a script that MkDocs writes into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.building import ROOT, copy_project, preview, replace, shows

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

FOUR = ROOT / "tests" / "courses" / "four"


def test_an_open_page_shows_what_the_author_saved(browser: Browser, tmp_path: Path, free_port: int) -> None:
    """The policy of the built pages would not let that script run."""
    project = copy_project(FOUR, tmp_path / "project")
    with preview(project, free_port) as address:
        assert shows(address, "Eine Vorführung.")
        page = browser.new_page()
        page.goto(address)
        replace(project / "course.yml", "Eine Vorführung.", "Ein Beispiel.")
        page.locator("footer", has_text="Ein Beispiel.").wait_for(timeout=60_000)
        page.close()
