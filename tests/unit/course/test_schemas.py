"""The JSON Schemas that editors use: valid, in step with the models, and right about the shipped files."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from mkdocs_course.course.schemas import MODELS, schema
from tests.building import ROOT

SHIPPED = {
    "course": ["course.yml"],
    "glossary": ["glossary.yml"],
    "run": sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "runs").glob("*.yml")),
}


def data(path: str) -> Any:
    loaded = YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))
    return json.loads(json.dumps(loaded, default=str))


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schema_is_valid_and_that_of_the_model(name: str) -> None:
    text = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    assert text == schema(name)


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in SHIPPED.items() for path in paths]
)
def test_shipped_files_are_valid_and_name_their_schema(name: str, path: str) -> None:
    Draft202012Validator(json.loads(schema(name))).validate(data(path))
    first = (ROOT / path).read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith(f"schemas/{name}.schema.json")


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["time"], "25:00"),
        (["time"], "1 pm"),
        (["weekday"], "tuesdays"),
        (["join"], "https://example.org"),
        (["id"], "Run 1"),
        (["extra"], 1),
        (["registration"], {"url": "http://example.org"}),
    ],
)
def test_editors_underline_what_the_check_refuses(keys: list[str], value: object) -> None:
    wrong = deepcopy(data("runs/2027-fr.yml"))
    wrong[keys[0]] = value
    assert not Draft202012Validator(json.loads(schema("run"))).is_valid(wrong)
