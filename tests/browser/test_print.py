"""A week on paper: A4, with its source, the date of its text and its licence; answers only when asked for."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.building import LANGUAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

A4 = (595, 842)
"""Points, rounded: 210 by 297 mm (ISO 216)."""
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
DATES = {"fr": "Texte du {} {} {}", "en": "Text of {} {} {}", "pt": "Texto de {} de {} de {}"}
RIGHT = {"fr": "Oui : ", "en": "Yes: ", "pt": "Sim: "}
"""How the feedback to each right answer begins."""
ANSWER = "Oui : les confondre"
ROWS = """() => [...document.querySelectorAll("main tr, .question")].map(row => getComputedStyle(row).breakInside)"""


def paper(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def words(pdf: PdfReader) -> str:
    text = " ".join(sheet.extract_text() for sheet in pdf.pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def last_commit(language: str) -> str:
    """Ask git for the day of the page's last change, and write it by hand as the language does."""
    moment = subprocess.check_output(
        ["git", "log", "-1", "--format=%ct", "--", f"docs/{language}/week-03/index.md"], cwd=ROOT, text=True
    )
    day = datetime.fromtimestamp(int(moment), UTC)
    number = "1er" if language == "fr" and day.day == 1 else day.day
    return DATES[language].format(number, MONTHS[language].split()[day.month - 1], day.year)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_on_paper_says_where_it_comes_from(visit: Callable[..., Page], language: str) -> None:
    pdf = paper(visit(f"{LANGUAGES[language]}week-03/"))
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pdf.pages} == {A4}
    text = words(pdf)
    assert f"https://course.example.org/{LANGUAGES[language]}week-03/" in text
    assert last_commit(language) in text
    assert "CC BY 4.0" in text


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_answers_are_printed_only_when_they_are_unfolded(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit("week-03/", java_script_enabled=scripts)
    assert ANSWER not in words(paper(page))
    page.locator(".answers summary").first.click()
    text = words(paper(page))
    assert ANSWER in text
    assert len(re.findall(r"Réponses", text)) == 1


def test_what_a_learner_tried_is_not_printed(visit: Callable[..., Page]) -> None:
    page = visit("week-03/")
    page.locator(".question input").first.check()
    page.locator(".question .check").first.click()
    assert ANSWER in page.locator(".verdict").first.inner_text().replace("\u00a0", " ").replace("\u202f", " ")
    assert ANSWER not in words(paper(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_prints_all_answers_and_folds_them_again(visit: Callable[..., Page], language: str) -> None:
    page = visit(f"{LANGUAGES[language]}week-03/")
    page.evaluate(
        "window.print = () => { window.unfolded = document.querySelectorAll('.answers[open]').length; }"
    )
    page.locator("[data-print-answers]").click()
    questions = page.locator(".question").count()
    assert questions > 1
    assert page.evaluate("window.unfolded") == questions
    assert words(paper(page)).count(RIGHT[language]) == questions
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".answers[open]").count() == 0


def test_no_row_and_no_question_is_cut(visit: Callable[..., Page]) -> None:
    page = visit("week-03/")
    page.emulate_media(media="print")
    assert set(page.evaluate(ROWS)) == {"avoid"}


def test_a_row_at_the_end_of_a_sheet_goes_to_the_next_whole(visit: Callable[..., Page]) -> None:
    """Rows of a long table, each of three numbered lines: the three are on one sheet."""
    page = visit("week-03/")
    page.evaluate(
        """() => {
          const table = document.querySelector("main .table table");
          const lines = number => ["a", "b", "c"].map(letter => `row${number}${letter}`).join("<br>");
          table.querySelector("tbody").innerHTML =
            Array.from({ length: 90 }, (_, number) => `<tr><td>${lines(number)}</td></tr>`).join("");
        }"""
    )
    for sheet in paper(page).pages:
        found = re.findall(r"row(\d+)([abc])", sheet.extract_text())
        assert len(found) % 3 == 0
