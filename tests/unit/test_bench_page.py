"""The benchmark of the page counts what goes over the line, and judges and writes what it has counted."""

from __future__ import annotations

import gzip
import http.client
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.page.browse import Visit
from benchmarks.page.lighthouse import Job, Verdict, settle
from benchmarks.page.report import Measured, faults, pages_table, put, score_faults, scores_table
from benchmarks.page.server import Answer, CountingServer, served
from benchmarks.page.subjects import by_hand, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "Un texte qui se répète. " * 200


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CountingServer]:
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "index.html").write_text(TEXT, encoding="utf-8")
    (tmp_path / "404.html").write_text("Rien ici.", encoding="utf-8")
    (tmp_path / "icon.png").write_bytes(bytes(range(256)))
    with served(tmp_path) as found:
        yield found


def ask(server: CountingServer, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask for a path with another client; return the answer and its body as it came."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Accept-Encoding": "identity", **names})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_what_is_counted_is_what_a_client_gets(server: CountingServer) -> None:
    answer, body = ask(server, "/week/?a=1", Accept_Encoding="gzip, br", Sec_Fetch_Dest="document")
    assert gzip.decompress(body).decode() == TEXT
    assert len(body) < len(TEXT) / 10
    assert answer.headers["Cache-Control"] == "max-age=600"
    assert server.answers == [Answer("/week/?a=1", 200, len(body) + 250, "document")]


def test_text_goes_unpacked_to_who_cannot_unpack_and_pictures_to_all(server: CountingServer) -> None:
    assert ask(server, "/week/")[1].decode() == TEXT
    answer, body = ask(server, "/icon.png", Accept_Encoding="gzip")
    assert body == bytes(range(256))
    assert (answer.headers["Content-Type"], answer.headers["Content-Encoding"]) == ("image/png", None)
    assert [found.size for found in server.answers] == [len(TEXT.encode()) + 250, 256 + 250]


def test_what_is_missing_is_answered_by_the_page_for_it_and_nothing_outside_is_sent(
    server: CountingServer,
) -> None:
    (server.folder.parent / "secret.txt").write_text("no", encoding="utf-8")
    for path in ("/none/", "/../secret.txt", "/%2e%2e/secret.txt"):
        answer, body = ask(server, path)
        assert (answer.status, b"no" in body.split()) == (404, False)
    assert ask(server, "/none/")[1].decode() == "Rien ici."
    moved, _ = ask(server, "/week")
    assert (moved.status, moved.headers["Location"]) == (301, "/week/")
    assert [found.status for found in server.answers] == [404, 404, 404, 404, 301]


def test_what_goes_to_another_host_is_noted_and_refused(server: CountingServer) -> None:
    answer, _ = ask(server, "http://fonts.example/a.css")
    assert answer.status == 403
    tunnel = http.client.HTTPSConnection("127.0.0.1", server.server_port)
    tunnel.set_tunnel("cdn.example", 443)
    with pytest.raises(OSError, match="403"):
        tunnel.request("GET", "/")
    assert Visit([], server.elsewhere).hosts == ["cdn.example", "fonts.example"]
    assert server.answers == []


def visit(*sizes: int, path: str = "/{}", status: int = 200, purpose: str = "style") -> Visit:
    return Visit([Answer(path.format(place), status, size, purpose) for place, size in enumerate(sizes)])


FLOOR = Measured("by hand", visit(10_000), visit(11_000), 800)
AT_THE_BOUNDS = Measured("ours", visit(20_000, 5_000, 5_000, 5_000), visit(14_000), 1340)


def test_a_page_at_its_bounds_has_no_fault() -> None:
    assert list(faults("week-03", AT_THE_BOUNDS, FLOOR)) == []


def test_each_bound_is_told_with_what_was_measured_and_what_may_be() -> None:
    cold = Visit(
        [*visit(20_000, 15_001, 0, 0).answers, Answer("/x/sitemap.xml", 404, 0, "empty")],
        ["cdn.example:443", "cdn.example:443"],
    )
    over = Measured("ours", cold, visit(14_001, path="/{}.json", purpose="empty"), 1341)
    parts = "/0 20.0, /1 15.0, /2 0.0, /3 0.0, /x/sitemap.xml 0.0"
    assert list(faults("week-03", over, FLOOR)) == [
        f"week-03: cold 35.0 kB, at most 35.0 kB (10.0 by hand and 25): {parts}",
        "week-03: cold asks for what is not there: /x/sitemap.xml",
        "week-03: cold asks other hosts: cdn.example",
        "week-03: the next page 14.0 kB, at most 14.0 kB (11.0 by hand and 3): /0.json 14.0",
        "week-03: the next page loads data before anything is searched: /0.json",
        f"week-03: 5 requests, at most 4: {parts}",
        "week-03: first text on slow 3G after 1341 ms, at most 1340 ms (1.3 × 800 by hand + 300)",
    ]


def test_a_file_for_search_is_known_by_its_use_or_its_name() -> None:
    answers = [
        Answer("/index.fr.bin", 200, 1, "empty"),
        Answer("/w.js", 200, 1, "worker"),
        Answer("/assets/Search.js", 200, 1, "script"),
        Answer("/assets/theme.js", 200, 1, "script"),
        Answer("/week-03/", 200, 1, "document"),
    ]
    assert Visit(answers).search == ["/index.fr.bin", "/w.js", "/assets/Search.js"]


def test_the_table_compares_with_the_page_by_hand() -> None:
    assert pages_table([FLOOR, AT_THE_BOUNDS], 5)[2:] == [
        "| by hand | 1 | 10.0 | 1.0 | 11.0 | 1.0 | 800 | 1.0 | 0 | 0 | 0 |",
        "| ours | 4 | 35.0 | 3.5 | 14.0 | 1.3 | 1340 | 1.7 | 0 | 0 | 0 |",
    ]


def verdict(performance: float, accessibility: float = 1) -> Verdict:
    fails = {"performance": ["speed-index 9 s"], "accessibility": ["color-contrast"]}
    return Verdict({"performance": performance, "accessibility": accessibility}, fails)


def test_scores_below_their_bounds_are_told_with_the_audits() -> None:
    found = {
        Job("week", "fr", "slow 3G"): verdict(0.97),
        Job("week", "en", "slow 3G"): verdict(0.96),
        Job("week", "en", "4G"): verdict(0.99, 0.95),
    }
    assert list(score_faults(found)) == [
        "week, en, slow 3G: performance 0.96, at least 0.97: speed-index 9 s",
        "week, en, 4G: performance 0.99, at least 1.00: speed-index 9 s",
        "week, en, 4G: accessibility 0.95, at least 1.00: color-contrast",
    ]


def test_the_least_score_of_each_kind_is_shown() -> None:
    full = {"performance": 1.0, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
    kinds = ("home", "schedule", "week", "session", "run", "glossary")
    found = {
        Job(kind, language, profile): Verdict(full, {})
        for kind in kinds
        for language in ("fr", "en")
        for profile in ("slow 3G", "4G")
    }
    found[Job("run", "en", "slow 3G")] = verdict(0.9)
    rows = scores_table(found, verdict(0.99))
    assert rows[2] == "| home | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | – |"
    assert rows[6] == "| run | 0.90 | 1.00 | 1.00 | 1.00 | 1.00 | speed-index |"
    assert rows[-1] == "| week by hand | 0.99 | – | – | – | – | – |"


@pytest.mark.parametrize(
    ("performances", "counts"),
    [
        ([0.97], 0),
        ([0.96], None),
        ([0.9, 0.96], 1),
        ([0.9, 0.98], None),
        ([0.9, 1, 0.98], 2),
        ([0.9, 1, 0.95], 2),
    ],
)
def test_a_page_below_its_bound_is_judged_by_the_median_of_three(
    performances: list[float], counts: int | None
) -> None:
    tries = [verdict(performance) for performance in performances]
    assert settle(tries, 0.97) is (None if counts is None else tries[counts])


def test_tables_take_the_places_of_those_of_the_page() -> None:
    page = "# A\n\n| a |\n| - |\n\nWords.\n\n| b |\n\n| c |\n| d |\n"
    assert put(page, [["| 1 |"], None, ["| 3 |", "| 4 |"]]) == (
        "# A\n\n| 1 |\n\nWords.\n\n| b |\n\n| 3 |\n| 4 |\n"
    )
    for tables in ([None] * 2, [None] * 4):
        with pytest.raises(ValueError, match="tables"):
            put(page, tables)


def test_the_page_by_hand_has_the_text_and_nothing_else() -> None:
    page = by_hand(
        '<main><nav>weg</nav><article class="x"><nav>weg</nav><!-- weg --><h1 id="t">Titre</h1>'
        '<section data-a="b"><p class="c">Un <a href="../x/" class="y">lien</a>.</p><p role="status"></p></section>'
        "<fieldset><legend>Question</legend><ol><li><label><input> oui</label></li></ol><button>weg</button>"
        '</fieldset><figure><svg class="d"><text x="1">Dessin</text></svg><figcaption>Image</figcaption></figure>'
        "</article></main>"
    )
    main = page[page.index("<main>") : page.index("</main>")].replace("\n", "")
    assert main == (
        '<main><h1>Titre</h1><p>Un <a href="../x/">lien</a>.</p><p>Question</p><ol><li> oui</li></ol>'
        '<svg class="d"><text x="1">Dessin</text></svg><p>Image</p>'
    )
    assert "weg" not in page
    assert "<script" not in page


def test_pages_for_other_generators_hold_plain_markdown() -> None:
    title, body = plain(
        "---\ndescription: weg\n---\n\n<!-- course:weeks -->\n\n# Titre\n<!-- src:1:weg -->\n\n"
        '## Lire { #reading }\n\n*A title*{ lang=en }.\n\n!!! note "Note"\n    Un.\n\n    Deux.\n\n'
        "/// question | weg\nQui ?\n\n- [x] moi\n///\n"
    )
    assert title == "Titre"
    assert body == ("## Lire\n\n*A title*.\n\n> **Note**\n>\n> Un.\n>\n> Deux.\n\nQui ?\n\n- [x] moi")
