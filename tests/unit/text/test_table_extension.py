"""Tables stand in a frame that scrolls; wide ones can be reached by keyboard."""

from __future__ import annotations

import markdown
import pytest
from bs4 import BeautifulSoup

from mkdocs_course.text import table_extension


@pytest.mark.parametrize(("columns", "tab"), [(2, None), (3, "0")])
def test_a_table_stands_in_a_frame(columns: int, tab: str | None) -> None:
    row = "|" + " a |" * columns
    text = f"before\n\n{row}\n{'|---' * columns}|\n{row}\n\nafter"
    html = markdown.markdown(text, extensions=["tables", table_extension.NAME])
    soup = BeautifulSoup(html, "html.parser")
    assert [each.name for each in soup.find_all(recursive=False)] == ["p", "div", "p"]
    frame = soup.div
    assert frame
    assert (frame["class"], frame.get("tabindex")) == (["table"], tab)
    assert len(frame.select("table td")) == columns
    assert (frame.get("role"), frame.get("aria-labelledby")) == (
        ("region", "columns-1") if tab else (None, None)
    )


def test_the_frame_of_a_wide_table_is_called_by_the_heading_and_the_columns() -> None:
    table = "|a|b|c|d|\n|---|---|---|---|\n|1|2|3|4|\n\n"
    text = f"# Plan {{ #plan }}\n\n{table}## Costs {{ #costs }}\n\n|a|\n|---|\n|1|\n\n{table}{table}"
    html = markdown.markdown(text, extensions=["attr_list", "tables", "toc", table_extension.NAME])
    soup = BeautifulSoup(html, "html.parser")
    names = [str(frame["aria-labelledby"]).split() for frame in soup.select("[role=region]")]
    assert names == [["plan", "columns-1"], ["costs", "columns-2"], ["costs", "columns-3"]]
    said = [" ".join(soup.select(f"#{name}")[0].get_text(" ", strip=True) for name in each) for each in names]
    assert said == ["Plan a b c d", "Costs a b c d", "Costs a b c d"]


def test_tables_in_lists_too_and_each_once() -> None:
    text = "1. one\n\n    |a|b|\n    |---|---|\n    |c|d|\n\n2. two"
    html = markdown.markdown(text, extensions=["tables", table_extension.NAME])
    assert html.count('<div class="table">') == html.count("<table>") == 1


def test_columns_are_aligned_by_classes_and_never_by_styles() -> None:
    text = "|a|b|c|d|\n|:--|--:|:-:|---|\n|1|2|3|4|"
    html = markdown.markdown(text, extensions=["tables", table_extension.NAME])
    cells = BeautifulSoup(html, "html.parser").select("th, td")
    assert [cell.get("class") for cell in cells] == [["left"], ["right"], ["center"], None] * 2
    assert "style" not in html
