"""The guides say what the program does: their commands run, their data are valid, what they quote is printed.

The three languages of a guide hold the same blocks of code, so that one of them, the French, is followed step by step
in a copy of the shipped course.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.building import LANGUAGES, ROOT, copy_project, replace, run_data, tool
from tests.repositories import attempt, commit, repository_of, run
from tools import check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HANDBOOK = ROOT / "handbook"
GUIDES = ("authors", "translators", "facilitators")
RUN = "2027-fr"
LOCK = f"runs/{RUN}.lock.json"
PROBLEM = re.compile(r"(?P<path>\S+?):\d+:\d+: (?P<rest>(?:error|warning) .*)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
STAMP = re.compile(r"<!-- src:1:([0-9a-f]{8}) -->")
LINK = re.compile(r"\]\(([^)#]+)\)")


QUOTES = {"fr": "« ([^»]+) »", "en": "“([^”]+)”", "pt": "«([^»]+)»"}


@dataclass(frozen=True)
class Block:
    """A block of code."""

    language: str
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@dataclass(frozen=True)
class Guide:
    """A guide in one language."""

    language: str
    name: str

    @property
    def path(self) -> Path:
        return HANDBOOK / self.language / f"{self.name}.md"

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def blocks(self) -> list[Block]:
        """The blocks of code, in their order."""
        fences = re.finditer(r"^```(\w*)\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)
        return [Block(fence[1], fence[2]) for fence in fences]

    @property
    def prose(self) -> str:
        """The text without its blocks of code."""
        return re.sub(r"^```.*?^```$", "", self.text, flags=re.DOTALL | re.MULTILINE)

    @property
    def commands(self) -> list[str]:
        """The commands, in their order."""
        return [line for block in self.of("sh") for line in block.lines]

    @property
    def codes(self) -> set[str]:
        """What the prose sets as code."""
        return set(INLINE.findall(self.prose))

    def of(self, language: str) -> list[Block]:
        return [block for block in self.blocks if block.language == language]

    @property
    def form(self) -> list[str]:
        """What each line of the prose begins, whatever its words: a heading, an item, a row, a paragraph."""
        marks = re.compile(r"^(?:#+ |\d+\. |- |\|)?")
        lines = (line for line in self.prose.splitlines() if line)
        return [f"{marks.match(line)[0]}{line.count('|')}" for line in lines]  # type: ignore[index]


ALL = [Guide(language, name) for name in GUIDES for language in LANGUAGES]
IDS = [f"{guide.name}-{guide.language}" for guide in ALL]


def guide(name: str) -> Guide:
    """Return the guide that is followed."""
    return Guide("fr", name)


def follow(root: Path, command: str) -> str:
    """Run a command of a guide, which must succeed; return what it prints."""
    program, *arguments = shlex.split(command)
    if program == "make":
        assert arguments == ["check"], "no other target is run here"
        return checked(root)
    assert program == "course", command
    done = attempt(root, tool(program), *arguments)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def checked(root: Path) -> str:
    """Check a course as `make check` checks the data and pages of this one; there must be no error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "ROOT", root)
        done = CliRunner().invoke(check.main, ["course"])
    assert done.exit_code == 0, done.output
    return done.output


def put_into_run(root: Path, piece: str, run: str = RUN) -> None:
    """Write a piece of a run's file there as an author does: in place of what it was, a session below `sessions:`."""
    path = root / "runs" / f"{run}.yml"
    text = path.read_text(encoding="utf-8")
    for key, value in re.findall(r"^(\w+:)\n((?: .*\n)+)", piece, re.MULTILINE):
        if key == "sessions:" and f"\n{key}\n" in text:
            week = value.partition("\n")[0]
            text = re.sub(rf"^{week}\n(?:   .*\n)+", "", text, flags=re.MULTILINE)
            text = text.replace(f"\n{key}\n", f"\n{key}\n{value}")
        else:
            text = re.sub(rf"^{key}\n(?: .*\n)+", "", text, flags=re.MULTILINE) + f"{key}\n{value}"
    path.write_text(text, encoding="utf-8")


def without_numbers(line: str) -> str:
    """Blot out places and amounts, which change with every edit of the course."""
    return re.sub(r"\d+", "0", line)


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_a_guide_is_the_same_in_each_language_but_for_its_words(one: Guide) -> None:
    source = guide(one.name)
    assert one.blocks == source.blocks
    assert HEADING.findall(one.text) == HEADING.findall(source.text)
    assert one.form == source.form
    for code in ("error", "warning", "course: no problems", *check.CHECKS):
        assert (code in one.codes) == (code in source.codes)
    assert "" not in {block.language for block in one.blocks}
    assert all((one.path.parent / link).exists() for link in LINK.findall(one.prose))
    others = [f"(../{language}/{one.name}.md)" for language in LANGUAGES if language != one.language]
    assert all(other in one.text.splitlines()[2] for other in others)


def test_the_guides_are_found() -> None:
    folders = [HANDBOOK / language for language in LANGUAGES]
    pages = {path.relative_to(HANDBOOK).as_posix() for folder in folders for path in folder.glob("*.md")}
    assert pages == {f"{one.language}/{one.name}.md" for one in ALL}
    front = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"(handbook/en/{name}.md)" in front for name in GUIDES)


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_what_make_is_asked_for_it_can_do_and_ci_does(one: Guide) -> None:
    helped = run(ROOT, "make", "help")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    asked = {line for line in {*one.commands, *one.codes} if line.startswith("make ")}
    assert "make check" in asked or one.name == "facilitators"
    for line in asked:
        assert re.search(rf"^{re.escape(line)} ", helped, re.MULTILINE), line
        assert f"run {line}\n" in ci, line


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_files_that_a_guide_names_are_there(one: Guide) -> None:
    made = {"runs/2028-fr.yml", "docs/sw/index.md"}
    named = {
        code for code in one.codes if re.fullmatch(r"(?:docs|runs|diagrams|tests)/[\w./-]+|\w+\.yml", code)
    }
    assert named
    assert [path for path in sorted(named - made) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "one", [one for one in ALL if one.name != "translators"], ids=lambda one: f"{one.name}-{one.language}"
)
def test_words_of_the_site_are_quoted_as_they_are(one: Guide) -> None:
    catalogue = "course.pot" if one.language == "en" else f"{one.language}.po"
    words = (ROOT / "plugins/mkdocs_course/catalogue" / catalogue).read_text(encoding="utf-8")
    page = (ROOT / "docs" / one.language / "week-03" / "session.md").read_text(encoding="utf-8")
    shown = re.sub(r'"\n"', "", words).replace("\u00a0", " ").replace("\u202f", " ") + page
    quoted = {each.rstrip("…") for each in re.findall(QUOTES[one.language], one.prose)}
    assert quoted
    assert {each for each in quoted if each not in shown and "2028" not in each} == set()


def test_the_authors_guide_can_be_followed(tmp_path: Path) -> None:
    root, one = copy_project(ROOT, tmp_path / "course"), guide("authors")
    commands = iter(one.commands)
    cancelled, recording, term = (block.text for block in one.of("yaml"))

    put_into_run(root, cancelled)
    assert follow(root, next(commands)).split() == [LOCK]
    put_into_run(root, recording)
    assert follow(root, "course run lock").split() == [LOCK]
    with (root / "glossary.yml").open("a", encoding="utf-8") as glossary:
        glossary.write(term)
    (question,) = one.of("markdown")
    for language in LANGUAGES:
        path = root / "docs" / language / "week-03" / "index.md"
        head, end, rest = path.read_text(encoding="utf-8").rpartition("\n///\n")
        path.write_text(f"{head}{end}\n{question.text}{rest}", encoding="utf-8")

    assert "| week-12 |" in follow(root, next(commands))
    pages = {f"docs/{language}/week-13/{page}.md" for language in LANGUAGES for page in ("index", "session")}
    assert set(follow(root, next(commands)).split()) == {"course.yml", "mkdocs.yml", *pages}
    sessions = sorted(page for page in pages if page.endswith("/session.md"))
    for page in sessions:
        (root / page).unlink()
    assert "course new session week-13" in one.codes
    assert follow(root, "course new session week-13").split() == sessions
    locks = {path.relative_to(root).as_posix() for path in root.glob("runs/*.lock.json")}
    assert set(follow(root, next(commands)).split()) == locks
    made = follow(root, next(commands)).split()
    assert {"runs/2028-fr.yml", "runs/2028-fr.lock.json", "docs/fr/runs/2028-fr.md"} <= set(made)
    for language, title in run_data("2028-fr", root)["title"].items():
        assert title in Guide(language, one.name).prose
    assert "course.yml" in follow(root, next(commands)).split()
    assert (tmp_path / "new-course" / "mkdocs.yml").exists()
    follow(root, next(commands))
    assert list(commands) == []


def test_a_check_without_problems_says_what_the_authors_guide_quotes() -> None:
    good, faults = guide("authors").of("text")
    assert good.lines == [f"{name}: no problems" for name in check.CHECKS]
    assert all(PROBLEM.fullmatch(line) for line in faults.lines)


def test_each_fault_that_a_guide_quotes_or_names_is_found(tmp_path: Path) -> None:
    root = copy_project(ROOT, tmp_path / "course")
    _, faults = guide("authors").of("text")
    _, moved, _ = guide("facilitators").of("yaml")
    *_, avoided = guide("translators").of("text")
    fr = root / "docs" / "fr"
    replace(root / f"runs/{RUN}.yml", 'time: "13:00"', "time: 13h")
    replace(fr / "week-04/index.md", "- [x]", "- [ ]")
    replace(fr / "week-03/index.md", "(worksheet.md)", "(feuille.md)")
    replace(
        fr / "week-05/index.md", "## Idées clés { #reading }\n", "## Idées clés\n\n" + "mot " * 2080 + "\n"
    )
    replace(root / "docs/pt/week-03/index.md", "o registo civil", "o registro civil")
    replace(fr / "week-06/session.md", "\n## ", "\nhttps://zoom.us/j/98765432101\n\n## ")
    put_into_run(root, moved.text.replace("status: moved", "status: held"), run="2027-en")

    done = attempt(root, tool("course"), "check")
    assert done.returncode == 1
    printed = {without_numbers(line) for line in done.stdout.splitlines()}
    quoted = [*faults.lines, *avoided.lines]
    assert [line for line in quoted if without_numbers(line) not in printed] == []
    assert {"join-link", "held", "start", "was"} <= guide("facilitators").codes
    assert re.search(r"^docs/fr/week-06/session\.md:\S+ error join-link ", done.stdout, re.MULTILINE)
    assert re.search(r"^runs/2027-en\.yml:\S+ error .*held", done.stdout, re.MULTILINE), done.stdout


def test_the_translators_guide_can_be_followed(tmp_path: Path) -> None:
    root, one = repository_of(ROOT, tmp_path / "course"), guide("translators")
    commands = iter(one.commands)
    table, change, _ = one.of("text")
    before, after = (line[1:] for line in change.lines)
    replace(root / "docs/fr/week-03/index.md", before, after)
    commit(root, "change the source")

    said = follow(root, next(commands))
    assert [without_numbers(line) for line in said.splitlines()] == [*map(without_numbers, table.lines)]
    assert table.lines[2].split(" | ")[2:] == said.splitlines()[2].split(" | ")[2:]
    diff = next(commands)
    assert set(change.lines) <= set(follow(root, diff).splitlines())
    assert follow(root, next(commands)).split() == ["docs/en/week-03/index.md"]
    assert "docs/en/" not in follow(root, next(commands))
    assert follow(root, diff).strip() in one.codes

    assert set(follow(root, next(commands)).split()) == {"docs/sw/index.md", "mkdocs.yml"}
    assert "warning missing-language" in checked(root)
    commit(root, "begin a language")

    translated = ["docs/en/week-03/index.md", "docs/pt/week-03/index.md"]
    assert set(translated) <= one.codes
    mend(root)
    assert follow(root, next(commands)).split() == translated
    run(root, "git", "checkout", "-q", ".")
    stamp = stamp_of("governance-management", root)
    mend(root)
    commit(root, "mend a typo on the web page")
    late = next(commands)
    assert follow(root, re.sub(r"(?<=--was )[0-9a-f]{8}$", stamp, late)).split() == translated
    assert list(commands) == []


def test_the_translators_guide_shows_a_stamp_as_it_is() -> None:
    (sample,) = guide("translators").of("markdown")
    page = (ROOT / "docs/en/week-03/index.md").read_text(encoding="utf-8")
    assert STAMP.sub("", sample.text) in STAMP.sub("", page)
    assert STAMP.search(sample.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_translations_is_where_the_guide_says(language: str) -> None:
    assert f"{LANGUAGES[language]}translators/" in Guide(language, "translators").codes
    page = (ROOT / "docs" / language / "translators.md").read_text(encoding="utf-8")
    assert "<!-- course:translations -->" in page
    assert "translators.md" not in (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]


def test_the_facilitators_guide_can_be_followed(tmp_path: Path) -> None:
    root, one = copy_project(ROOT, tmp_path / "course"), guide("facilitators")
    (lock,) = one.commands
    for block in one.of("yaml"):
        put_into_run(root, block.text)
        if "held" in block.text:
            before = attempt(root, tool("course"), "check")
            assert (before.returncode, "course run lock" in before.stdout) == (1, True), before.stdout
        assert follow(root, lock).split() == [LOCK]
        assert checked(root) == "course: no problems\n"
    assert "course: no problems" in one.codes


def mend(root: Path) -> None:
    """Mend a typo in the section that the guide names."""
    path = root / "docs/fr/week-03/index.md"
    head, heading, section = path.read_text(encoding="utf-8").partition("{ #governance-management }\n")
    path.write_text(f"{head}{heading}{section.replace(' la ', ' là ', 1)}", encoding="utf-8")


def stamp_of(section: str, root: Path) -> str:
    """Return the code of a section's stamp in the English translation."""
    page = (root / "docs/en/week-03/index.md").read_text(encoding="utf-8")
    found: Sequence[str] = STAMP.findall(page.partition(f"{{ #{section} }}\n")[2])
    return found[0]
