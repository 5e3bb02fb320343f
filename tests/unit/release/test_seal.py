"""What is signed of a release, and what is said where a signature does not hold."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.release import seal
from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.seal import Seal, UnsealedError
from tests.press import Press

if TYPE_CHECKING:
    from pathlib import Path

SEAL = Seal(2026112402, "2026-11-24.2", date(2026, 11, 24), date(2027, 11, 25), "0" * 64, 13_600_000)
COMMENT = (
    "course sequence=2026112402 version=2026-11-24.2 date=2026-11-24 valid-until=2027-11-25 "
    f"tar={'0' * 64} size=13600000"
)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


def refused(sums: bytes, signature: bytes, key: str) -> str:
    with pytest.raises(UnsealedError) as caught:
        seal.verified(sums, signature, key)
    return str(caught.value)


def test_a_seal_is_its_comment() -> None:
    assert str(SEAL) == COMMENT
    assert seal.read_comment(COMMENT) == SEAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sequence=2026112402", "sequence=2026112403"),
        ("date=2026-11-24", "date=2026-11-31"),
        ("until=2027-11-25", "until=2027-02-30"),
        ("size=13600000", "size=0"),
        ("size=13600000", "size=1234567890123"),
        ("tar=0", "tar=G"),
        ("2026-11-24", "２026-11-24"),
        ("course ", ""),
    ],
)
def test_comments_that_are_not_of_a_release(old: str, new: str) -> None:
    wrong = COMMENT.replace(old, new)
    with pytest.raises(UnsealedError) as caught:
        seal.read_comment(wrong)
    assert str(caught.value) == (
        f"the signature is not that of a release (it says {wrong!a}): ask the publisher for the release anew"
    )


def test_keys(press: Press) -> None:
    for text in (press.key, f"untrusted comment: minisign public key\n{press.key}\n", f"{press.key}\r\n"):
        assert seal.read_key(text) == press.key
    for text in ("", "RW", press.key[:-1], f"a\nb\n{press.key}", f" {press.key}", press.key + "x"):
        with pytest.raises(UnsealedError) as caught:
            seal.read_key(text)
        assert str(caught.value) == (
            "that is no public key of minisign: give the file, or its second line, which begins with RW"
        )


def test_a_signature_holds_for_its_sums_and_key_alone(press: Press, tmp_path: Path) -> None:
    signature = press.sign(b"sums", COMMENT)
    assert seal.verified(b"sums", signature, press.key) == SEAL
    assert refused(b"sumS", signature, press.key) == (
        "SHA256SUMS is not what was signed: it was damaged or altered; fetch it from another place"
    )
    assert refused(b"sums", signature, Press(tmp_path).key) == (
        "the release is signed with another key. Ask the publisher whether the key has changed; "
        "if not, somebody else has signed it: do not use it"
    )
    assert refused(b"sums", signature.replace(b"13600000", b"13600001"), press.key).startswith(
        "SHA256SUMS is not"
    )
    said = refused(b"sums", b"", press.key)
    assert said.startswith("SHA256SUMS.minisig is no signature (")
    assert said.endswith("): it was damaged; fetch it from another place")


def test_a_signature_of_the_old_kind_is_refused(press: Press) -> None:
    old = bytes(press.pair.secret_key.sign(b"sums", prehash=False, trusted_comment=COMMENT)) + b"\n"
    assert refused(b"sums", old, press.key) == (
        "the signature is of minisign's old kind: ask the publisher to sign anew"
    )


def test_without_the_library_it_is_named(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    signature = press.sign(b"sums", COMMENT)
    monkeypatch.setitem(sys.modules, "minisign", None)  # as Python has it for what cannot be imported
    with pytest.raises(MissingError) as caught:
        seal.verified(b"sums", signature, press.key)
    assert str(caught.value) == "a signature needs py-minisign: pip install 'mkdocs-course[mirror]'"


def test_a_signature_of_something_else_is_refused(press: Press) -> None:
    said = refused(b"sums", press.sign(b"sums", "hello"), press.key)
    assert said.startswith("the signature is not that of a release (it says 'hello')")
