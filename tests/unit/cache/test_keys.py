"""Keys of results: unlike things have unlike keys, and what has none is refused."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from markdown.extensions.toc import slugify, slugify_unicode

from mkdocs_course.cache.keys import UnkeyableError, digest

ALIKE_AT_A_GLANCE = [
    ("a", "b"),
    ("ab",),
    ("a", ["b"]),
    (["a", "b"],),
    ({"a": "b"},),
    (b"ab",),
    (hashlib.sha256(b"ab").hexdigest(),),
    (1,),
    ("1",),
    (True,),
    (None,),
    ("",),
    (),
    ({"1": 1},),
    ({"1"},),
    (["1"],),
    (slugify,),
    (slugify_unicode,),
]


def test_unlike_things_have_unlike_keys() -> None:
    for one, other in itertools.combinations(ALIKE_AT_A_GLANCE, 2):
        assert digest(*one) != digest(*other), (one, other)


def test_the_order_of_a_mapping_and_of_a_set_does_not_count() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a", "b", "c"}) == digest({"c", "b", "a"})


@pytest.mark.parametrize("part", [object(), lambda: None, {"deep": [object()]}])
def test_what_has_no_digest_is_refused(part: object) -> None:
    with pytest.raises(UnkeyableError, match="no digest"):
        digest(part)
