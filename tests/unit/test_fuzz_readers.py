"""Whatever a file from outside holds: its reader answers as it says, soon, and in its memory. See tests/fuzzing.py."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzzing import readers

NAMES = list(readers())


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_answered(name: str) -> None:
    reader = readers()[name]
    checks = settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    checks(given(reader.files)(reader.try_out))()
