"""Names of files that every system can keep: the one list of rules, for those who make, check and unpack a release.

`mirror/update.sh` has the same rules, in the terms of a shell; the tests hold both to one list of examples.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_PATH = 150
"""In bytes. Below a folder of its own a path stays within Windows' 260 characters, and fits the header of a tar."""
LONGEST_PART = 100
"""In bytes: what the header of a tar has for a file's name."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE)


def faults(names: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with the names of the files of one tree, relative to its root: one line each."""
    spelled: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        shown = ascii(name)[1:-1]
        if wrong := _fault(name):
            yield f"`{shown}` {wrong}"
            continue
        if name in files:
            yield f"`{shown}` is there twice"
        files.add(name)
        parts = name.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts))]
        folders.update(above)
        for path in (*above, name):
            other = spelled.setdefault(_folded(path), path)
            if other != path:
                yield f"`{shown}` differs from `{ascii(other)[1:-1]}` by case alone"
                break
    for name in sorted(files & folders):
        yield f"`{ascii(name)[1:-1]}` is a file and a folder"


def _fault(name: str) -> str:
    if not name or name.startswith("/"):
        return "is not relative to the root"
    if found := _FORBIDDEN.search(name):
        return f"holds {found[0]!a}, which not every system can keep"
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        return "is not UTF-8"
    if name != unicodedata.normalize("NFC", name):
        return "has accents written apart from their letters (it is not in NFC)"
    if length > LONGEST_PATH:
        return f"is longer than {LONGEST_PATH} bytes"
    return next(filter(None, map(_fault_of_part, name.split("/"))), "")


def _fault_of_part(part: str) -> str:
    if part in {"", ".", ".."}:
        return "has a part that is empty, `.` or `..`"
    if part.startswith("-"):
        return "has a part that begins with a hyphen, which programs take for an option"
    if part.endswith((".", " ")):
        return "has a part that ends in a dot or a space, which Windows drops"
    if _DEVICE.fullmatch(part):
        return "has a part that names a device on Windows"
    if len(part.encode()) > LONGEST_PART:
        return f"has a part longer than {LONGEST_PART} bytes"
    return ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
