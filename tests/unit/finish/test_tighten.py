from __future__ import annotations

import pytest

from mkdocs_course.finish.tighten import tighten


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ul>\n  <li>one</li>\n  <li>two</li>\n</ul>\n", "<ul><li>one</li><li>two</li></ul>\n"),
        ("<p>a <b>b</b> <a>c</a>\n<em>d</em></p>", "<p>a <b>b</b> <a>c</a>\n<em>d</em></p>"),
        (
            "<label>a</label> <button>b</button> <input> <img>",
            "<label>a</label> <button>b</button> <input> <img>",
        ),
        ("<p>x</p>\n<pre>\n  <p>\n</pre>\n<p>y</p>", "<p>x</p>\n<pre>\n  <p>\n</pre><p>y</p>"),
        ('<script>a\n  "<p>"</script>\n<p>', '<script>a\n  "<p>"</script><p>'),
        ("<p>\n <picture>", "<p>\n <picture>"),
    ],
)
def test_only_space_before_blocks_goes(page: str, expected: str) -> None:
    assert tighten(page) == expected
