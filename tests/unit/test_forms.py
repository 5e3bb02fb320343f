"""The forms for issues and pull requests ask the same in three languages, each rightly spelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.building import LANGUAGES, ROOT
from tools.spelling import WORD, readable, reviewed, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
KINDS = ("1-error", "2-idea", "3-bug")


def form(kind: str, language: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FORMS / f"{kind}-{language}.yml").read_text(encoding="utf-8"))
    return content


def texts(content: Any) -> Iterator[str]:
    """Yield what a form shows."""
    for field in [content, *(field["attributes"] for field in content["body"])]:
        yield from (field[key] for key in ("name", "description", "label", "value") if key in field)


def test_each_kind_is_there_in_each_language_and_an_issue_can_have_none() -> None:
    names = {f"{kind}-{language}.yml" for kind in KINDS for language in LANGUAGES}
    assert {path.name for path in FORMS.iterdir()} == names | {"config.yml"}
    # The site's link gives the page as the title of an issue without a form.
    assert yaml.safe_load((FORMS / "config.yml").read_text(encoding="utf-8")) == {
        "blank_issues_enabled": True
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_asks_the_same_in_each_language_in_other_words(kind: str) -> None:
    forms = [form(kind, language) for language in LANGUAGES]
    shapes = [
        [(field["type"], field.get("id"), field.get("validations")) for field in each["body"]]
        for each in forms
    ]
    assert shapes == [shapes[0]] * len(LANGUAGES)
    for said in zip(*map(texts, forms), strict=True):
        assert len(set(said)) == len(LANGUAGES), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_spelt_rightly_and_french_keeps_its_signs_together(language: str) -> None:
    said = [text for kind in KINDS for text in texts(form(kind, language))]
    words = {word for text in said for word in WORD.findall(readable(text))}
    assert unknown(sorted(words), language) <= reviewed(language) | {"Python"}
    if language == "fr":
        assert any("\u202f?" in text for text in said)
        assert not [text for text in said if re.search(r"\S[;:!?»](?:\s|$)| [;:!?»]|['\"]", text)], said


def test_a_pull_request_is_asked_for_the_same_in_each_language() -> None:
    text = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    asked = re.findall(r"^(?: {4}- )?(fr|en|pt)\s?:", text, re.MULTILINE)
    assert asked == ["fr", "en", "pt"] * 4
    assert text.count("- [ ]") == 3
