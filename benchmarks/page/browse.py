"""Visits in a real Chromium, as a phone makes them: what is sent for a page, and when its text appears."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext, Page

    from benchmarks.page.server import Answer, CountingServer

PHONE = {"width": 412, "height": 823}
LATENCY = 400
"""Of slow 3G, in ms for each request."""
THROUGHPUT = 400
"""Of slow 3G, in kbit/s each way."""
SLOWDOWN = 4
"""How many times slower the phone's processor is than this machine's."""
QUIET = 1.5
"""After so many seconds without a request a page has asked for all that it wants without its reader."""
UNWANTED = ("AutofillServerCommunication", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints")
"""What Chromium would ask hosts of its own for, the first at the sight of a form."""
FLAGS = ("--no-sandbox", f"--disable-features={','.join(UNWANTED)},PaintHolding")
"""Playwright leaves out these features too, but Chromium heeds the last such list alone."""
PAINTED = """() => new Promise((tell) => {
    new PerformanceObserver((list, observer) => {
        const [first] = list.getEntriesByName("first-contentful-paint");
        if (first) { observer.disconnect(); tell(first.startTime); }
    }).observe({ type: "paint", buffered: true });
})"""
"""Tells when the first content was painted. No text is evaluated within the page: its policy forbids that."""
SEARCH_NAMES = ("search", "lunr", "pagefind")
DATA = frozenset({"empty", "worker", "sharedworker", "serviceworker"})
"""What a browser says that it wants data for: a script, or a worker."""


@dataclass(frozen=True)
class Visit:
    """What was sent for one page."""

    answers: Sequence[Answer]
    elsewhere: Sequence[str] = ()
    """The requests to other hosts; one that is refused may be made again."""

    @property
    def size(self) -> int:
        """All that was sent, in bytes."""
        return sum(answer.size for answer in self.answers)

    @property
    def requests(self) -> int:
        """All requests to the site's own host."""
        return len(self.answers)

    @property
    def hosts(self) -> Sequence[str]:
        """The other hosts that were asked."""
        return sorted({urlsplit(what).hostname or what.partition(":")[0] for what in self.elsewhere})

    @property
    def missing(self) -> Sequence[str]:
        """What was asked for and is not there."""
        return [answer.path for answer in self.answers if answer.status >= 400]

    @property
    def search(self) -> Sequence[str]:
        """Files for search: their names say so, or a script or a worker has fetched them as data."""
        return [
            answer.path
            for answer in self.answers
            if answer.status < 400
            and (answer.purpose in DATA or any(name in answer.path.casefold() for name in SEARCH_NAMES))
        ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium that tools/browser.sh has found."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def weigh(browser: Browser, server: CountingServer, paths: Sequence[str]) -> list[Visit]:
    """Visit pages one after another with an empty cache at first, on a fast line."""
    with _page(browser, server) as page:
        return [_visit(page, server, path) for path in paths]


def _visit(page: Page, server: CountingServer, path: str) -> Visit:
    before, elsewhere = len(server.answers), len(server.elsewhere)
    page.goto(server.address + path, wait_until="load")
    server.wait_until_quiet(QUIET)
    return Visit(server.answers[before:], server.elsewhere[elsewhere:])


def first_text(browser: Browser, server: CountingServer, path: str) -> float:
    """Return when a page shows its first content on slow 3G with an empty cache, in ms after it was asked for.

    The line has no setting up of connections: in the field two or three times its latency come on top.
    """
    with _page(browser, server) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        bytes_per_second = THROUGHPUT * 1000 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            },
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(server.address + path, wait_until="commit", timeout=120_000)
        moment: float = page.evaluate(PAINTED)
        return moment


@contextmanager
def _page(browser: Browser, server: CountingServer) -> Iterator[Page]:
    """Open a tab of a phone that has seen nothing yet; requests to other hosts go to the server, as their proxy."""
    context: BrowserContext = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]  # a TypedDict of these two
        device_scale_factor=1.75,
        is_mobile=True,
        has_touch=True,
        proxy={"server": server.address, "bypass": "127.0.0.1"},
    )
    yield context.new_page()
    context.close()
