"""Change the code in small ways, run the tests that concern it, and write handbook/mutation.md: what no test notices.

`make mutate` takes all modules, one after the other; `make mutate ARGS='zones stamps'` some of them. What was found of
a module stays in .cache/mutate until its code or its tests change, so that the table can be made in several goes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "mutate"
REPORT = ROOT / "handbook" / "mutation.md"
REASONS = ROOT / "tests" / "cases" / "mutants.yml"
"""By module: survivors that change nothing, each as it is shown here, with the reason."""
BESIDE = ["course.yml", "glossary.yml", "mkdocs.yml", "docs", "runs", "diagrams", "handbook", "plugins"]
"""What the tests read of the project."""
UNSEEN = ["win32", "msvcrt", "syncfs", r"hasattr\(os"]
"""Lines that are not changed: nothing on this system tells whether they do what they should."""
SHARE = 0.9
"""What of a module's mutants shall be killed."""

TESTS = {
    "course/timetable": ["unit/course/test_timetable.py"],
    "course/zones": ["unit/course/test_zones.py"],
    "text/stamps": ["unit/text/test_stamps.py"],
    "text/effort": ["unit/text/test_effort.py"],
    "text/parity": ["unit/text/test_parity.py"],
    "release/tree": ["unit/release/test_tree.py"],
    "release/archive_names": ["unit/release/test_archive_names.py"],
    "release/seal": ["unit/release/test_seal.py"],
    "release/zstd": ["unit/release/test_archive.py"],
    "release/archive": ["unit/release/test_archive.py"],
    "mirror/source": ["unit/mirror/test_source.py"],
    "mirror/copy_folder": ["unit/mirror/test_copy_folder.py"],
    "mirror/update": ["unit/mirror/test_update.py"],
    "mirror/verify": ["unit/mirror/test_verify.py"],
}
"""The modules, and the tests of each, below tests/: those that call it in their own process."""

HEAD = """# What the tests notice

`make mutate` changes each function of the modules below in small ways (another operator, a number more, an argument
less, a text written otherwise), one way at a time, and runs the tests of its module. A change that no test notices has
survived. Nine of ten shall be killed. Not changed are patterns and other values outside functions, the words of
f-strings, and the lines for Windows and for writing out the disk: nothing on this system tells whether they are right.

| module | changes | killed | no test came there | survived | of these, explained | killed, % |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""


@dataclass(frozen=True)
class Finding:
    """What became of the mutants of a module."""

    killed: int
    untested: int
    survivors: Sequence[str]
    """Each with its function, and what was changed to what."""

    @property
    def total(self) -> int:
        """How many mutants there were."""
        return self.killed + self.untested + len(self.survivors)

    @property
    def share(self) -> float:
        """What of the mutants was killed."""
        return self.killed / self.total


def main(words: Sequence[str]) -> int:
    """Take the modules whose names hold one of the words, or all, and write the report anew."""
    chosen = [module for module in TESTS if not words or any(word in module for word in words)]
    for module in chosen:
        if not _known(module):
            _take(module)
    found = {module: finding for module in TESTS if (finding := _known(module))}
    new = REPORT.with_suffix(".new")
    new.write_text(report(found, _reasons()), encoding="utf-8")
    new.replace(REPORT)
    return int(any(found[module].share < SHARE for module in chosen))


def _take(module: str) -> None:
    """Have mutmut change a module, and keep what it found."""
    folder = CACHE / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "src").symlink_to(ROOT / "plugins")
    for name in ("tests", *BESIDE):
        (folder / name).symlink_to(ROOT / name)
    tests = [f"tests/{name}" for name in TESTS[module]]
    (folder / "pyproject.toml").write_text(_settings(module, tests), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1"]
    sys.stderr.write(f"{module}: changing it, and running {', '.join(tests)} …\n")
    with (CACHE / "log.txt").open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False)
    meta = folder / "mutants" / "src" / "mkdocs_course" / f"{module}.py.meta"
    if not meta.exists():
        sys.exit(f"{module}: mutmut has failed ({done.returncode}); {CACHE / 'log.txt'} says why")
    fates: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    counts = Counter(map(_fate, fates.values()))
    if counts["unknown"]:
        sys.exit(f"{module}: mutmut has not taken {counts['unknown']} changes; {CACHE / 'log.txt'} says why")
    survivors = [_change(folder, name) for name, status in fates.items() if _fate(status) == "survived"]
    sys.stderr.write(f"{module}: {dict(counts)}\n")
    kept = {"killed": counts["killed"], "untested": counts["untested"], "survivors": sorted(survivors)}
    _kept(module).parent.mkdir(parents=True, exist_ok=True)
    _kept(module).write_text(json.dumps(kept | {"of": _state(module)}, ensure_ascii=False), encoding="utf-8")


def _settings(module: str, tests: Sequence[str]) -> str:
    """Write the settings of mutmut and pytest; lists of texts are the same in TOML and JSON."""
    return f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/mkdocs_course/{module}.py"]
also_copy = {json.dumps(BESIDE)}
pytest_add_cli_args_test_selection = {json.dumps(tests)}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutation"]
process_isolation = "forkserver"
use_git_change_detection = false
do_not_mutate_patterns = {json.dumps(UNSEEN)}
timeout_constant = 2.0

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
"""


def _fate(status: int | None) -> str:
    """Name what mutmut's exit status of a mutant means: see its stats.py."""
    match status:
        case 0:
            return "survived"
        case 5 | 33:
            return "untested"
        case 1 | 3 | 24 | 36 | 152 | 255 | -24 | -9 | -11:  # failed, or ran out of time
            return "killed"
        case _:
            return "unknown"


def _change(folder: Path, name: str) -> str:
    """Say what a mutant changes: `function: old → new`."""
    command = [str(Path(sys.executable).with_name("mutmut")), "show", name]
    diff = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    old, new = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    function = name.rpartition("__mutmut_")[0].rpartition(".")[2].removeprefix("x_").replace("xǁ", "")
    return f"{function.replace('ǁ', '.')}: {old} → {new}"


def _kept(module: str) -> Path:
    return CACHE / f"{module.replace('/', '-')}.json"


def _state(module: str) -> str:
    """Return a hash of a module and its tests."""
    paths = [
        ROOT / "plugins" / "mkdocs_course" / f"{module}.py",
        *(ROOT / "tests" / name for name in TESTS[module]),
    ]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths if path.exists())).hexdigest()


def _known(module: str) -> Finding | None:
    """Return what was found of a module as it is now."""
    try:
        kept = json.loads(_kept(module).read_text(encoding="utf-8"))
    except OSError:
        return None
    return (
        Finding(kept["killed"], kept["untested"], kept["survivors"]) if kept["of"] == _state(module) else None
    )


def _reasons() -> Mapping[str, Mapping[str, str]]:
    """Return why survivors change nothing, by module and change."""
    listed = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    return {
        module: {change: group["why"] for group in groups for change in group["changes"]}
        for module, groups in listed.items()
    }


def report(found: Mapping[str, Finding], reasons: Mapping[str, Mapping[str, str]]) -> str:
    """Write what was found, by module, as Markdown."""
    return HEAD + "\n".join([*_rows(found, reasons), *_survivors(found, reasons)]) + "\n"


def _rows(found: Mapping[str, Finding], reasons: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for module in TESTS:
        if not (finding := found.get(module)):
            yield f"| `{module}.py` | not run | – | – | – | – | – |"
            continue
        explained = sum(change in reasons.get(module, {}) for change in finding.survivors)
        numbers = (finding.total, finding.killed, finding.untested, len(finding.survivors), explained)
        yield f"| `{module}.py` | {' | '.join(map(str, numbers))} | {100 * finding.share:.1f} |"


def _survivors(found: Mapping[str, Finding], reasons: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for module, finding in found.items():
        if not finding.survivors:
            continue
        yield from ("", f"## Survivors of {module}.py")
        groups: dict[str, list[str]] = {}
        for change in finding.survivors:
            groups.setdefault(reasons.get(module, {}).get(change, "Not explained"), []).append(change)
        for why, changes in sorted(groups.items()):
            yield from ("", f"{why}:", "", *(f"- ``{change}``" for change in changes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
