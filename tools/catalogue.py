"""Write course.pot anew from code, templates and theme, and bring each language's .po up to it.

New messages get an empty translation, which a test finds; messages that nothing uses any more go. Headers stay.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import PoFileError, read_po, write_po

from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "plugins" / "mkdocs_course"
CATALOGUE = PACKAGE / "catalogue"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*(?::\w+)?\}")


def check(folder: Path = CATALOGUE) -> Iterator[Problem]:
    """Find messages without words in a language or a plural form of it, and placeholders that are not the message's."""
    for path in sorted(folder.glob("*.po")):
        name = (CATALOGUE / path.name).relative_to(PACKAGE.parent.parent).as_posix()
        try:
            with path.open("rb") as file:
                messages = read_po(file, abort_invalid=True)
        except PoFileError as error:
            yield Problem(
                name, error.lineno + 1, 1, Severity.ERROR, "bad-catalogue", str(error), "see the lines around"
            )
            continue
        for message in messages:
            if not message.id:
                continue
            place = (name, message.lineno or 1, 1, Severity.ERROR)
            english = list(message.id) if isinstance(message.id, tuple) else [message.id]
            forms = [message.string or ""] if isinstance(message.string, str | None) else list(message.string)
            for number, form in enumerate(forms):
                original = english[min(number, len(english) - 1)]
                wanted, found = (set(PLACEHOLDER.findall(text)) for text in (str(original), str(form)))
                if not form:
                    said = f"`{original}` has no words" + (
                        f" for plural form {number}" if len(forms) > 1 else ""
                    )
                    yield Problem(
                        *place, "untranslated", said, f"write them; the language has {len(forms)} form(s)"
                    )
                elif wanted != found:
                    said = f"placeholders of `{form}` are not those of `{original}`"
                    yield Problem(
                        *place, "bad-placeholder", said, f"write {' '.join(sorted(wanted)) or 'none'}"
                    )


def template() -> Catalog:
    """Return the messages that code, templates and theme use."""
    with (CATALOGUE / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    messages = Catalog()
    found = extract_from_dir(
        PACKAGE,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for _file, _line, message, comments, context in found:
        messages.add(message, auto_comments=comments, context=context)
    return messages


def written(messages: Catalog) -> str:
    """Return the messages as the text of a .po file without its header."""
    buffer = io.BytesIO()
    write_po(buffer, messages, width=110, no_location=True, omit_header=True, sort_output=True)
    return buffer.getvalue().decode().rstrip("\n") + "\n"


def main() -> None:
    """Write all catalogues."""
    messages = template()
    (CATALOGUE / "course.pot").write_text(written(messages), encoding="utf-8", newline="\n")
    for path in CATALOGUE.glob("*.po"):
        if path.stem == "en":  # message ids are English
            continue
        header = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
        with path.open("rb") as file:
            translated = read_po(file)
        translated.update(messages, no_fuzzy_matching=True)
        translated.obsolete.clear()
        path.write_text(f"{header}\n\n{written(translated)}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
