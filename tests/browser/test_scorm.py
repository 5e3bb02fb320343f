"""Packages under a run-time that stands for a learning platform: scorm-again, in a real Chromium."""

from __future__ import annotations

import re
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from mkdocs_course.release import scorm
from mkdocs_course.release.edition import edition
from tests.browser.conftest import QuietHandler, note, watched
from tests.building import ROOT, Site, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, FrameLocator, Page

RUN_TIME = ROOT / ".cache" / "readers" / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"
AXE = ROOT / ".cache" / "readers" / "node_modules" / "axe-core" / "axe.min.js"

PLATFORM = """<!doctype html><html lang="en"><title>Platform</title><link rel="icon" href="data:,">
<style>body { margin: 0 } iframe { border: 0; inline-size: 100vw; block-size: 100vh; display: block }</style>
<script src="scorm12.min.js"></script>"""

LAUNCH = """([address, before, wants]) => {
  const api = self.API = new Scorm12API({ autocommit: false, logLevel: 5 });
  if (before) api.loadFromJSON(before);
  if (wants.mode) api.cmi.core.lesson_mode = wants.mode;
  self.calls = [];
  for (const name of ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
    const real = api[name].bind(api);
    api[name] = (...values) => {
      const said = wants.refuses === name ? "false" : real(...values);
      calls.push([name, ...values, String(said), api.LMSGetLastError()].join(" "));
      return said;
    };
  }
  const frame = document.createElement("iframe");
  document.body.replaceChildren(frame);
  frame.src = address;
}"""
"""Opens a unit as a platform does, with what it kept of an earlier attempt; `calls` notes what the unit asks of it."""

KEPT = "Object.keys({ ...localStorage }).filter(key => key.includes('progress'))"
"""What the browser keeps for whoever uses it next."""

CLOSE = "() => document.querySelector('iframe').remove()"


@dataclass(frozen=True)
class Platform:
    """A platform's page, on which units are opened one after the other."""

    page: Page
    package: str
    """The address of the package."""

    def launch(self, unit: str = "week-03.html", before: Any = None, **wants: str) -> FrameLocator:
        """Open a unit; return the frame with its pages, once the first of them runs."""
        self.page.evaluate(LAUNCH, [self.package + unit, before, wants])
        pages = self.unit.frame_locator("iframe")
        expect(pages.locator(".check, .mark, .pager").last).to_be_visible()
        return pages

    @property
    def unit(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    def close(self) -> Any:
        """Close the unit; return what the platform then keeps of it."""
        self.page.evaluate(CLOSE)
        kept = self.page.evaluate("API.renderCommitCMI(true).cmi")
        kept["core"].pop("session_time", "")  # it is in total_time now
        return kept

    def value(self, element: str) -> str:
        """Return what the platform holds at the moment."""
        return str(self.page.evaluate("name => String(API.getCMIValue(`cmi.${name}`))", element))

    def calls(self, name: str) -> list[str]:
        """Return what the unit has asked by one function: its arguments, the answer and the error."""
        said: list[str] = self.page.evaluate("calls")
        return [call for call in said if call.startswith(name)]


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack each package below the folder of a platform."""
    root = tmp_path_factory.mktemp("platform")
    (root / "zips").mkdir()
    for path in scorm.write(edition(site.folder, "2026-11-24"), root / "zips"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(root / "deep" / path.name.split("-")[1])
    (root / "scorm12.min.js").symlink_to(RUN_TIME)
    (root / "index.html").write_text(PLATFORM, encoding="utf-8")
    return root


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with serving(folder) as found:
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address; what is said on the console, fails to load, or is asked of another host, fails the test."""
    faults: list[str] = []
    contexts = []

    def opened(address: str, base: str, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "Africa/Kigali"} | options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        for event, fault in watched(base).items():
            page.on(event, partial(note, faults, fault))  # type: ignore[call-overload]
        page.clock.install(time="2026-12-01T09:00:00Z")
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def platform(open_page: Callable[..., Page], port: int) -> Platform:
    base = f"http://127.0.0.1:{port}/"
    return Platform(open_page(base, base), f"{base}deep/en/")


def answer(pages: FrameLocator, question: str, letter: str) -> None:
    block = pages.locator(f"#q-{question}")
    block.locator(f"input[value={letter}]").check()
    block.locator(".check").click()


DONE = "I have finished this week"
ATTENDED = "I took part in this session"
SENT = "What you mark and answer goes to your learning platform."
LOST = "Your learning platform did not take what you marked. Close this page and open the week again before you go on."
ALONE = "This page is not connected to a learning platform: what you mark stays in this browser."
REVIEW = "You are looking back at this week: what you mark now is not recorded."


def test_the_platform_sees_progress_score_completion_and_time(platform: Platform) -> None:
    pages = platform.launch()
    assert platform.value("core.lesson_status") == "incomplete"
    assert platform.value("core.score.raw") == ""
    expect(platform.unit.locator(".told")).to_have_text(SENT)

    answer(pages, "governance-or-management", "a")  # right
    assert platform.value("core.score.raw") == "14"  # 1 of 7
    answer(pages, "who-sits-on-the-committee", "a")  # wrong
    answer(pages, "how-many-principles", "b")  # right
    assert platform.value("core.score.raw") == "29"  # 2 of 7
    assert (platform.value("core.score.min"), platform.value("core.score.max")) == ("0", "100")
    assert platform.value("core.lesson_status") == "incomplete"

    platform.unit.get_by_role("link", name="Live session").click()
    pages.get_by_label(ATTENDED).check()
    expect(platform.unit.get_by_role("link", name="Live session")).to_have_attribute("aria-current", "page")
    pages.get_by_role("link", name="Back to week 3").click()
    pages.get_by_label(DONE).check()
    assert platform.value("core.lesson_status") == "completed"

    platform.page.clock.fast_forward("01:02:03")
    assert len(platform.calls("LMSInitialize")) == 1
    assert platform.calls("LMSFinish") == []
    kept = platform.close()
    assert len(platform.calls("LMSFinish")) == 1
    assert re.fullmatch(r"01:02:\d\d(\.\d+)?", kept["core"]["total_time"])
    assert re.search(
        r" cmi\.core\.session_time 0001:02:\d\d\.\d\d true 0$", platform.calls("LMSSetValue")[-1]
    )
    assert kept["core"]["lesson_status"] == "completed"
    assert kept["core"]["exit"] == "suspend"
    refused = [call for call in platform.calls("LMS") if not call.endswith(" true 0")]
    assert refused == []


def test_at_the_second_launch_all_is_as_it_was_left(platform: Platform) -> None:
    pages = platform.launch()
    answer(pages, "governance-or-management", "a")
    answer(pages, "who-sits-on-the-committee", "a")
    pages.get_by_label(DONE).check()
    platform.unit.get_by_role("link", name="Live session").click()
    pages.get_by_label(ATTENDED).check()
    platform.page.clock.fast_forward("10:00")
    kept = platform.close()

    pages = platform.launch(before=kept)
    expect(pages.get_by_label(DONE)).to_be_checked()
    expect(pages.locator("#q-governance-or-management .verdict")).to_contain_text("Yes:")
    expect(pages.locator("#q-who-sits-on-the-committee .verdict")).to_contain_text("No:")
    expect(pages.locator("#q-how-many-principles input:checked")).to_have_count(0)
    assert platform.value("core.lesson_status") == "completed"
    assert platform.value("core.score.raw") == "14"
    platform.unit.get_by_role("link", name="Live session").click()
    expect(pages.get_by_label(ATTENDED)).to_be_checked()
    platform.page.clock.fast_forward("05:00")
    kept = platform.close()
    assert kept["core"]["total_time"].startswith("00:15:")

    pages = platform.launch(before=kept)
    pages.get_by_label(DONE).uncheck()
    assert platform.value("core.lesson_status") == "incomplete"


def test_learners_who_share_a_browser_see_nothing_of_each_other(platform: Platform) -> None:
    pages = platform.launch()
    answer(pages, "governance-or-management", "a")
    pages.get_by_label(DONE).check()
    platform.close()
    assert platform.page.evaluate(KEPT) == []
    pages = platform.launch()
    expect(pages.get_by_label(DONE)).not_to_be_checked()
    assert pages.locator("input:checked").count() == 0


def test_a_page_of_another_week_is_not_counted_and_says_so(platform: Platform) -> None:
    pages = platform.launch("week-03.html")
    said = pages.locator("[data-counted]")
    expect(said).to_be_hidden()
    platform.unit.get_by_role("link", name="Live session").click()
    pages.get_by_role("link", name="the table of Nuvania").click()
    expect(said).to_be_visible()
    expect(said).to_contain_text(
        "Open “Week 1: Foundations of digital health and the Global Strategy” from its contents."
    )
    before = platform.value("suspend_data")
    pages.get_by_label(ATTENDED).check()
    assert "week-01" not in platform.value("suspend_data")
    platform.unit.get_by_role("link", name="Week 3").click()
    expect(said).to_be_hidden()
    pages.get_by_label(DONE).check()
    assert before == ""
    assert "week-01" not in platform.value("suspend_data")


def test_a_week_that_is_looked_back_at_is_shown_and_not_changed(platform: Platform) -> None:
    pages = platform.launch()
    pages.get_by_label(DONE).check()
    kept = platform.close()
    pages = platform.launch(before=kept, mode="review")
    expect(platform.unit.locator(".told")).to_have_text(REVIEW)
    expect(pages.get_by_label(DONE)).to_be_checked()
    pages.get_by_label(DONE).uncheck()
    answer(pages, "governance-or-management", "a")
    platform.close()
    assert platform.calls("LMSSetValue") == []
    assert len(platform.calls("LMSFinish")) == 1


@pytest.mark.parametrize("refuses", ["LMSInitialize", "LMSSetValue", "LMSCommit"])
def test_a_platform_that_takes_nothing_is_not_passed_over_in_silence(
    platform: Platform, refuses: str
) -> None:
    pages = platform.launch(refuses=refuses)
    pages.get_by_label(DONE).check()
    expect(platform.unit.locator(".told")).to_have_text(LOST)
    expect(pages.get_by_label(DONE)).to_be_checked()
    platform.close()


def test_a_teacher_s_word_stands_until_the_learner_says_otherwise(platform: Platform) -> None:
    pages = platform.launch(before={"core": {"lesson_status": "passed"}})
    expect(pages.get_by_label(DONE)).to_be_checked()
    answer(pages, "governance-or-management", "a")
    assert platform.value("core.lesson_status") == "passed"


def test_damaged_data_of_the_platform_break_nothing(platform: Platform) -> None:
    for damaged in ("{", "null", '{"version":1}', "<script>alert(1)</script>", "x" * 4096):
        pages = platform.launch(before={"core": {"lesson_status": "incomplete"}, "suspend_data": damaged})
        pages.get_by_label(DONE).check()
        assert platform.value("core.lesson_status") == "completed"
        platform.close()


def test_the_platform_is_found_in_the_window_that_opened_the_unit(platform: Platform) -> None:
    """Many platforms open a unit in a window of its own, with a frame for it."""
    platform.page.evaluate(LAUNCH, ["about:blank", None, {}])
    with platform.page.expect_popup() as opened:
        platform.page.evaluate("address => void open(address)", f"{platform.package}week-03.html")
    window = opened.value
    expect(window.locator(".told")).to_have_text(SENT)
    window.frame_locator("iframe").get_by_label(DONE).check()
    assert platform.value("core.lesson_status") == "completed"
    window.close()
    platform.page.wait_for_function("calls.some(call => call.startsWith('LMSFinish'))")


def test_in_a_course_without_marks_a_week_is_done_when_it_was_opened(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """The small course of the tests has no page for progress, and so keeps none."""
    assert build(ROOT / "tests/courses/four", tmp_path / "site").returncode == 0
    (written, _) = scorm.write(edition(tmp_path / "site", "2026-11-24"), tmp_path)
    with zipfile.ZipFile(written) as archive:
        archive.extractall(tmp_path / "course")
    (tmp_path / "scorm12.min.js").symlink_to(RUN_TIME)
    (tmp_path / "index.html").write_text(PLATFORM, encoding="utf-8")
    with serving(tmp_path) as port:
        base = f"http://127.0.0.1:{port}/"
        platform = Platform(open_page(base, base), f"{base}course/")
        pages = platform.launch("woche-1.html")
        expect(pages.locator("h1")).to_have_text("Wege lesen")
        assert platform.value("core.lesson_status") == "completed"
        expect(platform.unit.locator(".told")).to_be_empty()
        platform.unit.get_by_role("link", name="Live session").click()
        expect(pages.locator(".eyebrow.place")).to_be_visible()
        assert pages.locator("[data-counted]").count() == 0
        assert platform.close()["core"]["lesson_status"] == "completed"


@pytest.mark.parametrize("language", ["fr", "en", "pt"])
def test_without_a_platform_the_week_can_be_read_and_marked(
    open_page: Callable[..., Page], port: int, language: str
) -> None:
    base = f"http://127.0.0.1:{port}/deep/{language}/"
    page = open_page(f"{base}week-03.html", base)
    box = page.frame_locator("iframe").locator("input[data-weeks=week-03]")
    box.check()
    page.reload()
    expect(box).to_be_checked()
    told = {"fr": "n’est pas reliée à une plateforme", "en": ALONE, "pt": "não está ligada a uma plataforma"}
    expect(page.locator(".told")).to_contain_text(told[language])


def test_opened_from_a_disk_it_can_be_read(open_page: Callable[..., Page], folder: Path) -> None:
    base = f"{(folder / 'deep' / 'en').as_uri()}/"
    page = open_page(f"{base}week-03.html", base)
    pages = page.frame_locator("iframe")
    answer(pages, "governance-or-management", "a")
    expect(pages.locator("#q-governance-or-management .verdict")).to_contain_text("Yes:")
    page.get_by_role("link", name="Glossary").click()
    expect(pages.locator("h1")).to_have_text("Glossary")


def test_below_a_page_of_another_host_nothing_breaks(open_page: Callable[..., Page], port: int) -> None:
    """As where a platform shows files from a host of their own, which no script can look out of."""
    page = open_page(f"http://127.0.0.1:{port}/", "http://")
    page.evaluate(LAUNCH, [f"http://localhost:{port}/deep/en/week-03.html", None, {}])
    unit = page.frame_locator("iframe")
    expect(unit.locator(".told")).to_have_text(ALONE)
    unit.frame_locator("iframe").get_by_label(DONE).check()
    assert page.evaluate("calls") == []


def test_without_scripts_the_week_can_be_read(open_page: Callable[..., Page], port: int) -> None:
    base = f"http://127.0.0.1:{port}/deep/en/"
    page = open_page(f"{base}week-03.html", base, java_script_enabled=False)
    page.get_by_role("link", name="Live session").click()
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("A charter on one page")


def test_a_page_beside_the_weeks_is_shown_without_a_word_to_the_platform(platform: Platform) -> None:
    platform.page.evaluate(LAUNCH, [f"{platform.package}course/en/glossary/index.html", None, {}])
    expect(platform.unit.locator("h1")).to_have_text("Glossary")
    platform.page.evaluate(LAUNCH, [f"{platform.package}course/en/week-03/index.html", None, {}])
    platform.unit.get_by_label(DONE).check()
    expect(platform.unit.locator("[data-counted]")).to_be_visible()
    assert platform.page.evaluate("calls") == []
    assert platform.page.evaluate(KEPT) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["fr", "en", "pt"])
def test_the_frame_fills_the_window_and_axe_finds_nothing(
    open_page: Callable[..., Page], port: int, language: str, width: int
) -> None:
    base = f"http://127.0.0.1:{port}/deep/{language}/"
    size = {"width": width, "height": 740}
    page = open_page(f"{base}week-03.html", base, viewport=size, bypass_csp=True)
    expect(page.frame_locator("iframe").locator(".mark")).to_be_visible()
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        740,
    ]
    box = page.locator("iframe").bounding_box()
    assert box
    assert box["x"] == 0
    assert box["width"] == width
    assert box["y"] + box["height"] == 740
    assert box["height"] > 560
    for frame in page.frames:
        frame.add_style_tag(
            content="* { content-visibility: visible !important; }"
        )  # axe sees what is laid out
        frame.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].target]))"
    )
    assert found == []
