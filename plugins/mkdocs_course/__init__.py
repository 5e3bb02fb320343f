"""Multilingual blended courses with MkDocs.

Data flows one way: `course` (what the course is) -> `text` (what its prose is) -> `views` (what a page shows) ->
`finish` (from built files to a finished site) -> `release` (what partners take away). Two doors lead in: `plugin` for
MkDocs and `cli` for people.

What other programs may count on, by the rules of Semantic Versioning, is

- the command `course`, and the plugin `course` of MkDocs with its options;
- the files: `course.yml`, `runs/`, `glossary.yml` and their schemas, directives and blocks in pages, `course.json` in
  the built site, and what a release consists of;
- the Markdown extensions `mkdocs_course.text.self_check_block`, `table_extension` and `typography_extension` beside it;
- the names below, to read a course: `load(folder)` returns a `Project`, if it has no error, and each `Problem`.

All other modules may change with any version.
"""

from mkdocs_course.problems import Problem, Severity
from mkdocs_course.project import Project, load

__all__ = ["Problem", "Project", "Severity", "load"]
