"""The words that scripts and Markdown blocks write into pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs_course.text.directives import PageKind
from mkdocs_course.views.session import state_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.views.viewpoint import Viewpoint

_WITH_WEEKS = {PageKind.HOME, PageKind.SCHEDULE, PageKind.RUN}
_WITH_SESSIONS = _WITH_WEEKS | {PageKind.WEEK, PageKind.SESSION}


def script_words(view: Viewpoint) -> Mapping[str, str]:
    """Return the words that `sessions.js` needs on a page; none where no session is shown."""
    words = view.words
    if view.kind not in _WITH_SESSIONS or not view.project.listed_runs:
        return {}
    return {
        # Translators: how the first day of a month is written within a date; French: 1er.
        "first": words.pgettext("first day of a month", "1"),
        # Translators: {time} is a day, hours and a zone: "Your time: 15:00–16:30 (UTC+2, Kigali)".
        "yours": words.gettext("Your time: {time}"),
        "live": words.gettext("live now"),
        "ended": words.gettext("ended; recording to come"),
        "past": state_words("past", words),
        "comma": words.gettext(", "),
        **(_words_of_weeks(words) if view.kind in _WITH_WEEKS else {}),
    }


def _words_of_weeks(words: Catalogue) -> Mapping[str, str]:
    """Return the words for pages that show all weeks."""
    return {
        "next": words.gettext("Next live session"),
        "over": words.gettext("The sessions of this edition are over"),
        # Translators: before the title of the week that today is in.
        "week": words.gettext("This week"),
        "colon": words.gettext(":"),
    }


def search_words(words: Catalogue) -> Mapping[str, str]:
    """Return the words that `search/engine.js` shows."""
    return {
        "results": words.gettext("Results: {number}"),
        # Translators: what search says when it found more than it shows.
        "best": words.gettext("Results: {number}; the best {shown} are shown"),
        "searching": words.gettext("Searching …"),
        "nothing": words.gettext("Nothing found. Try fewer letters or another word, or look here:"),
        "lacking": words.gettext("Not all texts could be loaded; the next key tries again."),
    }


def as_data(words: Mapping[str, str]) -> str:
    """Return words as JSON for an attribute in single quotes, which cost less than the escaped double ones."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")


def self_check_words(words: Catalogue) -> Mapping[str, str]:
    """Return the words that the block of a question shows."""
    return {"answers": words.gettext("Answers"), "check": words.gettext("Check my answer")}
