"""What some artefacts need beyond the package's own dependencies."""

from __future__ import annotations


class MissingError(RuntimeError):
    """A library that an artefact needs is not installed. Its text says which, and how to get it."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}: pip install 'mkdocs-course[{extra}]'")
