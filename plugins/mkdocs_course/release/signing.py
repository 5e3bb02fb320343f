"""The publisher's side of minisign: a pair of keys, and the signature of a release's sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_course.release.seal import library

if TYPE_CHECKING:
    from mkdocs_course.release.seal import Seal


class KeyRefusedError(ValueError):
    """A secret key cannot be used. Its text says why."""


def new_keys(password: str) -> tuple[bytes, bytes]:
    """Return a new secret key and its public key, as minisign's files; an empty password leaves the secret one open."""
    pair = library().KeyPair.generate()
    if password:
        pair.secret_key.encrypt(password)
    return bytes(pair.secret_key) + b"\n", bytes(pair.public_key) + b"\n"


class Key:
    """A secret key, as `minisign -G` and `course release key` write it."""

    def __init__(self, text: bytes) -> None:
        """Read the key.

        Raises:
            KeyRefusedError: if it is none.
            MissingError: without py-minisign.
        """
        minisign = library()
        try:
            self._key: Any = minisign.SecretKey.from_bytes(text)
        except minisign.Error as error:
            raise KeyRefusedError(f"that is no secret key of minisign ({error})") from None

    @property
    def locked(self) -> bool:
        """Whether the key needs a password."""
        return bool(self._key.is_encrypted())

    def unlock(self, password: str) -> None:
        """Open a locked key.

        Raises:
            KeyRefusedError: if the password is wrong.
        """
        minisign = library()
        try:
            self._key.decrypt(password)
        except minisign.Error:
            raise KeyRefusedError("the password does not open the key") from None

    def sign(self, sums: bytes, seal: Seal) -> bytes:
        """Return the signature of some sums, with what is signed of the release as its trusted comment."""
        return (
            bytes(self._key.sign(sums, trusted_comment=str(seal), untrusted_comment="signature of a course"))
            + b"\n"
        )
