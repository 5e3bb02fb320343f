"""Copies of the site in a real Chromium: unzipped and opened from a disk, in Kiwix, and the release's own page."""

from __future__ import annotations

import json
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageChops
from playwright.sync_api import expect

import mkdocs_course
from mkdocs_course.release import table, zim
from tests.browser.conftest import note, watched
from tests.browser.test_access import AXE, PHONE, SCREEN, ZOOMED
from tests.browser.test_firefox import Firefox, begin, started
from tests.browser.test_search import NAMES, TYPED
from tests.browser.test_walk import TAGS
from tests.building import LANGUAGES, unused_port
from tests.copies import NOTICES, edition_of, unzipped
from tests.servers import serving_zim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.building import Site

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def copy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the unzipped copy, in a folder as people name them."""
    return unzipped(site.folder, tmp_path_factory.mktemp("stick") / "Clé USB, été #2")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address as a reader who was never here; what it asks for elsewhere, or says aloud, fails the test."""
    faults: list[str] = []
    contexts = []

    def opened(address: str, base: str, **options: Any) -> Page:
        context = browser.new_context(**({"timezone_id": "Africa/Abidjan", "locale": "fr-FR"} | options))
        contexts.append(context)
        page = context.new_page()
        for event, fault in watched(base).items():
            page.on(event, partial(note, faults, fault))  # type: ignore[call-overload]
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def listed(site: Site) -> set[str]:
    """Return the files of the pages that a reader can come to; others are in no menu."""
    return {
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("index.html")
        if not BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("[data-unlisted]")
    }


def test_every_page_is_reached_from_the_start_page_and_says_how_old_it_is(
    opened: Callable[..., Page], copy: Path, site: Site
) -> None:
    base = f"{copy.as_uri()}/"
    assert [path.name for path in copy.glob("*.html")] == ["index.html"]
    page = opened(f"{base}index.html", base)
    language_of = {tag: language for language, tag in TAGS.items()}
    found, waiting = {f"{base}index.html"}, [f"{base}index.html"]
    while waiting:
        address = waiting.pop()
        if page.url != address:
            page.goto(address)
        notice = page.locator("main > .copy-notice")
        assert notice.is_visible(), address
        words = NOTICES[language_of[str(page.locator("html").get_attribute("lang"))]]
        assert str(notice.text_content()).startswith(words), address
        assert page.locator("[data-keep]").count() == 0, address
        for link in page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)"):
            target = urldefrag(link)[0].partition("?")[0]
            if target.startswith("file:") and target not in found:
                assert Path(unquote(urlsplit(target).path)).is_file(), f"{address}: {link}"
                found.add(target)
                waiting += [target] if target.endswith(".html") else []
    reached = {unquote(address).removeprefix(unquote(base)) for address in found if address.endswith(".html")}
    assert reached == listed(site)
    assert len(reached) > 150


@each_language
@pytest.mark.parametrize("path", ["index.html", "week-05/index.html", "week-05/session/index.html"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_language_can_be_changed_on_a_page(
    opened: Callable[..., Page], copy: Path, language: str, path: str, scripts: bool
) -> None:
    base = f"{copy.as_uri()}/"
    page = opened(f"{base}{LANGUAGES[language]}{path}", base, java_script_enabled=scripts)
    for other, folder in LANGUAGES.items():
        page.locator(f".languages a[hreflang='{TAGS[other]}']").click()
        expect(page).to_have_url(f"{base}{folder}{path}")
        expect(page.locator("html")).to_have_attribute("lang", TAGS[other])


def search(page: Page, base: str, language: str) -> None:
    """Search for a term, and go to its entry in the glossary."""
    page.get_by_role("button", name=NAMES[language]).click()
    page.get_by_role("searchbox").press_sequentially(TYPED[language])
    page.locator(".search li a[href$='/glossary/index.html#digital-health']").first.click()
    expect(page).to_have_url(f"{base}{LANGUAGES[language]}glossary/index.html#digital-health")
    expect(page.locator("#digital-health")).to_be_in_viewport()


@each_language
def test_search_finds_and_leads_to_files(opened: Callable[..., Page], copy: Path, language: str) -> None:
    base = f"{copy.as_uri()}/"
    search(opened(f"{base}{LANGUAGES[language]}week-05/index.html", base), base, language)


@each_language
def test_who_finds_nothing_is_led_to_files(opened: Callable[..., Page], copy: Path, language: str) -> None:
    base = f"{copy.as_uri()}/"
    page = opened(f"{base}{LANGUAGES[language]}week-05/index.html", base)
    page.get_by_role("button", name=NAMES[language]).click()
    page.get_by_role("searchbox").fill("zzzzzz")
    links = page.locator(".search li a")
    expect(links).to_have_count(2)
    for link in links.all():
        target = str(link.evaluate("link => link.href"))
        assert Path(unquote(urlsplit(target).path)).is_file()


@each_language
def test_an_answer_is_checked_and_kept_for_the_next_language(
    opened: Callable[..., Page], copy: Path, language: str
) -> None:
    base = f"{copy.as_uri()}/"
    page = opened(f"{base}{LANGUAGES[language]}week-03/index.html", base)
    question = page.locator("#q-governance-or-management")
    question.locator("input").first.check()
    question.get_by_role("button").click()
    expect(question).to_have_attribute("data-verdict", "right")
    other = next(name for name in LANGUAGES if name != language)
    page.locator(f".languages a[hreflang='{TAGS[other]}']").click()
    expect(page.locator("#q-governance-or-management")).to_have_attribute("data-verdict", "right")


@each_language
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_about_keeping_says_that_this_is_a_copy(
    opened: Callable[..., Page], copy: Path, language: str, scripts: bool
) -> None:
    words = {
        "fr": "Ceci est une copie à lire sans internet",
        "en": "This is a copy for reading without the internet",
        "pt": "Esta é uma cópia para ler sem internet",
    }
    base = f"{copy.as_uri()}/"
    page = opened(f"{base}{LANGUAGES[language]}offline/index.html", base, java_script_enabled=scripts)
    expect(page.get_by_text(words[language])).to_be_visible()
    assert page.locator("article :is(button, h2)").count() == 0
    assert page.locator("[data-keep-when], .keep").count() == 0


# In Firefox.


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with started(tmp_path_factory.mktemp("downloads")) as found:
        yield found


@each_language
def test_firefox_reads_checks_and_searches_a_copy(firefox: Firefox, copy: Path, language: str) -> None:
    base = f"{copy.as_uri()}/"
    begin(firefox, base)
    firefox.goto(f"{base}index.html")
    firefox.click(f".languages a[hreflang='{TAGS[language]}']")
    firefox.expect_url(f"{base}{LANGUAGES[language]}index.html")
    assert firefox.text(".copy-notice").startswith(NOTICES[language])
    assert firefox.evaluate("getComputedStyle(document.body).margin") == "0px"  # the stylesheet is there
    firefox.click(".path li:nth-child(3) a")
    firefox.expect_url(f"{base}{LANGUAGES[language]}week-03/index.html")
    question = "#q-governance-or-management"
    firefox.click(
        f"{question} legend"
    )  # what stands above is laid out as it comes near, and moves what is below
    firefox.click(f"{question} input[value=a]")
    firefox.click(f"{question} .check")
    firefox.expect(f"document.querySelector('{question}').dataset.verdict", "right")
    firefox.press_button(NAMES[language])
    firefox.expect("document.activeElement.type", "search")
    firefox.type(TYPED[language])
    entry = ".search li a[href$='/glossary/index.html#digital-health']"
    firefox.expect(f"document.querySelectorAll({json.dumps(entry)}).length", 1)
    firefox.click(entry)
    firefox.expect_url(f"{base}{LANGUAGES[language]}glossary/index.html#digital-health")
    assert firefox.ask("faults") == []


# In Kiwix.


@pytest.fixture(scope="module")
def kiwix(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the ZIM file by Kiwix; yield the address of its library."""
    (path,) = zim.write(edition_of(site.folder), tmp_path_factory.mktemp("kiwix"))
    with serving_zim(path, unused_port()) as address:
        yield address


@each_language
def test_kiwix_shows_pages_and_their_own_search_works(
    opened: Callable[..., Page], kiwix: str, language: str
) -> None:
    page = opened(f"{kiwix}course/", kiwix)
    expect(page).to_have_url(re.compile(r"/index\.html$"))
    base = page.url.removesuffix("index.html")
    page.locator(f".languages a[hreflang='{TAGS[language]}']").click()
    expect(page).to_have_url(f"{base}{LANGUAGES[language]}index.html")
    expect(page.locator(".copy-notice")).to_contain_text(NOTICES[language])
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.copy-notice')).borderInlineStartWidth")
        == "3px"
    )
    page.locator(".path a").nth(4).click()
    expect(page).to_have_url(f"{base}{LANGUAGES[language]}week-05/index.html")
    search(page, base, language)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


@each_language
def test_kiwix_finds_words_of_texts(browser: Browser, kiwix: str, language: str) -> None:
    """The page with what was found is Kiwix's own, so it is not watched."""
    words = {"fr": "comité de pilotage", "en": "steering committee", "pt": "comité diretor"}
    page = browser.new_page()
    page.goto(f"{kiwix}search?content=course&pattern={words[language]}")
    results = page.locator(".results a")
    targets = [str(link.get_attribute("href")) for link in results.all()]
    assert [target for target in targets if target.endswith(f"/{LANGUAGES[language]}week-03/index.html")]
    menu = {"fr": "Vie privée", "en": "Report an error", "pt": "Privacidade"}
    assert menu[language] not in str(page.locator(".results").text_content())
    page.close()


def test_the_picture_of_the_zim_file_is_the_icon_of_the_site(browser: Browser) -> None:
    package = Path(mkdocs_course.__file__).parent
    page = browser.new_page(viewport={"width": 48, "height": 48})
    shots = []
    for picture in ("theme/assets/course/icon.svg", "release/icon-48.png"):
        page.goto((package / picture).as_uri())
        shots.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
    page.close()
    apart = ImageChops.difference(*shots).convert("L").point(lambda value: 255 * (value > 32))
    assert apart.histogram()[255] < 0.05 * 48 * 48


# The release's own page.


@pytest.fixture(scope="module")
def release(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    for name in (
        "course-offline.zip",
        "course-fr.epub",
        "course-en.pdf",
        "course-pt-scorm.zip",
        "course.tar.zst",
    ):
        (folder / name).write_bytes(bytes(1_234_567))
    list(table.write(edition_of(site.folder), folder))
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, SCREEN, ZOOMED], ids=["phone", "screen", "zoomed"])
def test_the_release_page_is_accessible_and_fits(
    opened: Callable[..., Page], release: Path, scheme: str, screen: dict[str, int]
) -> None:
    page = opened(
        (release / "index.html").as_uri(),
        release.as_uri(),
        color_scheme=scheme,
        viewport=screen,
        bypass_csp=True,
    )
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'], preload: false })")
    assert [violation["id"] for violation in found["violations"]] == []


@each_language
def test_the_release_page_leads_to_each_language(
    opened: Callable[..., Page], release: Path, language: str
) -> None:
    """By its own policy too, which the console would speak of."""
    address = (release / "index.html").as_uri()
    page = opened(address, release.as_uri(), viewport=PHONE)
    page.locator(f"nav a[hreflang='{TAGS[language]}']").click()
    expect(page).to_have_url(f"{address}#{language}")
    heading = page.locator(f"#{language} h1")
    expect(heading).to_be_in_viewport()
    uncovered = """element => { const box = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(box.x + 5, box.y + 5)); }"""
    assert heading.evaluate(uncovered) is True
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
