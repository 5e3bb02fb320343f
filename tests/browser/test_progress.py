"""Progress without an account: marks, files, paper, browsers that keep nothing. Expected words are written by hand."""

from __future__ import annotations

import json
import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.browser.conftest import FOLDER, served
from tests.building import LANGUAGES, run_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import FrameLocator, Locator, Page, Route

    from tests.building import Site

COURSE = "course.example.org"
"""What the shipped course.yml calls itself."""
QUESTION = "week-03/what-keeps-a-committee-useful"
"""Its right answer is the second of three, which is `b`."""
SAVE_FIRST = {
    "fr": "Ce navigateur ne peut pas garder vos progrès. Enregistrez-les dans un fichier avant de quitter cette page.",
    "en": "This browser cannot keep your progress. Save it to a file before you leave this page.",
    "pt": "Este navegador não consegue guardar o seu percurso. Guarde-o num ficheiro antes de sair desta página.",
}


def state(weeks: Sequence[str] = (), sessions: Sequence[str] = (), **checks: str) -> dict[str, Any]:
    """Return a state as it is kept; `a="right"` is the question `week-01/a`."""
    return {
        "version": 1,
        "weeks": dict.fromkeys(weeks, "done"),
        "sessions": dict.fromkeys(sessions, "attended"),
        "checks": {f"week-01/{name}": value for name, value in checks.items()},
    }


def kept(page: Page, folder: str = FOLDER) -> Any:
    """Return what the browser keeps as the progress of the course in a folder."""
    text = page.evaluate("key => localStorage.getItem(key)", f"course {folder} progress")
    return text and json.loads(text)


def keep(page: Page, text: str) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"course {FOLDER} progress", text])


def answer(page: Page | FrameLocator, letter: str, question: str = QUESTION) -> Locator:
    block = page.locator(f"#q-{question.split('/')[1]}")
    block.locator(f"input[value={letter}]").check()
    block.locator(".check").click()
    return block


def saved(page: Page, button: Locator) -> tuple[str, Any]:
    """Press a button that saves; return the name of the file and what it holds."""
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, json.loads(download.value.path().read_text(encoding="utf-8"))


def take_in(page: Page, *contents: object) -> None:
    """Take in files called 1.json, 2.json …; what is not text or bytes becomes the file of a state."""
    files = []
    for number, content in enumerate(contents, start=1):
        text = content if isinstance(content, str | bytes) else json.dumps({"course": COURSE, **content})  # type: ignore[dict-item]
        buffer = text.encode() if isinstance(text, str) else text
        files.append({"name": f"{number}.json", "mimeType": "application/json", "buffer": buffer})
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]


# Marks.


def test_what_is_marked_in_french_is_seen_in_english_and_portuguese(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit("week-03/")
    page.get_by_label("J’ai terminé cette semaine").check()
    answer(page, "b")
    page.goto(f"{address}week-04/session/")
    page.get_by_label("J’ai suivi cette séance").check()
    for language, label, spoken, verdict in (
        ("en", "I have finished this week", "3 finished", "Yes: without follow-up"),
        ("pt", "Terminei esta semana", "3 terminada", "Sim:"),
        ("fr", "J’ai terminé cette semaine", "3 terminée", "Oui"),
    ):
        page.goto(f"{address}{LANGUAGES[language]}week-03/")
        expect(page.get_by_label(label)).to_be_checked()
        expect(page.locator(".weeks li:nth-child(3) a")).to_have_accessible_name(spoken)
        expect(page.locator(f"#q-{QUESTION.split('/')[1]} .verdict")).to_contain_text(verdict)
        assert page.locator(".weeks .ticked").count() == 1
        page.goto(f"{address}{LANGUAGES[language]}schedule/")
        rows = page.locator(".edition").first.locator(".schedule tbody tr")
        assert rows.locator("td:nth-child(2) .ticked").count() == 1
        expect(rows.nth(3).locator("td:nth-child(3) .ticked")).to_have_count(1)
        page.goto(f"{address}{LANGUAGES[language]}")
        expect(page.locator(".path li:nth-child(3) .ticked")).to_have_count(1)
        page.goto(f"{address}{LANGUAGES[language]}progress/")
        assert numbers(page) == ["1 / 12", "1 / 84", "1 / 12", "60 / 720", "90 / 1080"]


def numbers(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".figures dd").all_inner_texts()]


def test_a_mark_can_be_taken_back_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("en/week-02/")
    box = page.get_by_label("I have finished this week")
    box.focus()
    page.keyboard.press("Space")
    assert kept(page) == state(["week-02"])
    page.keyboard.press("Space")
    assert kept(page) == state()
    assert page.locator(".ticked").count() == 0


def test_a_right_answer_stays_whatever_is_tried_after_it(visit: Callable[..., Page], address: str) -> None:
    page = visit("en/week-03/")
    expect(answer(page, "a").locator(".verdict")).to_contain_text("No: beyond a certain size")
    page.reload()
    block = page.locator(f"#q-{QUESTION.split('/')[1]}")
    expect(block.locator(".verdict")).to_contain_text("No: beyond a certain size")
    expect(block.locator("input[value=a]")).to_be_checked()
    answer(page, "b")
    expect(answer(page, "c").locator(".verdict")).to_contain_text("No: a text helps")
    assert kept(page)["checks"] == {QUESTION: "right"}
    page.reload()
    expect(block.locator("input[value=b]")).to_be_checked()
    expect(block.locator(".verdict")).to_contain_text("Yes: without follow-up")
    page.goto(f"{address}en/progress/")
    expect(page.locator("tbody tr:nth-child(3) td:nth-child(3)")).to_have_text("1 / 7")


def test_another_tab_and_the_page_before_show_the_mark_at_once(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit("en/")
    other = page.context.new_page()
    other.goto(f"{address}en/progress/")
    page.locator(".path a").nth(4).click()
    page.get_by_label("I have finished this week").check()
    expect(other.get_by_label("Week 5 finished")).to_be_checked()
    page.go_back()
    expect(page.locator(".path li:nth-child(5) a")).to_have_class("ticked")


@pytest.mark.parametrize(
    ("language", "goes_on", "all_done"),
    [
        ("fr", "Continuer avec la semaine 3", "Mes progrès"),
        ("en", "Continue with week 3", "My progress"),
        ("pt", "Continuar na semana 3", "O meu percurso"),
    ],
)
def test_the_start_page_leads_to_the_first_week_that_is_not_finished(
    visit: Callable[..., Page], address: str, language: str, goes_on: str, all_done: str
) -> None:
    home = address + LANGUAGES[language]
    page = visit(LANGUAGES[language])
    start = page.locator(".actions .button").first
    assert start.evaluate("link => link.href") == f"{home}week-01/"
    for weeks, words, goal in (
        (["week-01", "week-02", "week-04"], goes_on, "week-03/"),
        ([f"week-{number:02}" for number in range(1, 13)], all_done, "progress/"),
    ):
        keep(page, json.dumps(state(weeks)))
        page.goto(home)
        expect(start).to_have_text(words)
        start.click()
        assert page.url == home + goal


def test_marking_asks_nothing_of_any_server(visit: Callable[..., Page], address: str) -> None:
    page = visit("en/week-03/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.get_by_label("I have finished this week").check()
    answer(page, "b")
    answer(page, "a")
    assert kept(page)["weeks"]
    page.evaluate("fetch('./')")  # shows that requests are seen
    assert [path for path in asked if path != "assets/course/icon.svg"] == ["en/week-03/"]


def test_two_courses_of_one_host_do_not_mix(visit: Callable[..., Page], site: Site, tmp_path: Path) -> None:
    with served(site, tmp_path) as one:
        (tmp_path / "deep" / "other").symlink_to(site.folder)
        host = one.removesuffix("course/")
        page = visit("course/en/week-01/", base=host)
        page.get_by_label("I have finished this week").check()
        page.goto(f"{host}other/en/progress/")
        assert numbers(page)[0] == "0 / 12"
        page.get_by_label("Week 2 finished").check()
        erase(page)
        assert numbers(page)[0] == "0 / 12"
        page.goto(f"{host}course/en/progress/")
        assert numbers(page)[0] == "1 / 12"


# Files.


def test_what_was_saved_and_erased_comes_back(visit: Callable[..., Page], address: str) -> None:
    page = visit("en/week-03/", now="2026-12-01T09:00:00Z")
    page.get_by_label("I have finished this week").check()
    answer(page, "b")
    answer(page, "a", "week-03/what-alignment-asks")
    page.goto(f"{address}en/progress/")
    page.get_by_label("Live session of week 3 attended").check()
    name, saving = saved(page, page.get_by_role("button", name="Save to a file"))
    assert name == "course-progress-2026-12-01.json"
    assert saving == {
        "course": COURSE,
        "version": 1,
        "weeks": {"week-03": "done"},
        "sessions": {"week-03": "attended"},
        "checks": {QUESTION: "right", "week-03/what-alignment-asks": "right"},
    }
    full = ["1 / 12", "2 / 84", "1 / 12", "60 / 720", "90 / 1080"]
    assert numbers(page) == full
    erase(page)
    assert numbers(page) == ["0 / 12", "0 / 84", "0 / 12", "0 / 720", "0 / 1080"]
    take_in(page, saving)
    expect(page.locator(".said")).to_have_text("1.json: taken in. What you had marked here is still there.")
    assert numbers(page) == full
    page.goto(f"{address}pt/progress/")
    assert numbers(page) == full


def erase(page: Page) -> None:
    page.locator(".tools summary").click()
    page.locator("[data-erase]").click()


def test_a_copy_opened_without_a_server_saves_and_takes_in(visit: Callable[..., Page], site: Site) -> None:
    page = visit("en/progress/index.html", base=f"{site.folder.as_uri()}/")
    page.get_by_label("Week 4 finished").check()
    page.reload()
    _, saving = saved(page, page.get_by_role("button", name="Save to a file"))
    assert saving == {"course": COURSE, **state(["week-04"])}
    erase(page)
    take_in(page, saving)
    expect(page.get_by_label("Week 4 finished")).to_be_checked()


def test_erasing_asks_once_more_and_leaves_nothing_of_the_course(
    visit: Callable[..., Page], address: str
) -> None:
    page = visit("en/schedule/")
    page.locator(".languages a[hreflang=pt-PT]").click()
    page.locator("[data-follow]").first.click()
    page.goto(f"{address}en/progress/")
    page.get_by_label("Week 1 finished").check()
    page.evaluate("localStorage.setItem('of another site', '1')")
    assert page.evaluate("localStorage.length") == 4
    assert not page.locator("[data-erase]").is_visible()
    page.locator(".tools summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text("Everything is erased.")
    assert page.evaluate("Object.keys(localStorage)") == ["of another site"]
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    expect(page.get_by_label("Week 1 finished")).not_to_be_checked()


FILES = [
    (state(["week-01"]), state(["week-02"]), state(["week-01", "week-02"])),
    (state(sessions=["week-01"]), state(), state(sessions=["week-01"])),
    (state(["week-09"]), state(sessions=["week-09"]), state(["week-09"], ["week-09"])),
    (state(one="right"), state(one="a"), state(one="right")),
    (state(one="right"), state(), state(one="right")),
    (state(one="a"), state(one="c"), state(one="c")),
    (state(one="a"), state(two="right"), state(one="a", two="right")),
    (state(["week-01"], one="b"), state(["week-01"], one="b"), state(["week-01"], one="b")),
    (state(["of-a-later-release"]), state(), state(["of-a-later-release"])),
    (state(["constructor"]), state(["to-string"]), state(["constructor", "to-string"])),
]
"""Two files, and what they are together."""


@pytest.mark.parametrize(("one", "other", "both"), FILES)
def test_two_files_are_joined_whichever_comes_first(
    visit: Callable[..., Page], one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]
) -> None:
    page = visit("en/progress/")
    for files in permutations((one, other)):
        for steps in ([files], [[files[0]], [files[1]]]):  # at once, or one after the other
            page.evaluate("localStorage.clear()")
            for step in steps:
                take_in(page, *step)
                expect(page.locator(".said")).to_contain_text("taken in")
                expect(page.locator("input[type=file]")).to_have_value("")
            assert kept(page) == both
            page.reload()


MARKS = st.fixed_dictionaries(
    {
        "version": st.just(1),
        "weeks": st.dictionaries(st.sampled_from(["w-1", "w-2", "constructor"]), st.just("done")),
        "sessions": st.dictionaries(st.sampled_from(["w-1", "w-2"]), st.just("attended")),
        "checks": st.dictionaries(
            st.sampled_from(["w-1/a", "w-1/b"]), st.sampled_from(["right", *"abcdefgh"])
        ),
    }
)


def test_joining_knows_no_order_and_no_repetition(visit: Callable[..., Page]) -> None:
    page = visit("en/progress/")

    @settings(deadline=None, max_examples=150)
    @given(MARKS, MARKS, MARKS)
    def laws(one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]) -> None:
        found = page.evaluate(
            """([a, b, c]) => {
              const join = course.progress.merge;
              return [join(a, b), join(b, a), join(join(a, b), c), join(a, join(b, c)), join(a, a)];
            }""",
            [one, two, three],
        )
        assert found[0] == found[1]
        assert found[2] == found[3]
        assert found[4] == one
        for kind in ("weeks", "sessions", "checks"):
            assert found[0][kind].keys() == one[kind].keys() | two[kind].keys()
        right = {name for each in (one, two) for name, value in each["checks"].items() if value == "right"}
        assert {name for name, value in found[0]["checks"].items() if value == "right"} == right

    laws()


GOOD = {"course": COURSE, **state(["week-01"], one="right")}
DAMAGED = "1.json: this is no saved progress, or the file is damaged. Nothing was changed."
FOREIGN = "1.json: this progress belongs to another course. Nothing was changed."
BAD_FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", DAMAGED),
    "truncated": (json.dumps(GOOD)[:-9], DAMAGED),
    "no JSON": ("week-01: done", DAMAGED),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", DAMAGED),
    "null": ("null", DAMAGED),
    "a number": ("1", DAMAGED),
    "a list": ("[]", DAMAGED),
    "another tool's": (json.dumps({"name": "course", "version": "1.0.0", "dependencies": {}}), DAMAGED),
    "of a later version": (json.dumps(GOOD | {"version": 2}), DAMAGED),
    "without a part": (json.dumps({key: GOOD[key] for key in GOOD if key != "checks"}), DAMAGED),
    "null for a part": (json.dumps(GOOD | {"weeks": None}), DAMAGED),
    "a list for a part": (json.dumps(GOOD | {"weeks": ["done"]}), DAMAGED),
    "unknown value": (json.dumps(GOOD | {"weeks": {"week-02": "half"}}), DAMAGED),
    "value in a list": (json.dumps(GOOD | {"weeks": {"week-02": ["done"]}}), DAMAGED),
    "markup for an id": (json.dumps(GOOD | {"weeks": {"<b>week-02</b>": "done"}}), DAMAGED),
    "prototype": (json.dumps(GOOD)[:-1] + ', "sessions": {"__proto__": "attended"}}', DAMAGED),
    "huge": (
        json.dumps(GOOD | {"weeks": {f"week-{number}": "done" for number in range(20_000)}}),
        DAMAGED,
    ),
    "of another course": (json.dumps(GOOD | {"course": "kurs.example.org"}), FOREIGN),
    "of no course": (json.dumps(state(["week-02"])), FOREIGN),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_wrong_file_is_refused_and_nothing_is_lost(visit: Callable[..., Page], name: str) -> None:
    content, words = BAD_FILES[name]
    page = visit("en/progress/")
    page.get_by_label("Week 4 finished").check()
    take_in(page, content)
    expect(page.locator(".said")).to_have_text(words)
    assert kept(page) == state(["week-04"])
    take_in(page, content, GOOD)
    expect(page.locator(".said")).to_contain_text("2.json: taken in.")
    assert kept(page) == state(["week-01", "week-04"], one="right")


# A browser that keeps nothing.


@pytest.mark.parametrize(
    "garbage",
    ["", "null", "[]", "{", "done", '{"version":1}', '{"version":1,"weeks":7,"sessions":[],"checks":null}'],
)
def test_garbage_in_the_browser_counts_for_nothing(visit: Callable[..., Page], garbage: str) -> None:
    page = visit("en/week-01/")
    keep(page, garbage)
    page.reload()
    box = page.get_by_label("I have finished this week")
    expect(box).not_to_be_checked()
    box.check()
    assert kept(page) == state(["week-01"])


FILL = """() => {
  for (let size = 1 << 20, number = 0; size >= 1;) {
    try { localStorage.setItem(`fill ${number++}`, "x".repeat(size)); } catch { size >>= 1; }
  }
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_browser_says_so_and_saves_to_a_file(
    visit: Callable[..., Page], address: str, language: str
) -> None:
    page = visit("en/week-01/")
    page.get_by_label("I have finished this week").check()
    page.evaluate(FILL)
    page.goto(f"{address}{LANGUAGES[language]}week-02/")
    note, box, button = page.locator(".unkept"), page.locator(".mark input"), page.locator("[data-save]")
    assert not button.is_visible()
    box.check()
    expect(note).to_have_text(SAVE_FIRST[language])
    expect(note).to_have_role("status")
    expect(page.locator(".weeks .ticked")).to_have_count(2)
    _, saving = saved(page, button)
    assert saving == {"course": COURSE, **state(["week-01", "week-02"])}
    page.goto(f"{address}{LANGUAGES[language]}progress/")
    assert numbers(page)[0] == "1 / 12"
    take_in(page, saving)
    expect(note).to_have_text(SAVE_FIRST[language])
    assert numbers(page)[0] == "2 / 12"
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.startsWith('fill')) localStorage.removeItem(key)"
    )
    page.locator("tbody input").nth(4).check()
    expect(note).to_have_text("")
    assert list(kept(page)["weeks"]) == ["week-01", "week-02", "week-03"]


@pytest.mark.parametrize("path", ["", "schedule/", "week-03/", "week-03/session/", "progress/", "glossary/"])
def test_a_browser_that_refuses_breaks_no_page(visit: Callable[..., Page], path: str) -> None:
    """In a frame without an origin of its own, Chromium refuses storage as it does with cookies blocked."""
    page = visit("about/", bypass_csp=True)  # which allows no frames
    page.evaluate(
        """path => new Promise(resolve => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts allow-downloads";
          frame.addEventListener("load", resolve);
          frame.src = `../en/${path}`;
          document.body.append(frame);
        })""",
        path,
    )
    (frame,) = page.frames[1:]
    with pytest.raises(Exception, match="SecurityError"):
        frame.evaluate("localStorage")
    boxes = page.frame_locator("iframe").locator(":is(.mark, .tick) input")
    if not path.startswith(("week", "progress")):
        assert boxes.count() == 0
        return
    note = page.frame_locator("iframe").locator(".unkept")
    expect(note).to_have_text(SAVE_FIRST["en"])
    boxes.first.check()
    expect(boxes.first).to_be_checked()
    _, saving = saved(page, page.frame_locator("iframe").locator("[data-save]"))
    assert {**saving["weeks"], **saving["sessions"]}


# Paper, and no script.


@pytest.mark.parametrize(
    ("language", "self_declared", "today"),
    [
        ("fr", "Relevé déclaré par la personne elle-même : nul ne l’a vérifié.", "1 décembre 2026"),
        ("en", "Self-declared record: nobody has checked it.", "1 December 2026"),
        ("pt", "Registo declarado pela própria pessoa: ninguém o verificou.", "1 de dezembro de 2026"),
    ],
)
def test_the_record_prints_on_one_sheet_and_keeps_no_name(
    visit: Callable[..., Page], language: str, self_declared: str, today: str
) -> None:
    page = visit(f"{LANGUAGES[language]}progress/", now="2026-12-01T09:00:00Z")
    keep(page, json.dumps(state(["week-01", "week-02"], ["week-01"])))
    page.reload()
    name = page.locator(".signature input")
    name.fill("Awa Ba")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    assert numbers(page) == ["2 / 12", "0 / 84", "1 / 12", "120 / 720", "90 / 1080"]
    shown = re.sub(r"[\u00a0\u202f]", " ", page.locator("body").inner_text())
    for text in (self_declared, today, page.locator(".name").inner_text()):
        assert text in shown
    assert name.is_visible()
    assert page.locator("article h2").first.is_hidden()
    assert page.locator(".tools").is_hidden()
    assert page.evaluate("!Object.values({ ...localStorage }).some(text => text.includes('Awa'))")
    page.reload()
    expect(name).to_have_value("")


def test_the_button_prints(visit: Callable[..., Page]) -> None:
    page = visit("en/progress/")
    # A browser without a window has no dialog to open.
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print the record").click()
    expect(page).to_have_title("printed")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Votre navigateur n’exécute pas de script ici"),
        ("en", "Your browser runs no script here"),
        ("pt", "O seu navegador não executa scripts aqui"),
    ],
)
def test_without_scripts_the_table_can_be_ticked_on_paper(
    visit: Callable[..., Page], address: str, language: str, words: str
) -> None:
    folder = LANGUAGES[language]
    page = visit(f"{folder}progress/", java_script_enabled=False)
    expect(page.locator(".record .notice")).to_contain_text(words)
    assert page.locator("tbody tr").count() == 12
    assert all(box.is_visible() for box in page.locator("tbody input").all())
    assert page.locator(".tools").is_hidden()
    assert numbers(page) == ["/ 12", "/ 84", "/ 12", "/ 720", "/ 1080"]
    page.goto(f"{address}{folder}week-03/")
    assert page.locator(".mark").is_hidden()
    assert page.locator(".check").first.is_hidden()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["", "schedule/", "week-03/", "progress/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_move_nothing(
    visit: Callable[..., Page], address: str, language: str, path: str, width: int
) -> None:
    """The page is painted before the script comes, as on a slow line. A good layout shift is below 0.1."""
    zone = run_data(f"2027-{language}")["timezone"]  # else a second hour would be put in, and move things
    page = visit(
        f"{LANGUAGES[language]}about/",
        viewport={"width": width, "height": 740},
        locale=language,
        timezone_id=zone,
    )
    weeks = [f"week-{number:02}" for number in range(1, 10)]
    keep(page, json.dumps(state(weeks, weeks, one="a")))
    held: list[Route] = []
    page.route("**/course-*.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright wants a function
    page.goto(f"{address}{LANGUAGES[language]}{path}", wait_until="commit")
    page.evaluate(PAINTED)
    assert page.locator(".ticked, tbody input:checked").count() == 0
    held[0].continue_()
    page.wait_for_load_state("load")
    expect(page.locator(".ticked, tbody input:checked").first).to_be_attached()
    assert page.evaluate(SHIFT) < 0.01


PAINTED = """() => new Promise(resolve => {
  new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
})"""

SHIFT = """() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
  const observer = new PerformanceObserver(list => resolve(sum(list.getEntries())));
  const sum = entries => entries.reduce((total, entry) => total + entry.value, 0);
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum(observer.takeRecords())), 200);
})))"""
