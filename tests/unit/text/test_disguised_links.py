"""Join links in disguise: written another way or folded, they are found; what lets people in is not printed."""

from __future__ import annotations

import pytest

from mkdocs_course.text.join_links import join_links


@pytest.mark.parametrize(
    "disguise",
    [
        "https://ZOOM.US/J/81234567890",
        "https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https:&#x2F;&#x2F;zoom.us&#x2F;j&#x2F;81234567890",
        "[link](<https://zoom.us/j/81234567890>)",
        '{"url":"https://zoom.us/j/81234567890"}',
        "<b>Passcode:</b> <code>482913</code>",
    ],
)
def test_a_disguise_does_not_help(disguise: str) -> None:
    assert [problem.line for problem in join_links("index.html", f"\n{disguise}\n")] == [2]


@pytest.mark.parametrize("fold", [1, 9, 16, 20, 26])
def test_a_calendar_file_hides_nothing_in_folded_lines(fold: int) -> None:
    line = "DESCRIPTION:https://zoom.us/j/81234567890"
    text = f"BEGIN:VEVENT\r\n{line[:fold]}\r\n {line[fold:]}\r\nEND:VEVENT\r\n"
    assert [problem.line for problem in join_links("runs/a/calendar.ics", text)] == [2]


@pytest.mark.parametrize(
    ("link", "secret"),
    [
        ("https://us02web.zoom.us/j/81234567890?pwd=QWxhZGRpbjpvcGVu", "QWxhZGRpbjpvcGVu"),
        ("https://meet.jit.si/OurWeeklySession", "OurWeeklySession"),
        ("https://chat.whatsapp.com/AbCdEfGhIjK", "AbCdEfGhIjK"),
        ("Code secret : x7Yz91", "x7Yz91"),
        ("Mot de passe : 482913", "482913"),
        ("Passcode: abc123", "abc123"),
    ],
)
def test_what_lets_people_in_is_not_printed(link: str, secret: str) -> None:
    (problem,) = join_links("docs/fr/index.md", link)
    assert secret not in f"{problem.message} {problem.hint}"
