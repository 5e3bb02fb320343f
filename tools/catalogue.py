"""Write course.pot anew from code, templates and theme, and bring each language's .po up to it.

New messages get an empty translation, which `make check` finds; messages that nothing uses any more go. Headers stay.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "plugins" / "mkdocs_course"
CATALOGUE = PACKAGE / "catalogue"


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
