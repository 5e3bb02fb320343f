"""The package's Markdown templates, filled in with what a view returns and the words of a language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.bccache import Bucket

    from mkdocs_course.catalogue.messages import Catalogue


def render(template: str, view: Any, words: Catalogue) -> str:
    """Return a template, named by its path without `.j2`, filled in."""
    return _environment(words).get_template(f"{template}.j2").render(view=view)


class Compiled(BytecodeCache):
    """Compiled templates, compiled once for all languages: their environments differ in words alone."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}
        """By template and the hash of its source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the code of its template, where that is known."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code:
            self.code[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled() -> Compiled:
    return Compiled()


@cache
def _environment(words: Catalogue) -> Environment:
    environment = Environment(
        loader=PackageLoader("mkdocs_course"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  the output is Markdown; authors' words are Markdown too
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_compiled(),
    )
    environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["cell"] = _cell
    environment.filters["label"] = _label
    environment.filters["attribute"] = _attribute
    return environment


def _cell(text: str) -> str:
    """Keep a text within its table cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def _label(text: str) -> str:
    """Keep a text within the brackets of a link."""
    return _cell(text).replace("[", "\\[").replace("]", "\\]")


def _attribute(text: str) -> str:
    """Keep a text within the quotes of an attribute list."""
    return text.replace('"', "”").replace("{", "(").replace("}", ")")
