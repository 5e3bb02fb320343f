"""The glossary: one entry per language beside the id, and what is refused by the check and by editors alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from mkdocs_course.course.glossary import Glossary
from tests.building import ROOT, read_yaml

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas/glossary.schema.json").read_text(encoding="utf-8")))
ENTRY = {"term": "Register", "definition": "Verzeichnis, das geführt wird."}
TERM = {"id": "register", "source": "Amt, 2020", "de": ENTRY, "sw": ENTRY | {"term": "rejista"}}


def test_all_keys_but_id_and_source_are_languages() -> None:
    (term,) = Glossary.model_validate({"terms": [TERM]}).terms
    SCHEMA.validate({"terms": [TERM]})
    assert {language: entry.term for language, entry in term.entries.items()} == {
        "de": "Register",
        "sw": "rejista",
    }
    assert (term.entries["de"].abbr, term.entries["de"].accept, term.entries["de"].avoid) == (None, [], [])


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Das Register"},
        {"id": None},
        {"source": ""},
        {"de": "Register"},
        {"de": {"term": "Register"}},
        {"de": ENTRY | {"term": ""}},
        {"de": ENTRY | {"accept": "Liste"}},
        {"de": ENTRY | {"note": "…"}},
    ],
)
def test_both_check_and_editors_refuse_a_wrong_term(change: dict[str, Any]) -> None:
    glossary = {"terms": [TERM | change]}
    with pytest.raises(ValidationError):
        Glossary.model_validate(glossary)
    assert not SCHEMA.is_valid(glossary)


@pytest.mark.parametrize("glossary", [{"terms": []}, {}, {"terms": [TERM], "title": "Glossar"}])
def test_a_glossary_has_terms_and_nothing_else(glossary: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Glossary.model_validate(glossary)
    assert not SCHEMA.is_valid(glossary)


def test_the_shipped_terms_are_sorted_by_id() -> None:
    ids = [term["id"] for term in read_yaml("glossary.yml")["terms"]]
    assert ids == sorted(set(ids))
