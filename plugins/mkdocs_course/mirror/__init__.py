"""Copies that partners keep of a published course: brought up to date, and proved."""
