"""Find what the catalogues of the interface lack, with file and line: messages, words, plural forms, placeholders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from mkdocs_course.problems import Problem, Severity
from tools.catalogue import CATALOGUE, PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*(?::\w+)?\}")


def check(folder: Path = CATALOGUE) -> Iterator[Problem]:
    """Check every catalogue of a folder against its template; English has its words in the message ids."""
    template = _read(folder / "course.pot")
    for path in sorted(folder.glob("*.po")):
        name = (CATALOGUE / path.name).relative_to(PACKAGE.parent.parent).as_posix()
        if path.stem == "en":
            continue
        try:
            catalogue = _read(path)
        except PoFileError as error:
            place = (name, error.lineno + 1, 1, Severity.ERROR)
            yield Problem(*place, "bad-catalogue", str(error), "correct or remove what stands here")
            continue
        for message in template:
            if message.id and not catalogue.get(message.id, message.context):
                said = f"the message `{_originals(message)[0]}` is missing"
                yield Problem(name, 1, 1, Severity.ERROR, "no-message", said, "run `make catalogue`")
        for message in catalogue:
            for code, said, hint in _faults(message) if message.id else ():
                yield Problem(name, message.lineno or 1, 1, Severity.ERROR, code, said, hint)


def _faults(message: Message) -> Iterator[tuple[str, str, str]]:
    """Yield code, message and hint for each plural form that is not as it should be."""
    originals, forms = _originals(message), _strings(message.string)
    if message.fuzzy:
        yield "fuzzy", f"the words for `{originals[0]}` are a guess", "read them, and remove `fuzzy`"
    for number, form in enumerate(forms):
        original = originals[min(number, len(originals) - 1)]  # Arabic has six forms where English has two
        wanted, found = (set(PLACEHOLDER.findall(text)) for text in (original, form))
        if not form:
            which = f" for plural form {number}" if len(forms) > 1 else ""
            yield "untranslated", f"`{original}` has no words{which}", "write them"
        elif wanted != found:
            said = f"placeholders of `{form}` are not those of `{original}`"
            yield "bad-placeholder", said, f"write {' '.join(sorted(wanted)) or 'none'}"


def _originals(message: Message) -> list[str]:
    return _strings(message.id)


def _strings(text: object) -> list[str]:
    """Return the forms of a message, be it one or several."""
    return [str(each) for each in text] if isinstance(text, list | tuple) else [str(text or "")]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)
