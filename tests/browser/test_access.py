"""What WCAG 2.2 asks, on every page of the site: each is opened once per language, and looked at in many ways.

axe-core looks at it with every rule of level A and AA and of good practice, on a phone and a screen; in the dark, where
only colours differ, again with the rules that look at colours.
The rest is measured by `access.js`: what axe does not see. A course in Arabic stands for languages from right to left.
"""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import QuietHandler, chromium
from tests.building import LANGUAGES, ROOT, Site, build, tool
from tests.servers import serving_by_python

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, ViewportSize

AXE = ROOT / ".cache" / "readers" / "node_modules" / "axe-core" / "axe.min.js"
MEASURES = Path(__file__).with_name("access.js")
PHONE: ViewportSize = {"width": 360, "height": 740}
SCREEN: ViewportSize = {"width": 1280, "height": 900}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A screen of 1280 × 1024 px at 400 % (WCAG 1.4.10)."""
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-block-end: 2em !important }"
)
"""WCAG 1.4.12."""
DURING_A_SESSION = "2027-02-02T13:10:00Z"
STRANGERS = {"fr": "pt-PT", "en": "fr-FR", "pt": "en-GB", "ar": "fr-FR"}
"""A reader of another language, to whom the page suggests itself in theirs."""
LANES = 2

Faults = dict[str, dict[str, list[str]]]
"""What is wrong, by check and language."""
CHECKS = ("axe", "reflow", "spacing", "focus", "motion", "forced")


@pytest.fixture(scope="module")
def faults(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """Look at every page of the shipped course and of one in Arabic."""
    folder = tmp_path_factory.mktemp("arabic")
    command = [tool("course"), "init", str(folder / "course"), "--languages", "ar,fr", "--weeks", "3"]
    subprocess.run(command, check=True, capture_output=True)
    assert build(folder / "course", folder / "site").returncode == 0
    arabic = Site(folder / "site")
    with at_root(site) as address, at_root(arabic) as address_ar:
        work = [(language_of(page), f"{address}{page}") for page in (*site.pages, "404.html")]
        work += [("ar", f"{address_ar}{page}") for page in arabic.pages if not page.startswith("fr")]
        with ThreadPoolExecutor(LANES) as lanes:
            found = list(lanes.map(look_at, [work[lane::LANES] for lane in range(LANES)]))
    sums: Faults = {check: {language: [] for language in STRANGERS} for check in CHECKS}
    for check, language, fault in (each for lane in found for each in lane):
        sums[check][language].append(fault)
    return sums


def at_root(site: Site) -> AbstractContextManager[str]:
    """Serve a site where its page for missing addresses finds its stylesheet; yield its address."""
    return serving_by_python(site.folder, QuietHandler)


def language_of(page: str) -> str:
    first = page.partition("/")[0]
    return first if first in LANGUAGES else "fr"


def look_at(work: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Open some pages in a Chromium of their own; return what is wrong as check, language and words."""
    found = []
    with sync_playwright() as playwright, chromium(playwright) as browser:
        contexts = {}
        for language, address in work:
            if language not in contexts:
                options: dict[str, Any] = {"locale": STRANGERS[language], "timezone_id": "Europe/Paris"}
                contexts[language] = browser.new_context(bypass_csp=True, **options).new_page()
                contexts[language].clock.set_fixed_time(DURING_A_SESSION)
            for check, fault in measured(contexts[language], address):
                found.append((check, language, f"{urlsplit(address).path} {fault}"))
    return found


def measured(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Look at one page in every way; yield the check and what is wrong."""

    def measure(check: str, way: str, how: str = "") -> Iterator[tuple[str, str]]:
        yield from ((check, f"{way}: {fault}") for fault in page.evaluate(f"access.{check}({how})"))

    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(MEASURES.read_text(encoding="utf-8"))
    unfold(page)
    yield from measure("axe", "phone, light")
    page.keyboard.press("Tab")  # from here on, what takes the focus shows it
    yield from measure("focus", "phone, light")
    page.emulate_media(color_scheme="dark")
    yield from measure("axe", "phone, dark", "true")
    page.set_viewport_size(SCREEN)
    yield from measure("axe", "screen, dark", "true")
    yield from measure("focus", "screen, dark")
    page.emulate_media(color_scheme="light")
    yield from measure("axe", "screen, light")
    page.emulate_media(reduced_motion="reduce")
    yield from measure("motion", "reduced")
    page.emulate_media(forced_colors="active")
    yield from measure("forced", "forced colours")
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(ZOOMED)
    yield from measure("reflow", "400 %")
    page.add_style_tag(content=SPACED)
    yield from measure("reflow", "400 %, spaced")
    yield from measure("spacing", "400 %")
    page.set_viewport_size(SCREEN)
    yield from measure("spacing", "screen")


def unfold(page: Page) -> None:
    """Open what is folded, and answer the questions."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(
        """document.querySelectorAll('fieldset.question').forEach(question => {
             question.querySelector('input').click(); question.querySelector('.check').click(); })"""
    )


@pytest.mark.parametrize("language", STRANGERS)
@pytest.mark.parametrize("check", CHECKS)
def test_every_page_is_accessible(faults: Faults, check: str, language: str) -> None:
    assert not faults[check][language], "\n".join(faults[check][language])


FAULTY = {
    "axe": ("", "<html><body><img src='x.png'></body></html>", "image-alt"),
    "axe(true)": ("", "<p style='color: #999; background: #fff'>pale</p>", "color-contrast"),
    "reflow": ("", "<p style='inline-size: 400px'>wide</p>", "408 px wide"),
    "reflow(1)": (
        "",
        "<div style='overflow: auto; inline-size: 9rem'><pre>" + "wide " * 20 + "</pre></div>",
        "scrolls: <div",
    ),
    "spacing": (
        "p { block-size: 1.3em; overflow: hidden }",
        "<p style='inline-size: 12rem'>just enough room for this</p>",
        "cut off: <p",
    ),
    "spacing(1)": (
        "div { block-size: 1.5em; inline-size: 12rem }",
        "<div>just enough room for this</div><div>and the next</div>",
        "overlap: just enough",
    ),
    "focus": ("a:focus { outline: 1px solid #000 }", "<a href='#'>thin</a>", "outline"),
    "focus(1)": ("a:focus { outline: 3px solid #aaa }", "<a href='#'>pale</a>", "contrast 2.3"),
    "focus(2)": ("a { position: absolute; left: -99px }", "<a href='#'>away</a>", "off-screen"),
    "motion": ("p { transition: color 1s }", "<p>moves</p>", "<p>moves"),
    "forced": (
        "a { color: red } [aria-current] { background: yellow }",
        "<nav><a href='#'>one</a> <a href='#' aria-current='page'>two</a></nav>",
        "aria-current",
    ),
}
"""A measure, and a page with a fault that it has to find: style, content, what it says."""


@pytest.mark.parametrize("measure", FAULTY)
def test_each_measure_finds_a_fault(browser: Browser, measure: str) -> None:
    style, content, said = FAULTY[measure]
    page = browser.new_page(viewport=ZOOMED, reduced_motion="reduce")
    page.set_content(f"<!doctype html><style>{style}</style>{content}")
    if "forced" in measure:
        page.emulate_media(forced_colors="active")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(MEASURES.read_text(encoding="utf-8"))
    if "spacing" in measure:
        assert page.evaluate("access.spacing()") == []
        page.add_style_tag(content=SPACED)
    if "focus" in measure:
        page.keyboard.press("Tab")
    found = page.evaluate(f"access.{measure if '(' in measure else f'{measure}()'}")
    page.close()
    assert any(said in fault for fault in found), found
