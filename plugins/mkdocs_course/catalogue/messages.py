"""The words of the interface in one language, read from its `.po` file.

Message ids are English, so `en.po` holds only a header. Each header's `Language` names the regional form whose dates
and numbers are used: `pt.po` says `pt_PT`, since plain `pt` would mean Brazil.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from mkdocs_course.catalogue.typography import typeset

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel.messages.catalog import Catalog


class Catalogue:
    """The words and the date forms of one language."""

    def __init__(self, language: str, messages: Catalog) -> None:
        self.language = language
        """The language's folder under `docs/`."""
        self.locale = messages.locale or Locale.parse(language, sep="-")
        """Babel's locale, with the region that the catalogue names."""
        compiled = BytesIO()
        write_mo(compiled, messages)
        compiled.seek(0)
        self.translations = Translations(compiled)
        """What Jinja's i18n extension takes."""

    def gettext(self, message: str) -> str:
        """Return the words of a message."""
        return self.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the words of a message that depends on a number."""
        return self.translations.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return the words of a message that means something of its own in a context."""
        return str(self.translations.pgettext(context, message))

    @property
    def tag(self) -> str:
        """The language as HTML wants it (BCP 47): `pt-PT`."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def language_name(self, language: str) -> str:
        """Return the name of a language in this one, as within a sentence: `francês`."""
        return Locale.parse(language, sep="-").get_display_name(self.locale) or language


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language; where it has none, English words with the language's own dates."""
    text = _source(language).read_bytes() if has_words(language) else b""
    messages = read_po(BytesIO(text), locale=None if text else language.replace("-", "_"))
    for message in messages:
        if message.id and message.string:
            message.string = _typeset(message.string, language)
    return Catalogue(language, messages)


def has_words(language: str) -> bool:
    """Say whether the interface has words in a language, or shows English there."""
    return _source(language).is_file()


def _source(language: str) -> Traversable:
    return resources.files(__package__).joinpath(f"{language}.po")


def _typeset(string: str | tuple[str, ...] | list[str], language: str) -> str | tuple[str, ...]:
    return (
        typeset(string, language)
        if isinstance(string, str)
        else tuple(typeset(each, language) for each in string)
    )


def native_name(language: str) -> str:
    """Return the name of a language in itself, as at the head of a line: `Português`."""
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[:1].upper() + name[1:]


def alphabetical(text: str) -> str:
    """Return the key by which a text is sorted among others; accents and capitals do not count."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
