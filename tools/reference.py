"""Write what is generated of the handbook: handbook/reference/ and the picture of the house. `make reference`.

Nothing is said here that the code does not say: keys and their descriptions come from the models, options from the
plugin's config, directives from their table, commands from click.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import TypeAdapter

from mkdocs_course import plugin
from mkdocs_course.cli import main as course_command
from mkdocs_course.course.diagrams import DiagramFile
from mkdocs_course.course.glossary import Glossary
from mkdocs_course.course.model import Course, Host, LanguageTag, Slug
from mkdocs_course.course.runs import Run
from mkdocs_course.text import directives, self_check
from mkdocs_course.text.directives import DIRECTIVES, PageKind
from mkdocs_course.text.pages import FrontMatter
from tools import architecture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from mkdocs_course.course.model import Model

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "handbook" / "reference"
WRITTEN = "<!-- Written by `make reference`; change what the code says instead. -->"

FILES: Mapping[str, type[Model]] = {
    "course.yml": Course,
    "runs/<run>.yml": Run,
    "glossary.yml": Glossary,
    "diagrams/<name>.yml": DiagramFile,
}
"""The data files of a course."""

PATTERNS = {
    TypeAdapter(alias).json_schema()["pattern"]: words
    for alias, words in (
        (Slug, "small letters, digits and single hyphens"),
        (LanguageTag, "a language, like `fr` or `pt-BR`"),
        (Host, "a host name, like `course.example.org`"),
    )
}
"""What patterns mean."""

PLACES: Mapping[PageKind, str] = {
    PageKind.HOME: "index.md",
    PageKind.SCHEDULE: "schedule.md",
    PageKind.GLOSSARY: "glossary.md",
    PageKind.PROGRESS: "progress.md",
    PageKind.WEEK: "<week>/index.md",
    PageKind.SESSION: "<week>/session.md",
    PageKind.RUN: "runs/<run>.md",
    PageKind.WORKSHEET: "<week>/worksheet.md",
    PageKind.PLAIN: "any other page",
}
"""Where pages of each kind are, below `docs/<language>/`."""


def pages() -> Mapping[str, str]:
    """Return the pages of the reference, by the names of their files."""
    made: Mapping[str, Callable[[], Iterator[str]]] = {
        "data.md": _data,
        "pages.md": _pages,
        "plugin.md": _plugin,
        "commands.md": _commands,
    }
    return {
        name: re.sub(r"\n{3,}", "\n\n", "\n".join(lines())).strip() + "\n" for name, lines in made.items()
    }


def _data() -> Iterator[str]:
    """Write of each file which keys it has."""
    yield from (WRITTEN, "", "# Data files", "")
    yield (
        "YAML 1.2, in UTF-8. A key that is not listed is an error. `[]` stands for each item of a list, `*` for each"
    )
    yield "key of a mapping that the author names: a language, a week. Editors complete and underline the first three"
    yield "files by `schemas/`."
    for name, model in FILES.items():
        yield from _Tables(model.model_json_schema()).written(name)


@dataclass
class _Tables:
    """The keys of one file, a table for each mapping in it."""

    schema: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)
    """Where each model was first met."""

    def written(self, name: str) -> Iterator[str]:
        """Write a file's section."""
        yield from ("", f"## `{name}`", "", self.schema["description"], "")
        yield from self._table(self.schema, "")

    def _table(self, node: dict[str, Any], place: str) -> Iterator[str]:
        """Write the keys of a mapping, then the mappings in it."""
        rows = list(node["properties"].items())
        inner = node.get("additionalProperties")
        if isinstance(inner, dict):
            rows.append(("*", {"description": "A key for each language.", **inner}))
        needed = {*node.get("required", ()), "*"}
        yield from ("| key | what to write | meaning | without it |", "| --- | --- | --- | --- |")
        below: list[tuple[str, dict[str, Any]]] = []
        for key, value in rows:
            path = f"{place}.{key}".strip(".")
            shape = self._shape(value, path, below)
            without = "an error" if key in needed else _default(value)
            yield f"| `{key}` | {shape} | {value.get('description', '')} | {without} |"
        for path, model in below:
            yield from ("", f"### `{path}` {{ #{_anchor(path)} }}", "", model["description"], "")
            yield from self._table(model, path)

    def _shape(self, value: dict[str, Any], path: str, below: list[tuple[str, dict[str, Any]]]) -> str:
        """Say what a value looks like; note the mappings that need a table of their own."""
        match value:
            case {"$ref": str(reference)}:
                name = reference.rpartition("/")[2]
                model = self.schema["$defs"][name]
                if "enum" in model:
                    return _choice(model["enum"])
                if name not in self.places:
                    self.places[name] = path
                    below.append((path, model))
                return f"[keys](#{_anchor(self.places[name])})"
            case {"anyOf": [dict(first), {"type": "null"}]}:
                return self._shape(first, path, below)
            case {"type": "array", "items": dict(items)}:
                return f"a list: {self._shape(items, f'{path}[]', below)}"
            case {"type": "object", "patternProperties": dict(patterns)}:
                (pattern, inner), *_ = patterns.items()
                if inner.get("type") == "string" and "language" in PATTERNS.get(pattern, ""):
                    return "a text in each language, like `{fr: …, en: …}`"
                return f"a mapping: {self._shape(inner, f'{path}.*', below)}"
            case _:
                return _scalar(value)


def _scalar(value: dict[str, Any]) -> str:
    match value:
        case {"examples": [example, *_], "pattern": _}:
            return f"like `{json.dumps(example)}`"
        case {"examples": [example, *_]}:
            return f"like `{example}`"
        case {"format": "date"}:
            return "a date, like `2027-01-12`"
        case {"format": "uri"}:
            return "an address that begins with `https://`"
        case {"pattern": str(pattern)}:
            return PATTERNS.get(pattern, f"a text like `{pattern}`")
        case {"enum": list(values)}:
            return _choice(values)
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"a whole number from {least} to {most}"
        case {"type": "number", "exclusiveMinimum": least, "maximum": most}:
            return f"a number above {least}, {most} at most"
        case {"type": "string"}:
            return "a text"
        case _:
            raise ValueError(f"no words for {value}")


def _choice(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return f"`{json.dumps(default)}`".replace('"', "") if default not in (None, [], {}) else "nothing"


def _anchor(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.lower().replace("*", "each")).strip("-")


def _pages() -> Iterator[str]:
    """Write which pages there are, what may be said at their top, and what may stand in them."""
    yield from (WRITTEN, "", "# Pages", "", "## Kinds of pages", "")
    yield "What a page is follows from its path below `docs/<language>/`, which is the same in every language."
    yield from ("", "| page | directives that it must hold | that it may hold too |", "| --- | --- | --- |")
    for kind, place in PLACES.items():
        must = [name for name, rule in DIRECTIVES.items() if kind in rule.required]
        may = [name for name, rule in DIRECTIVES.items() if kind in rule.allowed and name not in must]
        yield f"| {place if kind is PageKind.PLAIN else f'`{place}`'} | {_choice(must) or '–'} | {_choice(may)} |"
    yield from ("", "## Front matter", "")
    yield "Above its text, between two lines `---`, a page may say:"
    yield ""
    yield from _Tables(schema := FrontMatter.model_json_schema())._table(schema, "")  # noqa: SLF001  of this file
    yield from ("", "## Directives", "", (directives.__doc__ or "").partition("\n\n")[2].strip(), "")
    yield from ("| directive | what stands in its place |", "| --- | --- |")
    shown = dict(re.findall(r"^(\w+): (.+)$", attribute_docs(directives)["DIRECTIVES"], re.MULTILINE))
    for name, rule in DIRECTIVES.items():
        yield f"| `<!-- course:{name}{' NAME' if rule.argument else ''} -->` | {shown[name]} |"
    yield from ("", "## Blocks", "")
    head, sample, rest = (self_check.__doc__ or "").partition("    /// question")
    block, _, tail = (sample + rest).partition("///\n\n")
    yield from (
        head.strip(),
        "",
        "```markdown",
        inspect.cleandoc("\n" + block + "///"),
        "```",
        "",
        tail.strip(),
    )


def _plugin() -> Iterator[str]:
    """Write the options that the plugin has in mkdocs.yml."""
    yield from (WRITTEN, "", "# Options of the plugin", "")
    yield from (
        "In `mkdocs.yml`, below `plugins:`; mkdocs-static-i18n (`i18n`) stands before it and names the languages.",
        "",
        "| option | value | meaning | by default |",
        "| --- | --- | --- | --- |",
    )
    yield from _options("CourseOptions", "course")


def _options(name: str, place: str) -> Iterator[str]:
    tree = ast.parse(inspect.getsource(plugin))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    options = classes[name]
    said = _docs(options.body)
    for node in options.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        path = f"{place}.{ast.unparse(node.targets[0])}"
        kind = ast.unparse(node.value.args[0])
        if ast.unparse(node.value.func).endswith("SubConfig"):
            yield f"| `{path}` | options | {ast.get_docstring(classes[kind])} | – |"
            yield from _options(kind, path)
            continue
        (default,) = (ast.literal_eval(each.value) for each in node.value.keywords if each.arg == "default")
        words = {"str": "a text", "bool": "`true` or `false`", "int": "a whole number"}[kind]
        meaning = said[ast.unparse(node.targets[0])]
        yield f"| `{path}` | {words} | {meaning} | {f'`{json.dumps(default)}`' if default != '' else '–'} |"


def _commands() -> Iterator[str]:
    """Write what each command does and takes."""
    yield from (WRITTEN, "", "# The command `course`", "")
    yield "`course --help`, and `--help` after any command, say the same in a terminal."
    yield from _command(course_command, click.Context(course_command, info_name="course"))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if context.parent:
        usage = " ".join([context.command_path.split()[-1], *command.collect_usage_pieces(context)])
        whole = f"{context.parent.command_path} {usage}"
        yield from ("", f"## `{context.command_path}`", "", f"`{whole}`", "")
        yield from ("\n\n".join(map(_flowed, (command.help or "").split("\n\n"))), "")
        options = [each for each in command.params if isinstance(each, click.Option)]
        if options:
            yield from ("| option | meaning | by default |", "| --- | --- | --- |")
            yield from (_option(each, context) for each in options)
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from _command(child, click.Context(child, info_name=name, parent=context))


def _flowed(paragraph: str) -> str:
    """Return a paragraph of a command's help on one line; what looks like code there is for terminals."""
    return re.sub(r"<(\w+)>", r"&lt;\1&gt;", " ".join(paragraph.split()))


def _option(option: click.Option, context: click.Context) -> str:
    value = "" if option.is_flag else " " + option.make_metavar(context)
    names = ", ".join([*option.opts, *option.secondary_opts])
    shown = option.show_default and option.default not in (None, "")
    again = " May be given more than once." if option.multiple else ""
    default = f"`{option.default}`" if shown or option.name == "root" else "–"
    value = value.replace("|", "\\|")
    return f"| `{names}{value}` | {option.help}{again} | {default} |"


def attribute_docs(module: ModuleType) -> Mapping[str, str]:
    """Return the docstrings that stand below the names of a module."""
    return _docs(ast.parse(inspect.getsource(module)).body)


def _docs(body: list[ast.stmt]) -> Mapping[str, str]:
    found = {}
    for node, below in pairwise(body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(below, ast.Expr):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
                found[ast.unparse(target)] = inspect.cleandoc(below.value.value)
    return found


def main() -> None:
    """Write the pages and the picture."""
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")
    architecture.PICTURE.write_text(architecture.drawing(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
