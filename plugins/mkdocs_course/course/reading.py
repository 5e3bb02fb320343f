"""Read files into models, keeping the place of every value, so that a problem names its line.

YAML is read as YAML 1.2: `13:00` and `no` stay text, as their authors meant.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner, ScannerError

from mkdocs_course.course.yaml_events import DEEPEST, Events
from mkdocs_course.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

Key = str | int
M = TypeVar("M", bound=BaseModel)

LARGEST = 100_000
"""Values in a file, aliases unfolded: far more than any course has."""

_LINE_END = re.compile(r"\r\n?|\n")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


class UnreadableError(Exception):
    """A file that gives no data at all; holds the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class Document(Generic[M]):
    """A model together with the file it was read from."""

    path: str
    """Relative to the project's root, with forward slashes."""
    model: M
    data: CommentedMap = field(repr=False, compare=False)
    first_line: int = 1
    """The line of the file on which its YAML begins."""

    def problem(
        self,
        keys: Sequence[Key],
        code: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem at the value that `keys` lead to, for example `("skip", 0, "date")`."""
        line, column = _place(self.data, keys, self.first_line)
        return Problem(self.path, line, column, severity, code, message, hint)


def read_text(root: Path, path: str) -> str:
    """Return the text of a file below `root`, UTF-8 with or without byte order mark.

    Raises:
        UnreadableError: if it is missing, no file, not readable or not UTF-8.
    """
    try:
        raw = (root / path).read_bytes()
    except FileNotFoundError:
        raise _unreadable(path, "missing-file", "there is no such file", f"create `{path}`") from None
    except IsADirectoryError:
        raise _unreadable(
            path,
            "not-a-file",
            "a folder stands where a file should be",
            f"move it and write the file `{path}`",
        ) from None
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise _unreadable(
            path, "unreadable-file", message, "look at its permissions, or write it anew"
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", errors="replace")) + 1
        message = f"the file is not UTF-8: byte 0x{raw[error.start]:02x} begins no character"
        raise _unreadable(
            path, "not-utf-8", message, "save it with the encoding UTF-8", line, column
        ) from None


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as editors and Markdown count them: form feeds and separators of Unicode end none."""
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


def replace_text(path: Path, text: str) -> None:
    """Write a file beside the old one and put it in its place, so that it is never half-written."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def read_yaml(path: str, text: str, first_line: int = 1) -> CommentedMap:
    """Return the mapping that a YAML text holds, with the place of each value.

    Raises:
        UnreadableError: if it is empty, no YAML 1.2 or no mapping.
    """
    try:
        data = _load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        message = " ".join(part for part in (error.context, error.problem) if part)
        hint = "look at the indentation, the colons and the quotes of this line and the one before"
        raise _unreadable(path, "broken-yaml", f"this is no YAML: {message}", hint, line, column) from None
    except (YAMLError, ValueError, RecursionError) as error:
        message = f"this is no YAML: {str(error).splitlines()[0]}"
        line, column = _breaking_point(text, error)
        hint = "correct or remove what stands here"
        raise _unreadable(path, "broken-yaml", message, hint, line + first_line - 1, column) from None
    if data is None:
        raise _unreadable(
            path, "empty-file", "the file holds no data", "restore it from an earlier version", first_line
        )
    if _unfolds_too_far(data):
        message = f"its aliases unfold to more than {LARGEST:_} values".replace("_", " ")
        raise _unreadable(path, "broken-yaml", message, "write the values out", first_line)
    if not isinstance(data, CommentedMap):
        message = f"the file should hold `key: value` lines, but holds {_kind(data)}"
        raise _unreadable(path, "broken-yaml", message, line=first_line)
    return data


def _load(text: str) -> Any:
    """Return the data of a text: the quick way, or else the one that says what is wrong."""
    with suppress(Exception):
        quick = _reader()
        quick.Parser = partial(Events, text)
        data = quick.load(text)
        if isinstance(data, CommentedMap):
            return data
    return _reader().load(text)


class _Scanner(Scanner):
    """Gathers no comments, which cost much of the reader's time, and goes no deeper than `DEEPEST`."""

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803  named by ruamel
        self._refuse_depth()
        super().fetch_flow_collection_start(TokenClass, to_push)

    def add_indent(self, column: int) -> bool:
        self._refuse_depth()
        return super().add_indent(column)

    def _refuse_depth(self) -> None:
        if len(self.flow_context) + len(self.indents) > DEEPEST:
            message = f"collections stand in one another more than {DEEPEST} deep"
            raise ScannerError(None, None, message, self.reader.get_mark())


def _reader() -> YAML:
    """Return a reader that keeps the place of every value."""
    reader = YAML(typ="rt")
    reader.Scanner = _Scanner
    return reader


def _breaking_point(text: str, error: Exception) -> tuple[int, int]:
    """Return line and column (from 1) of a character or a date that YAML refuses without saying where."""
    at = error.position if isinstance(error, ReaderError) else 0
    if isinstance(error, ValueError):
        for found in _DATE.finditer(text):
            try:
                date.fromisoformat(found[0])
            except ValueError:
                at = found.start()
                break
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def _unfolds_too_far(data: Any) -> bool:
    """Say whether a few lines of aliases of aliases stand for more values than any course has."""
    waiting, seen = [data], 0
    while waiting and seen <= LARGEST:
        value = waiting.pop()
        seen += 1
        if isinstance(value, CommentedMap):
            waiting.extend(value.values())
        elif isinstance(value, CommentedSeq):
            waiting.extend(value)
    return seen > LARGEST


def read_document(root: Path, path: str, model: type[M]) -> tuple[Document[M] | None, list[Problem]]:
    """Read a YAML file into a model; return the document, or None with all the problems found."""
    try:
        return validate(path, read_yaml(path, read_text(root, path)), model)
    except UnreadableError as error:
        return None, [error.problem]


def validate(
    path: str, data: CommentedMap, model: type[M], first_line: int = 1
) -> tuple[Document[M] | None, list[Problem]]:
    """Check data against a model; return the document, or None with all the problems found."""
    try:
        return Document(path, model.model_validate(_plain(data)), data, first_line), []
    except ValidationError as error:
        return None, [
            _problem(path, data, details, model, first_line) for details in error.errors(include_url=False)
        ]


def _unreadable(
    path: str, code: str, message: str, hint: str = "", line: int = 1, column: int = 1
) -> UnreadableError:
    return UnreadableError(
        Problem(PurePosixPath(path).as_posix(), line, column, Severity.ERROR, code, message, hint)
    )


def _plain(value: Any) -> Any:
    """Take values out of the reader's own containers, which pydantic does not know."""
    if isinstance(value, CommentedMap):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, CommentedSeq):
        return [_plain(item) for item in value]
    return value


def _place(data: Any, keys: Sequence[Key], first_line: int) -> tuple[int, int]:
    """Return line and column (from 1) of the value that the keys lead to, or of the nearest that exists."""
    line, column = 0, 0
    for name in keys:
        key = _as_written(data, name)
        if isinstance(data, CommentedMap) and key in (data.lc.data or {}):  # else it was merged in by `<<`
            value = data[key]
            nested = isinstance(value, CommentedMap | CommentedSeq)
            line, column = data.lc.key(key) if nested else data.lc.value(key)
        elif isinstance(data, CommentedSeq) and isinstance(key, int) and key < len(data):
            value = data[key]
            line, column = data.lc.item(key)
        else:
            break
        data = value
    return line + first_line, column + 1


def _as_written(data: Any, name: Key) -> Any:
    """Return the key that stands in the file for a name in an error: pydantic writes `~` as `None`."""
    if isinstance(data, CommentedMap) and name not in data:
        return next((key for key in data if str(key) == str(name)), name)
    return name


def _problem(
    path: str, data: CommentedMap, error: ErrorDetails, model: type[BaseModel], first_line: int
) -> Problem:
    keys = error["loc"]
    line, column = _place(data, keys, first_line)
    code, message, hint = _words(error, keys)
    if code == "unknown-key":
        parent: Any = data
        for key in keys[:-1]:
            parent = parent[_as_written(parent, key)]
        if keys[-1] in (parent.lc.data or {}):
            row, place = parent.lc.key(keys[-1])
            line, column = row + first_line, place + 1
        hint = _nearest_key(str(keys[-1]), keys[:-1], model)
    return Problem(path, line, column, Severity.ERROR, code, message, hint)


def _words(error: ErrorDetails, keys: Sequence[Key]) -> tuple[str, str, str]:
    """Return code, message and hint, in the words of someone who writes the file."""
    name, read, context = _dotted(keys), error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "missing-key", f"`{name}` is missing", f"add a line `{keys[-1]}: …`"
        case "extra_forbidden" | "invalid_key":
            return "unknown-key", f"`{name}` is not a known key", ""
        case "enum" | "literal_error":
            return (
                "unknown-value",
                f"`{name}` is `{read}`, which is not one of its values",
                f"write {context['expected']}",
            )
        case "string_type":
            return "bad-value", f"`{name}` should be text, but is {_kind(read)}", "put the text in quotes"
        case "string_pattern_mismatch":
            return "bad-value", f"`{name}` is `{read}`", f"write it as in the pattern {context['pattern']}"
        case "string_too_short" | "too_short":
            return "empty-value", f"`{name}` is empty", "write at least one"
        case "float_type" | "float_parsing":
            return "bad-value", f"`{name}` should be a number, but is {_kind(read)}", "write digits, like 9.5"
        case "int_type" | "int_parsing" | "int_from_float":
            return (
                "bad-value",
                f"`{name}` should be a whole number, but is {_kind(read)}",
                "write digits only, like 90",
            )
        case "bool_parsing" | "bool_type":
            return (
                "bad-value",
                f"`{name}` should be true or false, but is {_kind(read)}",
                "write true or false",
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            return "bad-value", f"`{name}` should hold `key: value` lines, but is {_kind(read)}", ""
        case "list_type":
            return (
                "bad-value",
                f"`{name}` should be a list, but is {_kind(read)}",
                "begin each item with `- `",
            )
        case "greater_than_equal" | "less_than_equal" | "greater_than":
            bounds = {"ge": "at least", "le": "at most", "gt": "more than"}
            limit = " ".join(f"{bounds[bound]} {value}" for bound, value in context.items())
            return "bad-value", f"`{name}` is {read}", f"write {limit}"
        case other if "hint" in context:
            return other, f"`{name}`: {error['msg']}", str(context["hint"])
        case other:
            return other.replace("_", "-"), f"`{name}`: {error['msg']}", ""


def _dotted(keys: Sequence[Key]) -> str:
    dotted = ""
    for key in keys:
        if key == "[key]":  # pydantic's mark for "the key itself, not its value"
            continue
        dotted += f"[{key}]" if isinstance(key, int) else f".{key}" if dotted else str(key)
    return dotted or "the file"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool() | int() | float():
            return f"the value {value}".lower() if isinstance(value, bool) else f"the number {value}"
        case str():
            return f"the text `{value}`"
        case dict():
            return "a group of keys"
        case list():
            return "a list"
        case _:
            return f"`{value}`"


def _nearest_key(key: str, parents: Sequence[Key], model: type[BaseModel]) -> str:
    """Name the known key that looks like an unknown one: for the model that stands at `parents` in the schema."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for parent in parents:
        node = _resolve(node, schema)
        node = (
            node.get("items", {})
            if isinstance(parent, int)
            else node.get("properties", {}).get(parent)
            or next(iter(node.get("patternProperties", {}).values()), {})
        )
        node = next((choice for choice in node.get("anyOf", []) if choice.get("type") != "null"), node)
    known = list(_resolve(node, schema).get("properties", {}))
    near = get_close_matches(key, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(known)}"


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref", "")
    return schema["$defs"][reference.rsplit("/", 1)[1]] if reference else node
