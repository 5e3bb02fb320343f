"""Spaces of French punctuation and of numbers."""

from __future__ import annotations

import markdown
import pytest

from mkdocs_course.catalogue.typography import typeset
from mkdocs_course.text import typography_extension

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("fr", "Vraiment ? Oui !", f"Vraiment{N}? Oui{N}!"),
        ("fr", "un ; deux", f"un{N}; deux"),
        ("fr", "Deux choses : une", f"Deux choses{W}: une"),
        ("fr", "« citation »", f"«{N}citation{N}»"),
        ("fr", "1 240 établissements, 43 %", f"1{N}240 établissements, 43{W}%"),
        ("fr", "1 240 500 u en 90 min", f"1{N}240{N}500{W}u en 90{W}min"),
        ("fr", "à 10:30, voir https://example.org", "à 10:30, voir https://example.org"),
        ("fr", "le 12 mars 2027", "le 12 mars 2027"),
        ("pt", "43 % de 1 240 unidades", f"43{W}% de 1{N}240 unidades"),
        ("pt-PT", "Porquê ? : «a»", "Porquê ? : «a»"),
        ("en", "43 % : « x » 1 240", f"43{W}% : « x » 1{N}240"),
    ],
)
def test_spaces(language: str, written: str, shown: str) -> None:
    assert typeset(written, language) == shown
    assert typeset(shown, language) == shown


def test_code_and_other_languages_are_left_alone() -> None:
    text = 'Oui ! `a ? b` <span lang="en">c ! d</span>\n\n```\ne ? f\n```\n'
    html = markdown.markdown(
        text,
        extensions=["fenced_code", typography_extension.NAME],
        extension_configs={typography_extension.NAME: {"language": "fr"}},
    )
    assert f"Oui{N}!" in html
    assert "<code>a ? b</code>" in html
    assert "e ? f" in html
