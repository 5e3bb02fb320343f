"""Search as a reader uses it: typed into, walked by keyboard; on a slow line, without one, and from a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_access import AXE
from tests.building import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.building import Site

NAMES = {"fr": "Chercher", "en": "Search", "pt": "Pesquisar"}
TYPED = {"fr": "sante numerique", "en": "Digital HEALTH", "pt": "saude digital"}

each_language = pytest.mark.parametrize("language", LANGUAGES)


def asked_for(page: Page, address: str) -> list[str]:
    """Collect the search files that a page asks for from now on."""
    found: list[str] = []
    page.on(
        "request",
        lambda request: found.append(request.url.removeprefix(address)) if "search" in request.url else None,
    )
    return found


def opened(page: Page, language: str = "fr") -> Page:
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    return page


def slow_down(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 1500, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)


@each_language
def test_nothing_is_loaded_before_search_is_opened_and_only_what_is_needed_then(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = visit(LANGUAGES[language])
    found = asked_for(page, address)
    page.goto(f"{address}{LANGUAGES[language]}week-05/", wait_until="networkidle")
    assert found == []
    opened(page, language)
    page.wait_for_load_state("networkidle")
    engine, first = found
    assert engine.startswith("assets/course/search-")
    assert first == f"search/{language}.js"
    page.get_by_role("searchbox").press_sequentially(TYPED[language])
    expect(page.locator(".search li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    parts = found[2:]
    letters = {word[0].lower() for word in TYPED[language].split()}
    assert len(parts) == len(set(parts)) == len(letters)
    assert all(part.startswith(f"search/{language}/") for part in parts)


@each_language
def test_results_are_of_the_language_and_lead_to_their_sections(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    folder = LANGUAGES[language]
    page = opened(visit(f"{folder}week-05/session/"), language)
    page.get_by_role("searchbox").press_sequentially(TYPED[language])
    results = page.get_by_role("dialog").get_by_role("listitem").get_by_role("link")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("30")
    others = tuple(address + other for other in LANGUAGES.values() if other and other != folder)
    for link in results.all():
        href = str(link.evaluate("link => link.href"))
        assert href.startswith(address + folder)
        assert not href.startswith(others)
    marked = results.first.locator("mark").all_text_contents()
    assert {"fr": ["santé", "numérique"], "en": ["digital", "health"], "pt": ["saúde", "digital"]}[
        language
    ] == [word.lower() for word in marked]
    page.locator(".search li a[href*='/glossary/#digital-health']").first.click()
    expect(page).to_have_url(f"{address}{folder}glossary/#digital-health")


def test_the_keyboard_alone_opens_chooses_and_leaves(visit: Callable[..., Page], address: str) -> None:
    page = visit("week-05/")
    page.get_by_role("link", name="Calendrier", exact=True).focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("searchbox", name="Chercher")
    expect(field).to_be_focused()
    page.keyboard.type("gouvernence")  # with a mistake
    results = page.locator(".search li a")
    expect(results.first).to_contain_text("Gouvernance et leadership")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Calendrier", exact=True)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(field).to_have_value("gouvernence")  # kept, and chosen: typing begins anew
    page.keyboard.type("gouvern")
    expect(field).to_have_value("gouvern")
    expect(results.first).to_contain_text("Gouvernance et leadership")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}week-03/")


def test_focus_returns_to_the_button(visit: Callable[..., Page]) -> None:
    page = opened(visit("week-05/"))
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("button", name="Chercher")).to_be_focused()


def test_single_letters_do_nothing(visit: Callable[..., Page]) -> None:
    """WCAG 2.2, 2.1.4: a letter alone is no shortcut."""
    page = visit("week-05/")
    for key in ("k", "s", "f", "/"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_typed_on_a_slow_line_is_kept_and_answered(visit: Callable[..., Page]) -> None:
    page = visit("week-05/")
    slow_down(page)
    opened(page)
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text("Chargement…")
    page.keyboard.type("sante")
    expect(status).to_have_text("Chargement…")
    expect(page.locator(".search li")).to_have_count(0)
    expect(page.locator(".search li a").first).to_contain_text("santé", timeout=20_000)
    expect(page.get_by_role("searchbox")).to_have_value("sante")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_texts_that_come_late_do_not_take_the_focus_away(visit: Callable[..., Page]) -> None:
    page = opened(visit("week-05/"))
    page.wait_for_load_state("networkidle")
    slow_down(page)
    page.keyboard.type("norme")
    results, status = page.locator(".search li a"), page.get_by_role("dialog").get_by_role("status")
    expect(results.first).to_contain_text("Normes et interopérabilité")
    page.keyboard.press("ArrowDown")
    before = status.text_content()
    expect(results.first).to_be_focused()
    expect(status).not_to_have_text(str(before), timeout=20_000)  # there are more results now
    expect(results.first).to_contain_text("Normes et interopérabilité")
    expect(results.first).to_be_focused()


def test_without_a_line_it_says_so_keeps_the_words_and_tries_again(browser: Browser, address: str) -> None:
    """Failed requests are meant here, so this page is not watched."""
    page = browser.new_page(locale="fr-FR")
    page.goto(f"{address}week-05/")
    page.context.set_offline(True)
    opened(page)
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_contain_text("Vérifiez la connexion")
    page.keyboard.type("gouv")
    expect(status).to_contain_text("Vérifiez la connexion")
    page.context.set_offline(False)
    page.keyboard.type("ernance")
    expect(page.locator(".search li a").first).to_contain_text("Gouvernance et leadership")
    expect(page.get_by_role("searchbox")).to_have_value("gouvernance")
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("interop")
    expect(status).to_contain_text("Tous les textes n’ont pas pu être chargés")
    expect(page.locator(".search li a").first).to_contain_text(
        "interopérabilité"
    )  # by the titles, which are there
    page.context.set_offline(False)
    page.keyboard.type("é")
    expect(status).not_to_contain_text("Tous les textes")
    page.close()


@each_language
def test_who_finds_nothing_is_told_what_to_do(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = opened(visit(LANGUAGES[language]), language)
    page.get_by_role("searchbox").fill("zzzzzz")
    links = page.locator(".search li a")
    expect(links).to_have_count(2)
    expect(page.get_by_role("dialog").get_by_role("status")).not_to_contain_text("30")
    hrefs = [str(link.evaluate("link => link.href")).removeprefix(address) for link in links.all()]
    assert sorted(hrefs) == [f"{LANGUAGES[language]}{name}/" for name in ("glossary", "schedule")]


@each_language
def test_it_works_from_a_folder(browser: Browser, site: Site, language: str) -> None:
    page = browser.new_page(locale="fr-FR")
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto((site.folder / LANGUAGES[language] / "week-05" / "index.html").as_uri())
    opened(page, language)
    page.get_by_role("searchbox").fill("Inhambane")
    page.locator(".search li a").first.click()
    expect(page).to_have_url(f"{(site.folder / LANGUAGES[language]).as_uri()}/week-05/index.html#openhie")
    assert faults == []
    page.close()


def test_without_scripts_there_is_no_button(visit: Callable[..., Page]) -> None:
    page = visit("", java_script_enabled=False)
    assert page.locator("button[data-search]").count() == 1
    expect(page.locator("button[data-search]")).to_be_hidden()


@pytest.mark.parametrize(
    "options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
)
def test_the_dialog_fits_a_narrow_screen_and_can_be_read(
    visit: Callable[..., Page], options: dict[str, Any]
) -> None:
    page = opened(visit("week-05/", viewport={"width": 320, "height": 640}, **options))
    page.get_by_role("searchbox").fill("interopérabilité")
    expect(page.locator(".search li").first).to_be_visible()
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate(
        "dialog => [dialog.scrollWidth <= dialog.clientWidth, dialog.clientWidth <= 320]"
    ) == [True, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = dialog.evaluate(
        """dialog => [...dialog.querySelectorAll("a, button, input")].map(one => one.getBoundingClientRect())
           .filter(box => box.height < 24 || box.width < 24).length"""
    )
    assert small == 0
    if "color_scheme" in options:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run('dialog', { resultTypes: ['violations'] })")
        assert [violation["id"] for violation in found["violations"]] == []
