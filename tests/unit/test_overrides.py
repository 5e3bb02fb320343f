"""The theme's files against those of other packages whose place they take; see tests/cases/overrides.yml."""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from mkdocs_course.plugin import THEME

OVERRIDES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "overrides.yml").read_text("utf-8"))
REPLACED = [
    (file, path, digest) for file, entry in OVERRIDES.items() for path, digest in entry["replaces"].items()
]
FOLDERS = ["material/templates", "mkdocs/templates", "mkdocs_static_i18n/custom_i18n_sitemap"]
"""Where MkDocs looks for templates behind ours."""


def upstream(path: str) -> Path:
    package, _, rest = path.partition("/")
    spec = find_spec(package)
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / rest


@pytest.mark.parametrize(("file", "path", "digest"), REPLACED, ids=[path for _, path, _ in REPLACED])
def test_what_the_theme_replaces_is_as_it_was(file: str, path: str, digest: str) -> None:
    now = sha256(upstream(path).read_bytes()).hexdigest()[:16]
    assert now == digest, (
        f"{path} has changed: look whether {file} must follow, then write {now} in overrides.yml"
    )


def test_every_file_that_replaces_another_is_listed() -> None:
    ours = {path.relative_to(THEME).as_posix() for path in THEME.rglob("*") if path.is_file()}
    replacing = {
        (name, f"{folder}/{name}")
        for name in ours
        for folder in FOLDERS
        if upstream(f"{folder}/{name}").is_file()
    }
    listed = {(file, path) for file, path, _ in REPLACED if path.endswith(f"/{file}")}
    assert replacing == listed
    assert {file for file, _, _ in REPLACED} <= ours
