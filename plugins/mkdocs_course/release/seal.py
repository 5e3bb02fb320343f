"""What is signed of a release: minisign's trusted comment of `SHA256SUMS`, and whether a signature holds."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mkdocs_course.release.extras import MissingError
from mkdocs_course.release.versions import VERSION, sequence_of

if TYPE_CHECKING:
    from types import ModuleType

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.minisig"

_COMMENT = re.compile(
    rf"course sequence=(?P<sequence>\d{{10}}) version=(?P<version>{VERSION.pattern}) "
    r"date=(?P<date>\d{4}-\d{2}-\d{2}) valid-until=(?P<until>\d{4}-\d{2}-\d{2}) "
    r"tar=(?P<tar>[0-9a-f]{64}) size=(?P<size>[1-9]\d{0,11})",
    re.ASCII,
)
_KEY = re.compile(r"(?:.*\n)?(RW[A-Za-z0-9+/]{54})\s*")


class UnsealedError(ValueError):
    """A signature does not hold, or says nothing of a release. Its text says why, and what to do."""


@dataclass(frozen=True)
class Seal:
    """What the publisher signed. As text, it is the trusted comment."""

    sequence: int
    version: str
    day: date
    valid_until: date
    tar: str
    """SHA-256 of `course.tar`, in hexadecimal."""
    size: int
    """Bytes of `course.tar`."""

    def __str__(self) -> str:
        return (
            f"course sequence={self.sequence} version={self.version} date={self.day} "
            f"valid-until={self.valid_until} tar={self.tar} size={self.size}"
        )


def read_comment(comment: str) -> Seal:
    """Return what a trusted comment says.

    Raises:
        UnsealedError: if it is not that of a release.
    """
    if said := _COMMENT.fullmatch(comment):
        with suppress(ValueError):
            seal = Seal(
                int(said["sequence"]),
                said["version"],
                date.fromisoformat(said["date"]),
                date.fromisoformat(said["until"]),
                said["tar"],
                int(said["size"]),
            )
            if seal.sequence == sequence_of(seal.version):
                return seal
    raise UnsealedError(
        f"the signature is not that of a release (it says {comment!a}): ask the publisher for the release anew"
    )


def read_key(text: str) -> str:
    """Return the public key that a file of minisign, or a line, holds.

    Raises:
        UnsealedError: if there is none.
    """
    if found := _KEY.fullmatch(text):
        return found[1]
    raise UnsealedError(
        "that is no public key of minisign: give the file, or its second line, which begins with RW"
    )


def library() -> ModuleType:
    """Return py-minisign.

    Raises:
        MissingError: if it is not installed.
    """
    try:
        import minisign  # type: ignore[import-untyped]  # noqa: PLC0415 # an extra
    except ImportError:
        raise MissingError("a signature", "py-minisign", "mirror") from None
    module: ModuleType = minisign
    return module


def verified(sums: bytes, signature: bytes, key: str) -> Seal:
    """Return what the publisher signed together with the sums.

    Raises:
        UnsealedError: if the signature does not hold, or is not that of a release.
        MissingError: without py-minisign.
    """
    minisign = library()
    try:
        public = minisign.PublicKey.from_base64(key)
        signed = minisign.Signature.from_bytes(signature)
        if not signed.is_prehashed():
            raise UnsealedError("the signature is of minisign's old kind: ask the publisher to sign anew")
        public.verify(sums, signed)
    except minisign.VerifyError as error:
        if "identifiers" in str(error):
            raise UnsealedError(
                "the release is signed with another key. Ask the publisher whether the key has changed; "
                "if not, somebody else has signed it: do not use it"
            ) from None
        raise UnsealedError(
            f"{SUMS} is not what was signed: it was damaged or altered; fetch it from another place"
        ) from None
    except minisign.ParseError as error:
        raise UnsealedError(
            f"{SIGNATURE} is no signature ({error}): it was damaged; fetch it from another place"
        ) from None
    return read_comment(signed.trusted_comment)
