"""A reader's way through the course, in each language, with and without scripts, by mouse and keyboard."""

from __future__ import annotations

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
    "progress/",
    "privacy/",
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


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_have_names(visit: Callable[..., Page], kind: str) -> None:
    page = visit(kind)
    unnamed = "img:not([alt]), svg:not([aria-label]):not([aria-labelledby]):not([aria-hidden])"
    assert page.locator(unnamed).count() == 0


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that a selector names has the focus."""
    for _ in range(page.locator("a, button, input, summary, [tabindex]").count()):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector} on {page.url}")


@each_language
def test_the_keyboard_alone_leads_from_the_start_page_to_a_question_answered(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    folder = LANGUAGES[language]
    page = visit(folder)
    tab_to(page, ".path a[href$='week-03/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{folder}week-03/")
    tab_to(page, ".steps a[href='#self-check']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/week-03/#self-check")
    heading = page.locator("#self-check").bounding_box()
    assert heading
    assert 0 <= heading["y"] < 100
    tab_to(page, ".question input")
    question = page.locator(".question").first
    assert question.locator("input:focus").count() == 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chosen = question.locator("input:checked").get_attribute("value") or ""
    answers = question.locator("details.answers > ol > li")
    expected = answers.nth("abcdef".index(chosen)).text_content() or ""
    verdict = question.locator(".verdict")
    assert verdict.inner_text().strip() == expected.strip()
    assert verdict.is_visible()
