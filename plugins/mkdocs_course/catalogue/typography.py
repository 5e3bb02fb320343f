"""Spaces that typography wants and authors need not type: French punctuation, and numbers in all three languages.

Sources: Lexique des règles typographiques en usage à l'Imprimerie nationale (French); for numbers the SI Brochure,
9th edition, 5.4.3 and 5.4.4 (a space before the unit and before %, groups of three digits).
"""

from __future__ import annotations

import re

NARROW = "\u202f"
"""Narrow no-break space."""
WIDE = "\u00a0"
"""No-break space."""

_PUNCTUATION = (
    (re.compile(r" (?=[;!?»])"), NARROW),
    (re.compile(r"(?<=«) "), NARROW),
    (re.compile(r" (?=:(?:\s|$))"), WIDE),
)
_NUMBERS = (
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:%|‰|€|h|min|s|km|m|cm|mm|kg|g|mg|l|ml|ko|kB|Mo|MB|Go|GB|u)(?!\w))"), WIDE),
)
_RULES = {"fr": (*_PUNCTUATION, *_NUMBERS), "pt": _NUMBERS, "en": _NUMBERS}


def typeset(text: str, language: str) -> str:
    """Return a text with the spaces that its language (BCP 47) wants. They keep lines from breaking there."""
    for pattern, space in _RULES.get(language.split("-", maxsplit=1)[0], ()):
        text = pattern.sub(space, text)
    return text
