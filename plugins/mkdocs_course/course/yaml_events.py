"""YAML taken apart by libyaml, which is written in C, for ruamel.yaml to put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from ruamel.yaml import events as known

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 50
"""Collections within one another: deeper than in any course. ruamel.yaml takes ever longer the deeper it gets."""
_OTHERWISE = re.compile("[\t\ufeff\x85\u2028\u2029]|^%", re.MULTILINE)
"""Where the two differ: tabs, byte order marks, what YAML 1.1 takes for the end of a line, and directives."""


class OtherwiseError(Exception):
    """What libyaml might read in another way than YAML 1.2 has it."""


class Events:
    """The events of a text, in the place of ruamel.yaml's own parser.

    Raises:
        OtherwiseError: if the text holds what older versions of YAML read in another way, or is too deep.
        yaml.YAMLError: if it is no YAML. Both while it is read.
    """

    def __init__(self, text: str, loader: Any) -> None:
        if _OTHERWISE.search(text):
            raise OtherwiseError
        self._events = _events(text)
        self._next: known.Event | None = next(self._events)
        loader._parser = self  # noqa: SLF001  as its own parser does

    def check_event(self, *choices: type[known.Event]) -> bool:
        """Whether there is a further event, of one of the kinds if some are given."""
        return self._next is not None and (not choices or isinstance(self._next, choices))

    def peek_event(self) -> known.Event | None:
        """Return the next event."""
        return self._next

    def get_event(self) -> known.Event | None:
        """Return the next event, and go on."""
        event, self._next = self._next, next(self._events, None)
        return event

    def dispose(self) -> None:
        """Let go of the text."""
        self._events.close()  # type: ignore[attr-defined]  # a generator


def _events(text: str) -> Iterator[known.Event]:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CLoader):
        marks: dict[str, Any] = {"start_mark": event.start_mark, "end_mark": event.end_mark}
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "tag", None) or depth > DEEPEST:
            raise OtherwiseError
        match event:
            case yaml.ScalarEvent():
                yield known.ScalarEvent(
                    event.anchor, None, event.implicit, event.value, style=event.style or None, **marks
                )
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                kind = getattr(known, type(event).__name__)
                yield kind(event.anchor, None, event.implicit, flow_style=event.flow_style, **marks)
            case yaml.AliasEvent():
                yield known.AliasEvent(event.anchor, **marks)
            case _:
                yield getattr(known, type(event).__name__)(**marks)
