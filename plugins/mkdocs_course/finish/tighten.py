"""Leave out the white space that no browser shows."""

from __future__ import annotations

import re

BLOCKS = (
    "article|body|dd|details|div|dl|dt|fieldset|figure|footer|h[1-6]|head|header|html|legend|li|link|main|meta|nav|ol|p|"
    "section|summary|table|tbody|td|th|thead|title|tr|ul"
)
"""Elements that begin and end lines of their own, or show nothing: white space before their tags means nothing."""

_AS_WRITTEN = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)", re.DOTALL)
_BEFORE = re.compile(rf"\s+(?=</?(?:{BLOCKS})\b)")


def tighten(page: str) -> str:
    """Return a page of HTML without the white space before the tags of blocks, except where it is kept as written."""
    parts = _AS_WRITTEN.split(page)
    return "".join(
        "" if place % 3 == 2 else part if place % 3 else _BEFORE.sub("", part)
        for place, part in enumerate(parts)
    )
