"""The pictures of the README: the same site gives the same picture, of the size of those in the handbook.

Whether they are up to date is left to the eye: fonts differ from machine to machine, and a mended word needs no new
picture.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from tools.pictures import PAGES, PICTURES, take

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.building import Site


def test_the_same_site_gives_the_same_pictures(browser: Browser, site: Site, tmp_path: Path) -> None:
    for again in ("first", "second"):
        take(browser, site.folder, tmp_path / again)
    assert {path.stem for path in PICTURES.iterdir()} == set(PAGES)
    for name in PAGES:
        first, second, kept = (
            (folder / f"{name}.webp").read_bytes()
            for folder in (tmp_path / "first", tmp_path / "second", PICTURES)
        )
        assert first == second
        taken, shown = (Image.open(io.BytesIO(picture)) for picture in (first, kept))
        assert taken.size == shown.size
        assert len(taken.getcolors(1 << 24) or ()) > 50  # text with smooth edges, not an empty page
