"""JSON Schemas of the data files, made from the models, so that editors complete and underline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs_course.course.glossary import Glossary
from mkdocs_course.course.model import Course, Model
from mkdocs_course.course.reading import replace_text
from mkdocs_course.course.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODELS: dict[str, type[Model]] = {"course": Course, "run": Run, "glossary": Glossary}


def schema(name: str) -> str:
    """Return the schema of a data file (JSON Schema 2020-12) as text."""
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema()}
    _close(content)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _close(node: object) -> None:
    """Let mappings with a pattern for their keys have no other keys; pydantic leaves them open."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for child in node.values():
            _close(child)
    elif isinstance(node, list):
        for child in node:
            _close(child)


def write_schemas(root: Path) -> Iterator[Path]:
    """Write all schemas into `schemas/` below the root; yield the path of each."""
    (root / "schemas").mkdir(exist_ok=True)
    for name in MODELS:
        path = root / "schemas" / f"{name}.schema.json"
        replace_text(path, schema(name))
        yield path
