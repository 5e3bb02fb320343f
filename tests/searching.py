"""What readers may type, where it should lead, and the engine of a built site asked by Node."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from tests.building import LANGUAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Query:
    """What is typed, how (`mistyped`), and the places that answer it."""

    text: str
    how: str
    places: Sequence[str]

    def answered(self, found: Sequence[str]) -> bool:
        """Say whether one of the places, or a section of it, is among what was found first."""
        return any(place == one or one.startswith(f"{place}#") for place in self.places for one in found[:3])


def queries(language: str) -> list[Query]:
    """Return the queries in a language, written by hand."""
    text = (ROOT / "tests" / "cases" / "search" / f"{language}.yml").read_text(encoding="utf-8")
    return [
        Query(str(typed), how, [LANGUAGES[language] + place for place in _several(places)])
        for how, group in yaml.safe_load(text).items()
        for typed, places in group.items()
    ]


def ask(site: Path, language: str, **request: Sequence[str]) -> Any:
    """Hand a request to tests/search/ask.mjs; return its answer."""
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "search" / "ask.mjs"), str(site), language],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _several(places: str | list[str]) -> list[str]:
    return places if isinstance(places, list) else [places]
