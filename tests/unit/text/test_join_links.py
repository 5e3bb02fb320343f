"""Join links: found as people paste them, not where people register, and never printed in full."""

from __future__ import annotations

import pytest

from mkdocs_course.text.join_links import join_links

JOIN_LINKS = [
    "https://zoom.us/j/81234567890",
    "https://us02web.zoom.us/j/81234567890?pwd=QWxhZGRpbjpvcGVu",
    "https://example.zoom.us/my/room.name",
    "https://zoom.us/w/81234567890?tk=abc",
    "https://zoom.us/wc/join/81234567890",
    "zoommtg://zoom.us/join?confno=81234567890",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0",
    "https://teams.live.com/meet/9312345678901",
    "https://teams.microsoft.com/meet/2312345678901?p=abc",
    "https://meet.google.com/abc-defg-hij",
    "https://meet.jit.si/OurWeeklySession",
    "https://bbb.example.org/b/abc-def-ghi",
    "https://bbb.example.org/rooms/abc-def-ghi-jkl/join",
    "https://example.webex.com/meet/room",
    "https://example.webex.com/example/j.php?MTID=m0123456789",
    "https://whereby.com/our-room",
    "https://chat.whatsapp.com/AbCdEfGhIjK",
    "https://t.me/+AbCdEfGh",
    "https://discord.gg/abcdef",
    "Meeting ID: 812 3456 7890",
    "ID de réunion : 812 3456 7890",
    "ID da reunião: 812 3456 7890",
    "Passcode: 123456",
    "Code secret : x7Yz91",
    "Mot de passe : 482913",
    "Palavra-passe: 482913",
    "<b>Passcode:</b> <code>482913</code>",
    "tel:+33123456789,,81234567890#",
]
"""As the services write them into their invitations, with invented numbers."""

OTHERS = [
    "https://zoom.us/meeting/register/tZAbcDEF",
    "https://zoom.us/webinar/register/WN_abc",
    "https://zoom.us/download",
    "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0060732",
    "https://www.microsoft.com/en/microsoft-teams/join-a-meeting",
    "https://meet.google.com/",
    "https://jitsi.org/",
    "https://example.org/blog/abc",
    "https://t.me/channelname",
    "Ask for the passcode by mail.",
    "The meeting has 12 participants.",
    "A password has 12 characters or more.",
    "Le mot de passe est personnel.",
    "The number of health facilities: 81234567890",
]
"""What may stand on a public page."""


def found(text: str, path: str = "docs/fr/index.md") -> list[tuple[int, int]]:
    return [(problem.line, problem.column) for problem in join_links(path, text)]


@pytest.mark.parametrize("link", JOIN_LINKS)
def test_join_links_are_found_at_their_line(link: str) -> None:
    assert [line for line, _ in found(f"# Title\n\nSee {link} now.\n")] == [3]


@pytest.mark.parametrize("text", OTHERS)
def test_public_pages_and_plain_words_may_stay(text: str) -> None:
    assert found(f"# Title\n\n{text}\n") == []


@pytest.mark.parametrize(
    "disguise",
    [
        "https://ZOOM.US/J/81234567890",
        "https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https:&#x2F;&#x2F;zoom.us&#x2F;j&#x2F;81234567890",
        "[link](<https://zoom.us/j/81234567890>)",
        '{"url":"https://zoom.us/j/81234567890"}',
    ],
)
def test_a_disguise_does_not_help(disguise: str) -> None:
    assert len(found(disguise)) == 1


def test_a_link_is_placed_by_line_and_column() -> None:
    assert found("one\ntwo https://zoom.us/j/81234567890\n\nhttps://zoom.us/j/81234567890") == [
        (2, 13),
        (4, 9),
    ]


@pytest.mark.parametrize("fold", [1, 9, 16, 20, 26])
def test_a_calendar_file_hides_nothing_in_folded_lines(fold: int) -> None:
    line = "DESCRIPTION:https://zoom.us/j/81234567890"
    text = f"BEGIN:VEVENT\r\n{line[:fold]}\r\n {line[fold:]}\r\nEND:VEVENT\r\n"
    assert [line for line, _ in found(text, "site/runs/a/calendar.ics")] == [2]


@pytest.mark.parametrize(
    "secret", ["81234567890", "QWxhZGRpbjpvcGVu", "482913", "x7Yz91", "OurWeeklySession"]
)
def test_what_lets_people_in_is_not_printed(secret: str) -> None:
    links = [link for link in JOIN_LINKS if secret in link]
    assert links
    for link in links:
        (problem,) = join_links("docs/fr/index.md", link)
        assert secret not in f"{problem.message} {problem.hint}"
        assert problem.hint
