"""A real Chromium before a real server, and a watch over what pages ask for."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.building import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

FOLDER = "/deep/course/"
"""Where the site lies on the server: not at its root, since copies lie anywhere."""


LEFT = "net::ERR_ABORTED"
"""What Chromium says of a request that was under way when the reader went on to another page."""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(site: Site, parent: Path) -> Iterator[str]:
    """Serve a site below `FOLDER`; yield its address."""
    place = parent / FOLDER.strip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(site.folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{FOLDER}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the served shipped course."""
    with served(site, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium that tools/browser.sh found."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start that Chromium; close it afterwards."""
    started = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
    yield started
    started.close()


def watched(base: str) -> dict[str, Callable[[Any], str]]:
    """Return what is watched on a page: a function for each event that names a fault, or returns nothing."""
    return {
        "console": lambda message: f"console: {message.text}",
        "pageerror": lambda error: f"error: {error}",
        "requestfailed": lambda request: "" if request.failure == LEFT else f"failed: {request.url}",
        "request": lambda request: "" if request.url.startswith(base) else f"elsewhere: {request.url}",
        "response": lambda answer: "" if answer.status < 400 else f"{answer.status} {answer.url}",
    }


def note(faults: list[str], fault: Callable[[Any], str], what: object) -> None:
    """Keep a fault, if it is one."""
    if text := fault(what):
        faults.append(text)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open pages as a reader: `visit(path, now=…, timezone_id=…, java_script_enabled=…)`.

    Whatever is said on the console, fails to load, or is asked of another host, fails the test.
    """
    faults: list[str] = []
    contexts = []

    def opened(
        path: str = "", now: str = "2026-12-01T09:00:00Z", base: str = address, **options: Any
    ) -> Page:
        options = {"timezone_id": "Africa/Abidjan", "locale": "fr-FR"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        for event, fault in watched(base).items():
            page.on(event, partial(note, faults, fault))  # type: ignore[call-overload]
        page.clock.set_fixed_time(now)
        page.goto(base + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
