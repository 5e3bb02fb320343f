"""Compare what searches the French course in a browser: ours, libraries, and whole programs: `make bench-search`.

Each gets the same sections and is asked the same queries (tests/cases/search/fr.yml). Bytes are compressed as servers
do (gzip -6); times are those of Chromium at a quarter of its speed, the median of several. The table goes into
handbook/search.md.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import site
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click
from playwright.sync_api import sync_playwright

from mkdocs_course.finish.search import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.searching import Query, queries  # noqa: E402

PAGE = ROOT / "handbook" / "search.md"
HERE = ROOT / "benchmarks" / "search"
WORK = ROOT / ".cache" / "search"
SITE = WORK / "site"
SLOWER = 4
"""How many times slower the processor is made."""
TIMES = 3
SCRIPTS = Path("material", "templates", "assets", "javascripts")
"""Where the wheel of Material keeps its scripts."""

OPEN = """async ({ script, index }) => {
  const element = document.createElement("script");
  element.src = script;
  await new Promise((done) => { element.onload = done; document.head.append(element); });
  const text = await (await fetch(index)).text();
  const find = candidate.open(text);
  window.ask = async (query) => find(query);
}"""
OURS = """async ({ script, index }) => {
  const load = (path) => new Promise((done) => {
    const element = document.createElement("script");
    element.onload = () => done(element.value);
    element.src = path;
    document.head.append(element);
  });
  const [{ searcher, words }, data] = await Promise.all([load(script), load(index)]);
  const { add, find } = searcher(data), had = new Set();
  window.ask = async (query) => {
    const letters = new Set(words(query).map(([letter]) => letter).filter((letter) => data.parts[letter]));
    await Promise.all([...letters].filter((letter) => !had.has(letter)).map(async (letter) => {
      had.add(letter);
      add(letter, await load("/" + data.parts[letter]));
    }));
    return find(query).results.map(({ address, id }) => address + (id && "#" + id));
  };
}"""
PAGEFIND = """async ({ script }) => {
  const { search } = await import(script);
  window.ask = async (query) => {
    const { results } = await search(query);
    const pages = await Promise.all(results.slice(0, 3).map((result) => result.data()));
    return pages.map(({ url }) => url.replace(/^\\//, ""));
  };
}"""
MATERIAL = """async ({ script, index }) => {
  const worker = new Worker(script), data = await (await fetch(index)).json();
  const answer = (message) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data.data);
    worker.postMessage(message);
  });
  await answer({ type: 0, data });
  window.ask = async (query) => {
    const { items } = await answer({ type: 2, data: query });
    return items.flatMap((group) => [...group].sort((one, other) => other.score - one.score).slice(0, 1))
      .map(({ location }) => location);
  };
}"""


@dataclass(frozen=True)
class Candidate:
    """Something that searches: how the page starts it, with what, and what is known of it."""

    name: str
    start: str
    script: str
    index: str
    released: str
    from_file: bool
    """Whether it runs from `file://`: neither fetch, nor a module, nor a worker does."""
    needs: str = "–"
    """What a strict policy does not allow."""


def candidates() -> Iterator[Candidate]:
    """Name all that is compared."""
    yield Candidate("ours", OURS, _ours(), "/search/fr.js", "–", from_file=True)
    for name, released in (
        ("minisearch 7.2.0", "2025-09"),
        ("minisearch-titles 7.2.0", "2025-09"),
        ("flexsearch 0.8.212", "2025-10"),
        ("fuse 7.5.0", "2026-07"),
        ("ufuzzy 1.0.19", "2025-10"),
        ("lunr 2.3.9", "2020-08"),
        ("orama 3.1.18", "2025-12"),
    ):
        folder = "/" + name.split()[0]
        # Their data could be written as a script too.
        yield Candidate(name, OPEN, f"{folder}/library.js", f"{folder}/index.json", released, from_file=True)
    yield Candidate(
        "Pagefind 1.6.0", PAGEFIND, "/pagefind/pagefind.js", "", "2026-11", False, "`wasm-unsafe-eval`"
    )
    worker = next((WORK / "material" / "workers").glob("search.*.js")).name
    yield Candidate(
        "Material’s own",
        MATERIAL,
        f"/material/workers/{worker}",
        "/material/search_index.json",
        "2026",
        False,
    )


@click.command()
def main() -> None:
    """Measure, and write the table."""
    prepare()
    asked = queries("fr")
    ways = list(dict.fromkeys(query.how for query in asked))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    head = [
        "what", "first results, kB", "all texts more, kB", "a query more, kB", "first answer, ms", "a key, ms",
        "slowest, ms", *ways, "`file://`", "needs", "released",
    ]  # fmt: skip
    table = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (5 + len(ways) + 1)} --- | --- | --- |"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"]
        )
        for candidate in candidates():
            cells = measure(browser, f"http://127.0.0.1:{server.server_port}", candidate, asked, ways)
            table.append(f"| {' | '.join(cells)} |")
            click.echo(table[-1])
        browser.close()
    server.shutdown()
    around = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if not line.startswith("|")]
    PAGE.write_text("\n".join([*around, *table, ""]), encoding="utf-8", newline="\n")


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def prepare() -> None:
    """Build the course, and each candidate's index of it, below one folder that is served."""
    shutil.rmtree(SITE, ignore_errors=True)
    _run([str(Path(sys.executable).parent / "mkdocs"), "build", "--quiet", "--site-dir", str(SITE)], ROOT)
    for name in ("package.json", "package-lock.json", "index.mjs", "candidates"):
        source = HERE / name
        (partial(shutil.copytree, dirs_exist_ok=True) if source.is_dir() else shutil.copy)(
            source, WORK / name
        )
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], WORK)
    texts = list(sections())
    (WORK / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    for source in (WORK / "candidates").iterdir():
        if source.stem != "fold":
            folder = SITE / source.stem
            folder.mkdir()
            _run(["node", "index.mjs", source.stem, str(WORK / "texts.json"), str(folder)], WORK)
    _run(["node_modules/.bin/pagefind", "--site", str(SITE), "--root-selector", "main"], WORK)
    (scripts,) = (Path(folder) / SCRIPTS for folder in site.getsitepackages())
    for part in ("workers", "lunr"):
        shutil.copytree(scripts / part, SITE / "material" / part)
        shutil.copytree(scripts / part, WORK / "material" / part, dirs_exist_ok=True)
    fields = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1_000_000.0}}
    index = {
        "config": {
            "lang": ["fr"],
            "separator": r"[\s\-]+",
            "pipeline": ["stopWordFilter"],
            "fields": fields,
        },
        "options": {"suggest": False},
        "docs": [
            {"location": one["id"], "title": one["heading"] or one["title"], "text": one["text"]}
            for one in texts
        ],
    }
    (SITE / "material" / "search_index.json").write_text(
        json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def sections() -> Iterator[dict[str, str | bool]]:
    """Give the sections of the French pages, as our own search reads them."""
    for path in sorted(SITE.rglob("index.html")):
        page = read(path.read_text(encoding="utf-8"))
        if page.tag == "fr" and page.listed:
            address = path.relative_to(SITE).as_posix().removesuffix("index.html")
            for number, section in enumerate(page.sections):
                title, heading = ("", section.heading) if number else (section.heading, "")
                place = f"{address}#{section.id}" if number else address
                first = bool(page.first(section))
                yield {
                    "id": place,
                    "title": title,
                    "heading": heading,
                    "text": section.text,
                    "first": first,
                }


def measure(
    browser: Browser, host: str, candidate: Candidate, asked: Sequence[Query], ways: Sequence[str]
) -> list[str]:
    """Return a row of the table."""
    start = {"script": candidate.script, "index": candidate.index}
    firsts, keys, found, before = [], [], [], 0
    fetched: list[int] = []
    for _ in range(TIMES):
        context = browser.new_context()
        page = context.new_page()
        context.on("response", lambda answer: fetched.append(_size(answer.url, host)))
        page.goto(f"{host}/about/")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        fetched.clear()
        firsts.append(
            page.evaluate(
                f"async (given) => {{ const t = performance.now(); await ({candidate.start})(given);"
                " await window.ask('gouvernance'); return performance.now() - t; }",
                start,
            )
        )
        before = sum(fetched)
        answers: list[Any] = page.evaluate(
            "async (asked) => { const all = []; for (const query of asked) { const t = performance.now();"
            " const found = await window.ask(query); all.push([performance.now() - t, found.slice(0, 3)]); }"
            " return all; }",
            [query.text for query in asked],
        )
        keys.append([taken for taken, _ in answers])
        found = [places for _, places in answers]
        context.close()
    first, all_texts, one = _bytes(candidate, before, sum(fetched))
    if candidate.name.startswith("Pagefind"):  # it answers with pages
        asked = [
            replace(query, places=[place.partition("#")[0] for place in query.places]) for query in asked
        ]
    right = [
        f"{sum(query.answered(places) for query, places in group)}/{len(group)}"
        for way in ways
        if (group := [pair for pair in zip(asked, found, strict=True) if pair[0].how == way])
    ]
    return [
        candidate.name, _kb(first), _kb(all_texts), _kb(one), f"{median(firsts):.0f}",
        f"{median(median(each) for each in keys):.0f}", f"{median(max(each) for each in keys):.0f}",
        *right, "yes" if candidate.from_file else "no", candidate.needs, candidate.released,
    ]  # fmt: skip


def _bytes(candidate: Candidate, first: int, everything: int) -> tuple[int, int, int]:
    """Return what the first results need, what all texts add, and what a query adds: all of it, but for parts."""
    if candidate.name == "ours":
        parts = [_packed(path) for path in (SITE / "search" / "fr").iterdir()]
        start = _packed(SITE / candidate.script[1:]) + _packed(SITE / candidate.index[1:])
        return start, sum(parts), round((everything - start) / len(queries("fr")))
    if candidate.name.startswith("Pagefind"):
        return first, everything - first, round((everything - first) / len(queries("fr")))
    if candidate.name.startswith("minisearch-titles"):  # the whole index would come behind it
        return first, _packed(SITE / "minisearch" / "index.json"), 0
    return first, 0, 0  # it has but one part


def _kb(count: int) -> str:
    return f"{count / 1000:.1f}" if count else "–"


def _size(url: str, host: str) -> int:
    path = SITE / url.removeprefix(host).lstrip("/").split("?")[0]
    return _packed(path) if path.is_file() else 0


def _packed(path: Path) -> int:
    raw = path.read_bytes()
    return min(len(raw), len(gzip.compress(raw, 6)))


def _ours() -> str:
    return "/" + next(SITE.glob("assets/course/search-*.js")).relative_to(SITE).as_posix()


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(done.stdout + done.stderr)


if __name__ == "__main__":
    main()
