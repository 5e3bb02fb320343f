"""What a release needs beyond the site: libraries that are installed on request."""

from __future__ import annotations


class MissingError(RuntimeError):
    """An optional library is not there. Its text says which, and how to install it."""
