"""Take the pictures of the README from the built site, in a browser: `make pictures`.

Each shows a page on a desk's screen, and beside it on a phone. The day, the zone and the sizes are fixed, so that the
same site in the same browser, with the same fonts, gives the same picture.
"""

from __future__ import annotations

import io
import os
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "handbook" / "pictures"
PAGES = {"schedule": "en/schedule/", "week": "en/week-03/"}
"""Which page each picture shows."""
NOW = "2027-02-02T09:00:00Z"
"""When it is: within the editions of 2027."""
HEIGHT = 780
WIDTHS = (1040, 390)
"""Of the desk's screen and of the phone's, in CSS pixels."""
GAP = 30
BACKGROUND = "#9aa5ab"


def take(browser: Browser, site: Path, folder: Path) -> None:
    """Write a picture of each page of a built site into a folder."""
    folder.mkdir(exist_ok=True)
    with served(site) as address:
        for name, path in PAGES.items():
            screens = [seen(browser, address + path, width) for width in WIDTHS]
            joined(screens).save(folder / f"{name}.webp", lossless=True, method=6)


def seen(browser: Browser, address: str, width: int) -> Image.Image:
    """Return the top of a page as a screen of some width shows it."""
    page = browser.new_page(
        viewport={"width": width, "height": HEIGHT},
        locale="en-GB",
        timezone_id="Africa/Nairobi",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.clock.set_fixed_time(NOW)
    page.goto(address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    page.context.close()
    return picture


def joined(screens: list[Image.Image]) -> Image.Image:
    """Return screens side by side on one ground."""
    width = sum(screen.width for screen in screens) + GAP * (len(screens) + 1)
    whole = Image.new("RGB", (width, HEIGHT + 2 * GAP), BACKGROUND)
    left = GAP
    for screen in screens:
        whole.paste(screen, (left, GAP))
        left += screen.width + GAP
    return whole


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named by its base
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def main() -> None:
    """Take the pictures of the site that is built."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"]
        )
        take(browser, ROOT / "site", PICTURES)
        browser.close()


if __name__ == "__main__":
    main()
