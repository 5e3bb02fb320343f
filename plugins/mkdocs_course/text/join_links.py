"""Join links: what would let anybody walk into a live session, and so may stand in no public file.

Links into meetings of the known services, numbers of meetings, passcodes, invitations to groups. Pages where people
register are public and may stay. A link behind a shortener cannot be known; reviewers must look for those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mkdocs_course.course.reading import lines_of
from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CODE = "join-link"
TEXTS = {
    ".css", ".csv", ".htm", ".html", ".ics", ".js", ".json", ".jsonl", ".map", ".md", ".opf", ".rss", ".srt",
    ".svg", ".txt", ".vcf", ".vtt", ".webmanifest", ".xhtml", ".xml", ".yaml", ".yml",
}  # fmt: skip
"""Endings of the files that are read; what may hold a join link."""


@dataclass(frozen=True)
class _Kind:
    """One kind of join link. The pattern is tried only where one of the needles (lower case) is."""

    what: str
    needles: Sequence[str]
    pattern: re.Pattern[str]


def _kind(what: str, needles: str, pattern: str) -> _Kind:
    return _Kind(what, needles.split(), re.compile(pattern, re.IGNORECASE | re.VERBOSE))


_KINDS = (
    _kind(
        "a link into a Zoom meeting",
        "zoom",
        r"""
        \bzoom(?:gov)?\.(?:us|com(?:\.cn)?)/(?:j|my|w|s|wc|launch)/
        | \bzoom(?:gov)?\.(?:us|com(?:\.cn)?)/[^\s"'<>]*[?&]pwd=
        | \bzoom(?:mtg|us)://""",
    ),
    _kind(
        "a link into a Teams meeting",
        "teams",
        r"""
        \bteams\.(?:microsoft\.com|live\.com|cloud\.microsoft|microsoft\.us)/(?:\#?/?l/meetup-join|meet)/
        | \bmsteams:/""",
    ),
    _kind(
        "a link into a Google Meet meeting",
        "meet.google g.co/meet",
        r"""
        \bmeet\.google\.com/(?:[a-z]{3}-?[a-z]{4}-?[a-z]{3}\b|lookup/\w)
        | \bg\.co/meet/\w""",
    ),
    _kind(
        "a link into a BigBlueButton room",
        "/b/ /rooms/ bigbluebutton",
        r"""
        /b/[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}\b
        | /rooms/[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}\b
        | /bigbluebutton/api/join\b""",
    ),
    _kind(
        "a link into a Jitsi room",
        "jit.si framatalk 8x8.vc",
        r"""\b(?:meet\.jit\.si|framatalk\.org|8x8\.vc)/[^\s"'<>)]""",
    ),
    _kind(
        "a link into a Webex meeting",
        "webex",
        r"""\.webex\.com/(?:(?:meet|join)/\w|[^\s"'<>]*(?:/j\.php|MTID=))""",
    ),
    _kind(
        "a link into a meeting",
        "whereby goto skype livestorm",
        r"""
        \bwhereby\.com/(?!information\b|blog\b)\w
        | \bmeet\.goto\.com/\w
        | \bgotomeet(?:ing)?\.(?:me|com)/(?:join/)?\w
        | \bjoin\.skype\.com/\w
        | \bapp\.livestorm\.co/[^\s"'<>]*/live\b""",
    ),
    _kind(
        "an invitation into a group",
        "whatsapp t.me/ telegram discord signal.group",
        r"""
        \bchat\.whatsapp\.com/\w
        | \bt(?:elegram)?\.me/(?:\+|joinchat/)\w
        | \bdiscord(?:\.gg|\.com/invite)/\w
        | \bsignal\.group/\#""",
    ),
    _kind(
        "the number of a meeting",
        "meeting webinar réunion reunion webinaire reunião reuniao webinário",
        r"""
        (?:\b(?:meeting|webinar|r[ée]union|webinaire|reuni[ãa]o|webin[áa]rio)\s*(?:id|n[o°º]\.?|number)
        | \b(?:id|identifiant|num[ée]ro|n[°º]|n[úu]mero)\s+d[ea]\s*(?:la\s+|l[’'])?
          (?:r[ée]union|webinaire|reuni[ãa]o|webin[áa]rio))
        \W{0,8}\d(?:[\s\u00a0\u202f.-]?\d){8,10}\b""",
    ),
    _kind(
        "a passcode",
        "pass pwd secret code senha código",
        r"""
        \b(?:pass\s?code|meeting\ password|code\ secret|mot\ de\ passe|palavra-passe|senha
        | code\ d[’']acc[èe]s|c[óo]digo\ de\ acesso|access\ code)\b
        \s*[*_]*\s*(?:[:=]|\bis\b|\best\b|\bé\b)[\s*_`"«“]*
        (?:\d{4,}\b | (?=[\w!@\#$%&+-]*\d)(?=[\w!@\#$%&+-]*[^\W\d_])[\w!@\#$%&+-]{6,})
        | [?&](?:pwd|passcode|meetingPassword)=[\w%]""",
    ),
    _kind("a telephone number with the code of a meeting", "tel:", r"\btel:[+\d() .-]+,+\d{5,}"),
)
_SECRET = re.compile(r"[\d=]")
_FOLD = re.compile(r"\r?\n[ \t]")
_TAG = re.compile(r"<[^<>]*>")
_HINT = (
    "take it out, and make a new one if it was published; the link goes to learners by mail or on their learning "
    "platform, and the address of a registration page may stay"
)


def join_links(path: str, text: str) -> Iterator[Problem]:
    """Find the join links of a text file.

    They are found as written, behind percent signs or character references, and between tags. Messages show only how
    a link begins: they end in public logs.
    """
    folded = path.endswith(
        (".ics", ".vcf")
    )  # RFC 5545 3.1: a line that begins with a space continues the last
    lowered = _plain(_FOLD.sub("", text) if folded else text).lower()
    kinds = [kind for kind in _KINDS if any(needle in lowered for needle in kind.needles)]
    if not kinds:
        return
    for number, line in _lines(text, folded=folded):
        plain = _plain(line)
        lowered = plain.lower()
        for kind in kinds:
            if any(needle in lowered for needle in kind.needles):
                bare = _TAG.sub(" ", plain) if "<" in plain else plain
                found = kind.pattern.search(plain) or kind.pattern.search(bare)
                if found:
                    column = max(line.find(found[0]), 0) + 1
                    message = f"`{_SECRET.split(found[0].strip()[:14])[0]}…` looks like {kind.what}"
                    yield Problem(path, number, column, Severity.ERROR, CODE, message, _HINT)
                    break


def _plain(text: str) -> str:
    text = text.replace("\\/", "/")  # RFC 8259 7: JSON may write a slash so
    return unescape(unquote(text)) if "%" in text or "&" in text else text


def _lines(text: str, *, folded: bool) -> Iterator[tuple[int, str]]:
    """Return the lines with their numbers, folded ones joined under the number of the first."""
    number, joined = 1, ""
    for at, line in enumerate(lines_of(text), start=1):
        if folded and line[:1] in {" ", "\t"}:
            joined += line[1:]
            continue
        if at > 1:
            yield number, joined
        number, joined = at, line
    yield number, joined
