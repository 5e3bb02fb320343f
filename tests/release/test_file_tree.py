"""What becomes of a page, and of a site, in a copy that no server serves."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from mkdocs_course.finish import search
from mkdocs_course.release.file_tree import convert, file_tree
from tests.building import LANGUAGES, files
from tests.copies import NOTICES, edition_of

if TYPE_CHECKING:
    from tests.building import Site

FOLDERS = {"", "week-01", "week-01/session", "en", "guide à lire"}
"""Those with a page."""
HERE = "week-01/index.html"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("..", "../index.html"),
        ("../", "../index.html"),
        (".", "index.html"),
        ("./", "index.html"),
        ("session/", "session/index.html"),
        ("session", "session/index.html"),
        ("./session/", "./session/index.html"),
        ("session/#agenda", "session/index.html#agenda"),
        ("session/?run=2027-fr#agenda", "session/index.html?run=2027-fr#agenda"),
        ("../en/?a=1&amp;b=/2/", "../en/index.html?a=1&amp;b=/2/"),
        ("../guide%20%C3%A0%20lire/", "../guide%20%C3%A0%20lire/index.html"),
        ("../guide à lire/", "../guide à lire/index.html"),
    ],
)
def test_a_link_to_a_page_names_its_file(link: str, expected: str) -> None:
    assert convert(f'<a href="{link}">x</a>', HERE, FOLDERS) == f'<a href="{expected}">x</a>'
    assert convert(f"<a class=b href='{link}'>x</a>", HERE, FOLDERS) == f'<a class=b href="{expected}">x</a>'
    picture = '<svg><a xlink:href="{}"><text>x</text></a></svg>'
    assert convert(picture.format(link), HERE, FOLDERS) == picture.format(expected)


@pytest.mark.parametrize(
    "link",
    [
        "#top",
        "?run=1",
        "",
        "worksheet.docx",
        "../runs/spring/",  # a folder without a page
        "../../",  # outside
        "/",
        "//example.org/week-01/",
        "https://example.org/week-01/",
        "mailto:a@example.org",
        "webcal://example.org/calendar.ics",
    ],
)
def test_other_links_stay_as_they_are(link: str) -> None:
    page = f'<p>é <a href="{link}">x</a> <a href=..>y</a></p>'
    assert convert(page, HERE, FOLDERS) == page.replace("href=..", 'href="../index.html"')


def test_nothing_else_of_a_page_changes() -> None:
    page = (
        "<!doctype html>\r\n<HTML><!-- <a href='..'> --><script>'<a href=\"..\">'</script>\n"
        '<pre>&lt;a href=".."&gt; &copy</pre><img src="a/" alt="»"><br/>\n<p data-href="..">\u2028x</p></HTML>'
    )
    assert convert(page, HERE, FOLDERS) == page


def test_offers_to_keep_the_site_go_with_all_that_is_in_them() -> None:
    page = (
        '<p>a</p><div class="keeping" data-keep-when="able" hidden><div><p class="keep" data-keep="fr/*">b</p></div>'
        '</div><p class="keep" data-keep="fr/week-01">c</p><p class="weight">d</p>'
        '<p data-keep-when="none">e</p><div data-keep-when="file copy" hidden>f</div>'
    )
    assert convert(page, HERE, FOLDERS) == "<p>a</p><div>f</div>"


def test_the_page_about_keeping_says_what_is_true_of_a_copy_and_nothing_else() -> None:
    page = (
        '<article class="text"><h1 id="a">Keep</h1><p>Keep it.</p><p data-keep-when="plain">No.</p>'
        '<p data-keep-when="copy" hidden>A copy.</p><div data-keep-when="none copy"><p>More:</p></div>'
        '<h2 id="b">Updates</h2><p>Every hour.</p></article><p class="page-links"></p>'
    )
    assert convert(page, HERE, FOLDERS) == (
        '<article class="text"><h1 id="a">Keep</h1><p>A copy.</p><div><p>More:</p></div></article>'
    )


def test_links_to_the_forge_go_and_the_button_for_printing_stays() -> None:
    forge = '<a href="https://forge.example/edit">Edit</a>\n'
    button = '<button type="button" data-print-answers hidden>Print</button>\n'
    assert convert(f'<i>a</i>\n  <p class="page-links">\n{forge}{forge}</p>\n<i>b</i>', HERE, FOLDERS) == (
        "<i>a</i>\n<i>b</i>"
    )
    left = convert(f'<p class="page-links">\n{button}{forge}</p>', HERE, FOLDERS)
    assert "Print" in left
    assert "forge" not in left


def test_the_policy_can_be_left_out() -> None:
    page = '<head><meta http-equiv="Content-Security-Policy" content="x"><meta name="viewport" content="y"></head>'
    assert convert(page, HERE, FOLDERS) == page
    assert convert(page, HERE, FOLDERS, policy=False) == '<head><meta name="viewport" content="y"></head>'


@pytest.fixture(scope="module")
def tree(site: Site) -> dict[str, bytes]:
    found = list(file_tree(edition_of(site.folder)))
    assert [path for path, _ in found] == sorted(path for path, _ in found)
    return dict(found)


def test_only_what_needs_a_server_is_left_out(site: Site, tree: dict[str, bytes]) -> None:
    """All else is there, and what is neither a page nor a list of pages has the same bytes."""
    built = files(site.folder)
    left_out = {path for path in built if path not in tree}
    named = {"404.html", "unkept.html", "sw.js", "sitemap.xml", "sitemap.xml.gz", "course.json"}
    named |= {f"keep/{language}.json" for language in LANGUAGES}
    (keeper,) = left_out - named
    assert re.fullmatch(r"assets/course/keep-[0-9a-f]{8}\.js", keeper)
    assert left_out == named | {keeper}
    changed = {path for path, content in tree.items() if content != built[path]}
    assert changed == {path for path in tree if path.endswith(".html")} | {
        f"search/{language}.js" for language in LANGUAGES
    }


def test_what_a_mirror_has_compressed_is_left_out_and_what_an_author_has_is_not(
    site: Site, tree: dict[str, bytes]
) -> None:
    made = {"index.html.gz": b"1", "en/index.html.br": b"2", "data.csv.gz": b"3"}
    try:
        for name, content in made.items():
            (site.folder / name).write_bytes(content)
        assert dict(file_tree(edition_of(site.folder))) == {**tree, "data.csv.gz": b"3"}
    finally:
        for name in made:
            (site.folder / name).unlink()


def test_every_page_says_of_which_day_it_is_and_where_it_comes_from(tree: dict[str, bytes]) -> None:
    seen = dict.fromkeys(LANGUAGES, 0)
    for path, content in tree.items():
        if not path.endswith(".html"):
            continue
        page = BeautifulSoup(content, "html.parser")
        language = path.split("/")[0] if path.startswith(("en/", "pt/")) else "fr"
        (notice,) = page.select("main > .copy-notice")
        assert notice.get_text().startswith(NOTICES[language])
        (origin,) = notice.select("a")
        assert origin["href"] == "https://course.example.org/" + path.removesuffix("index.html")
        seen[language] += 1
    assert len(set(seen.values())) == 1
    assert seen["fr"] > 40


def test_every_link_leads_to_a_file_of_the_copy_and_to_a_place_in_it(tree: dict[str, bytes]) -> None:
    pages = {
        path: BeautifulSoup(content, "html.parser")
        for path, content in tree.items()
        if path.endswith(".html")
    }
    places = {path: {str(each["id"]) for each in page.select("[id]")} for path, page in pages.items()}
    checked = 0
    for path, page in pages.items():
        for element in page.select("[href], [src]"):
            link = urlsplit(str(element.get("href") or element.get("src") or ""))
            if link.scheme:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link.path)))
            target = target if link.path else path
            assert target in tree, f"{path}: {link.geturl()}"
            assert not link.fragment or unquote(link.fragment) in places[target], f"{path}: {link.geturl()}"
            checked += 1
    assert checked > 5000


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_of_the_search_name_files(site: Site, tree: dict[str, bytes], language: str) -> None:
    name = search.first_part(language)
    addresses = re.compile(
        r'\["([^"]*)","(?:home|plain|week|session|schedule|glossary|run|\w+)","[^"]*",\[\[""'
    )
    before = addresses.findall((site.folder / name).read_text(encoding="utf-8"))
    after = addresses.findall(tree[name].decode())
    assert len(before) > 40
    assert after == [address + "index.html" for address in before]
    assert set(after) <= set(tree)
