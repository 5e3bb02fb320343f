"""What a page costs, against gzip itself and the sizes of files."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from mkdocs_course.cache.results import Results
from mkdocs_course.finish.weight import PAGE_MARK, PICTURES_MARK, Budget, Scales, Weight, over_budget

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """<link rel="stylesheet" href="../assets/a.css"><link rel="icon" href="../assets/i.svg">
<link rel="alternate" href="../feed.xml"><script src="../assets/a.js" defer></script>"""


def gzipped(*files: Path) -> int:
    """Return the bytes that gzip makes of each file, added up."""
    return sum(len(subprocess.check_output(["gzip", "-6", "-n", "-c", file])) for file in files)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.css").write_text("p { margin: 0 }\n" * 40, encoding="utf-8")
    (tmp_path / "assets" / "a.js").write_text("alert(1);\n" * 40, encoding="utf-8")
    (tmp_path / "assets" / "i.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "feed.xml").write_text("<feed/>" * 1000, encoding="utf-8")
    (tmp_path / "une image.png").write_bytes(bytes(range(256)) * 10)
    folder = tmp_path / "week"
    folder.mkdir()
    return folder / "index.html"


def size(count: int) -> str:
    return f"{count} B"


def test_a_page_costs_its_text_and_what_it_loads(page: Path) -> None:
    page.write_text(HEAD + "<p>Santé</p>" * 100, encoding="utf-8")
    loaded = [page, *(page.parent.parent / "assets").iterdir()]
    weight = Scales(Results()).weigh(page, size)
    assert weight.page == pytest.approx(gzipped(*loaded), abs=8)  # libraries differ by a few bytes
    assert weight.pictures == 0


def test_pictures_cost_their_size_once_each(page: Path) -> None:
    picture = '<img src="../une%20image.png" alt="">'
    elsewhere = '<img src="https://pictures.example.org/b.png" alt=""><img src="../not-there.png" alt="">'
    page.write_text(HEAD + picture * 2 + elsewhere, encoding="utf-8")
    assert Scales(Results()).weigh(page, size).pictures == 2560


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ('<!-- <img src="../une%20image.png" alt=""> -->', 0),
        ("<script>a = \"<img src='../une%20image.png'>\"</script>", 0),
        ("""<IMG alt="1 > 0" src='../une%20image.png'>""", 2560),
        ('<script src="../assets/a.js"></script><img alt="" src="../une%20image.png">', 2560),
    ],
)
def test_only_what_a_browser_loads_is_a_picture(page: Path, text: str, cost: int) -> None:
    page.write_text(HEAD + text, encoding="utf-8")
    assert Scales(Results()).weigh(page, size).pictures == cost


@pytest.mark.parametrize(
    ("pictures", "said"),
    [("", ""), ('<img src="../une%20image.png" alt="">', ", pictures 3000 B")],
)
def test_a_page_says_what_it_costs_in_whole_kilobytes(page: Path, pictures: str, said: str) -> None:
    marks = f"{PAGE_MARK}<span>, pictures {PICTURES_MARK}</span>"
    page.write_text(f"{HEAD}<p>Costs {marks}.</p>{pictures}", encoding="utf-8")
    Scales(Results()).weigh(page, size)
    assert page.read_text(encoding="utf-8") == f"{HEAD}<p>Costs 1000 B{said}.</p>{pictures}"


def test_what_costs_more_than_its_budget_is_named() -> None:
    budget = Budget(page=35, pictures=150)
    assert not list(over_budget("docs/a.md", Weight(35_000, 150_000), budget))
    page, pictures = over_budget("docs/a.md", Weight(35_051, 150_960), budget)
    assert (page.path, page.code) == ("docs/a.md", "page-budget")
    assert "35.1 kB" in page.message
    assert pictures.code == "picture-budget"
    assert "151.0 kB" in pictures.message
