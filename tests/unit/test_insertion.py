"""Lines are put where a person would write them, and nothing else changes."""

from __future__ import annotations

import pytest

from mkdocs_course.insertion import add_item, add_pages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list:\n  - a\n", "list:\n  - a\n  - new\n    more\n"),
        ("list:\n- a\n", "list:\n- a\n- new\n  more\n"),
        ("list:\n- a", "list:\n- a\n- new\n  more\n"),
        (
            "list: # two\n  - a:\n      - inner\n\n# of the next\nnext: 1\n",
            "list: # two\n  - a:\n      - inner\n  - new\n    more\n\n# of the next\nnext: 1\n",
        ),
        (
            "up:\n  list:\n    - a\n    # between\n    - b\n  other:\n    - c\n",
            "up:\n  list:\n    - a\n    # between\n    - b\n    - new\n      more\n  other:\n    - c\n",
        ),
    ],
)
def test_an_item_is_put_at_the_end_of_its_list(text: str, expected: str) -> None:
    assert add_item(text, "list", ["- new", "  more"]) == expected


@pytest.mark.parametrize(
    "text", ["other:\n  - a\n", "list: [a, b]\n", "list:\n\nother:\n  - a\n", "list:\n", ""]
)
def test_a_list_that_is_not_written_in_lines_is_refused(text: str) -> None:
    with pytest.raises(LookupError, match="`list:`"):
        add_item(text, "list", ["- new"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "nav:\n  - w/index.md\n  - w/session.md\n  - end.md\n",
            "nav:\n  - w/index.md\n  - w/session.md\n  - x.md\n  - end.md\n",
        ),
        ("nav:\n  - Eine: w/index.md", "nav:\n  - Eine: w/index.md\n  - x.md\n"),
        ('nav:\n  - "w/index.md"\n', 'nav:\n  - "w/index.md"\n  - x.md\n'),
        ("nav:\n  - v/index.md\n", "nav:\n  - v/index.md\n"),
    ],
)
def test_pages_are_put_behind_their_like(text: str, expected: str) -> None:
    assert add_pages(text, "w/", ["x.md"]) == expected
