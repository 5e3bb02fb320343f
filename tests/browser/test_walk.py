"""A reader's way through the course, in each language, with and without scripts, by mouse and keyboard."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.building import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

TAGS = {"fr": "fr", "en": "en-GB", "pt": "pt-PT"}
KINDS = [
    "",
    "schedule/",
    "week-05/",
    "week-05/session/",
    "runs/2027-pt/",
    "glossary/",
    "mirrors/",
    "accessibility/",
]

each_language = pytest.mark.parametrize("language", LANGUAGES)
with_and_without = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def place(page: Page, address: str) -> str:
    return page.url.split("#")[0].removeprefix(address)


@each_language
@with_and_without
def test_from_home_to_a_session_and_back(
    visit: Callable[..., Page], address: str, language: str, scripts: bool
) -> None:
    folder = LANGUAGES[language]
    page = visit(folder, java_script_enabled=scripts)
    page.locator(".actions a").nth(1).click()
    assert place(page, address) == f"{folder}schedule/"
    first = page.locator(".edition").first
    first.locator(".schedule tbody tr").nth(4).locator("td:nth-child(2) a").click()
    assert place(page, address) == f"{folder}week-05/"
    page.locator(".session-card > p > a.button").click()
    assert place(page, address) == f"{folder}week-05/session/"
    page.locator(".session-card > p > a.button").click()
    assert place(page, address) == f"{folder}week-05/"
    for path in ("", "schedule/", "week-05/", "week-05/session/"):
        page.goto(f"{address}{folder}{path}")
        for other, other_folder in LANGUAGES.items():
            page.locator(f".languages a[hreflang='{TAGS[other]}']").click()
            assert place(page, address) == f"{other_folder}{path}"
            assert page.locator("html").get_attribute("lang") == TAGS[other]


@each_language
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(visit: Callable[..., Page], language: str, kind: str) -> None:
    """WCAG 2.2, 1.4.10: 320 px, which is also 1280 px at 400 %."""
    page = visit(LANGUAGES[language] + kind, viewport={"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@each_language
@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_reaches_everything_and_sees_where_it_is(
    visit: Callable[..., Page], language: str, kind: str
) -> None:
    page = visit(LANGUAGES[language] + kind)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(page.url.split("#")[0] + "?")
    reachable = page.evaluate(
        """new Set([...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')]
           .filter(element => element.checkVisibility({ visibilityProperty: true }))
           .map(element => element.type === 'radio' ? element.name : element)).size"""
    )
    seen = 0
    for _ in range(reachable):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """(() => { const style = getComputedStyle(document.activeElement);
               return [style.outlineStyle, parseFloat(style.outlineWidth), document.activeElement.tagName]; })()"""
        )
        assert outline[0] == "solid"
        assert outline[1] >= 3
        seen += outline[2] != "BODY"
    assert seen == reachable


CONTRAST = """() => {
  const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("svg, script")) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${node.data.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_text_stands_out_from_its_ground(visit: Callable[..., Page], kind: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5:1."""
    page = visit(kind, color_scheme=scheme, now="2027-02-02T13:10:00Z", timezone_id="Europe/Paris")
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("kind", KINDS)
def test_headings_step_down_one_by_one_and_pictures_have_names(visit: Callable[..., Page], kind: str) -> None:
    page = visit(kind)
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5)')].map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    unnamed = "img:not([alt]), svg:not([aria-label]):not([aria-labelledby]):not([aria-hidden])"
    assert page.locator(unnamed).count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_large_enough(visit: Callable[..., Page], kind: str) -> None:
    """WCAG 2.2, 2.5.8: 24 px, unless the link stands in a line of text."""
    page = visit(kind, viewport={"width": 360, "height": 740})
    small = page.evaluate(
        """[...document.querySelectorAll('button, summary, .button, nav a, input')]
           .filter(element => element.checkVisibility()).map(element => element.closest('label') || element)
           .map(element => [element.textContent, element.getBoundingClientRect()])
           .filter(([, box]) => box.height < 24 || box.width < 24)
           .map(([text]) => text)"""
    )
    assert small == []
