"""The words of the interface: one gettext catalogue per language, and dates written by its patterns."""
