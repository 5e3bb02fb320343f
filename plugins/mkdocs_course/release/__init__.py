"""Releases: pure functions of a built site, which know neither MkDocs nor the course's sources."""
