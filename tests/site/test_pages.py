"""Every built page: its frame, its links, and what must not be in it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from xmlschema import XMLSchema

from tests.building import LANGUAGES, ROOT, RUNS, instants, read_yaml

if TYPE_CHECKING:
    from tests.building import Site

HOST = "https://course.example.org/"
TAGS = {"fr": "fr", "en": "en-GB", "pt": "pt-PT"}
LOADING = (
    "script[src]",
    "link[rel=stylesheet]",
    "link[rel=icon]",
    "img[src]",
    "iframe",
    "source[src]",
    "object",
)

DEBRIS = re.compile(
    r"<!-- course|\{ #|\{ \.|\{\{|\{%|markdown=|\bNone\b(?! (?:is|of|reaches)\b)|Undefined|wzxhzdk"
)
"""What directives, attribute lists, templates and Markdown leave behind when they are not read;
in an English sentence, none is, none reaches, or none of them is."""

each_language = pytest.mark.parametrize("language", LANGUAGES)


def language_of(page: str) -> str:
    first = page.partition("/")[0]
    return first if first in LANGUAGES else "fr"


def test_the_three_languages_have_the_same_pages(site: Site) -> None:
    by_language = {
        language: {
            page.removeprefix(folder.rstrip("/")).strip("/")
            for page in site.pages
            if language_of(page) == language
        }
        for language, folder in LANGUAGES.items()
    }
    assert by_language["fr"] == by_language["en"] == by_language["pt"]
    fixed = {
        "",
        "schedule",
        "glossary",
        "resources",
        "about",
        "mirrors",
        "accessibility",
        "offline",
        "progress",
        "privacy",
    }
    weeks = {f"week-{number:02}{end}" for number in range(1, 13) for end in ("", "/session")}
    assert by_language["fr"] >= fixed | weeks | {f"runs/{run}" for run in RUNS}


def test_each_page_names_its_language_its_title_and_itself(site: Site) -> None:
    described = Counter[str]()
    for page in site.pages:
        soup = site.soup(page)
        html, head = soup.html, soup.head
        assert html
        assert head
        assert (html["lang"], html["dir"]) == (TAGS[language_of(page)], "ltr"), page
        assert len(soup.select("h1")) == 1, page
        assert head.title, page
        assert head.title.get_text(strip=True), page
        canonical = head.select_one("link[rel=canonical]")
        assert canonical
        assert canonical["href"] == HOST + (f"{page}/" if page else ""), page
        for name in ("og:type", "og:site_name", "og:title", "og:url", "og:locale", "og:description"):
            assert head.select_one(f"meta[property='{name}'][content]"), (page, name)
        description = head.select_one("meta[name=description]")
        assert description, page
        described[str(description["content"])] += 1
    assert [text for text, count in described.items() if count > 1] == []


def test_each_page_names_the_feed_of_changes_of_its_language(site: Site) -> None:
    for page in site.pages:
        (link,) = site.soup(page).select("link[type='application/atom+xml']")
        feed = normpath(join(page, str(link["href"])))
        assert feed == f"{LANGUAGES[language_of(page)]}changes.xml", page


def test_versions_in_other_languages_name_each_other(site: Site) -> None:
    sets = {}
    for page in site.pages:
        links = site.soup(page).select("link[rel=alternate][hreflang]")
        sets[page] = {str(link["hreflang"]): str(link["href"]) for link in links}
        assert sets[page].keys() == {*TAGS.values(), "x-default"}, page
        assert sets[page]["x-default"] == sets[page]["fr"]
    for page, versions in sets.items():
        assert versions[TAGS[language_of(page)]] == HOST + (f"{page}/" if page else ""), page
        for tag, address in versions.items():
            other = address.removeprefix(HOST).rstrip("/")
            assert sets[other] == versions, page
            assert tag in {TAGS[language_of(other)], "x-default"}, page


def test_the_language_links_stay_on_the_same_page(site: Site) -> None:
    for page in site.pages:
        folder = LANGUAGES[language_of(page)].rstrip("/")
        name = page.removeprefix(folder).strip("/")
        hrefs = [str(link["href"]) for link in site.soup(page).select(".languages a")]
        found = [normpath(join(page, href)).removeprefix(".").strip("/") for href in hrefs]
        assert found == [join(other, name).strip("/") for other in LANGUAGES.values()], page


def test_every_link_and_anchor_leads_somewhere(site: Site) -> None:
    ids = {page: {str(tag["id"]) for tag in site.soup(page).select("[id]")} for page in site.pages}
    for page in site.pages:
        for link in site.soup(page).select("[href], [src]"):
            target = str(link.get("href") or link.get("src"))
            parts = urlsplit(target)
            if parts.scheme:
                assert parts.scheme in {"https", "webcal", "mailto"}, (page, target)
                continue
            assert not target.startswith("/"), (page, target)
            path = normpath(join(page, unquote(parts.path))).removeprefix(".") if parts.path else page
            if (site.folder / path).is_file():
                assert not parts.path.endswith("/"), (page, target)
                continue
            assert path in ids, (page, target)
            assert not parts.path or parts.path.endswith(("/", ".")), (page, target)
            assert not parts.fragment or parts.fragment in ids[path], (page, target)


def test_every_full_address_of_the_site_leads_somewhere(site: Site) -> None:
    """Those that machines follow: canonical addresses, structured data, calendars, the feed, the sitemap."""
    texts = [path for path in site.folder.rglob("*") if path.suffix in {".html", ".xml", ".ics"}]
    found = set()
    for path in texts:
        text = path.read_text(encoding="utf-8").replace("\n ", "")
        ids = r"<id>.*?</id>"  # names, which lead nowhere
        found |= set(
            re.findall(rf"(?:{HOST}|webcal://{urlsplit(HOST).netloc}/)[^\s\"'<>\\]*", re.sub(ids, "", text))
        )
    assert len(found) > len(site.pages)
    for address in found:
        path = site.folder / urlsplit(address).path.lstrip("/")
        assert (path / "index.html" if address.endswith("/") else path).is_file(), address


def test_nothing_is_loaded_from_another_host_and_nothing_runs_inline(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for element in soup.select(", ".join(LOADING)):
            address = str(element.get("src") or element.get("href") or element.get("data"))
            assert not urlsplit(address).netloc, (path, address)
        for element in soup.find_all():
            assert not [name for name in element.attrs if name == "style" or name.startswith("on")], (
                path,
                element,
            )
        inline = [
            script
            for script in soup.select("script:not([src])")
            if script.get("type") != "application/ld+json"
        ]
        assert not inline, path
        assert not soup.select("style"), path
        assert not [
            link for link in soup.select("[href]") if str(link["href"]).lower().startswith("javascript:")
        ], path
    for path in site.folder.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(?:\w+:)?//", path.read_text(encoding="utf-8")), path
    fetching = set()
    for path in [*(site.folder / "assets").rglob("*.js"), site.folder / "sw.js"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"XMLHttpRequest|sendBeacon|import\b|WebSocket|EventSource|https?:|[\"'`]//", text
        ), path
        if re.search(r"\bfetch\b", text):
            fetching.add(path.relative_to(site.folder).as_posix())
    # What keeps the course on a device; nothing else asks for anything. They name no address: all are of the site.
    assert {re.sub(r"-[0-9a-f]{8}\.", ".", name) for name in fetching} == {"assets/course/keep.js", "sw.js"}


def test_no_page_loads_what_fetches(site: Site) -> None:
    for page in site.pages:
        scripts = [str(script["src"]) for script in site.soup(page).select("script[src]")]
        assert [re.sub(r".*/|-[0-9a-f]{8}", "", name) for name in scripts] == ["course.js"], page


def test_each_week_says_what_a_first_visit_costs(site: Site) -> None:
    """Counted by gzip itself, over the page and each file that its head loads."""
    weeks = [page for page in site.pages if re.search(r"week-\d\d$", page)]
    assert len(weeks) == 36
    for page in weeks:
        soup = site.soup(page)
        loaded = [link["href"] for link in soup.select("link[rel=stylesheet], link[rel=icon]")]
        loaded += [script["src"] for script in soup.select("script[src]")]
        paths = [site.folder / page / "index.html", *(site.folder / page / str(name) for name in loaded)]
        sizes = [len(subprocess.check_output(["gzip", "-6", "-n", "-c", path])) for path in paths]
        said = soup.select_one(".weight")
        assert said
        number = re.search(r"(\d+)\u00a0k[Bo]", said.get_text())
        assert number, page
        assert 0 <= int(number[1]) * 1000 - sum(sizes) < 1300, page  # zlib packs a little looser than gzip


def test_every_page_states_the_policy_before_anything_is_loaded(site: Site) -> None:
    """For places where nobody can set a header. `script-src` and `style-src` allow the site's own files alone."""
    for path in site.folder.rglob("*.html"):
        head = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").head
        assert head, path
        elements = head.find_all(True, recursive=False)
        assert elements[0].get("charset") == "utf-8", path
        assert elements[1].get("http-equiv") == "Content-Security-Policy", path
        policy = dict(part.strip().split(" ", 1) for part in str(elements[1]["content"]).split(";"))
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'", path
        assert policy["script-src"] == policy["style-src"] == "'self'", path
        assert not re.search(r"unsafe|https?:|\*|data:|blob:", str(elements[1]["content"])), path


def test_no_debris_of_the_machine_is_left(site: Site) -> None:
    for page in site.pages:
        text = (site.folder / page / "index.html").read_text(encoding="utf-8")
        assert not DEBRIS.findall(text), page
        counts = Counter(re.findall(r'\sid="([^"]*)"', text))
        assert [name for name, count in counts.items() if count > 1] == [], page
        soup = BeautifulSoup(text, "html.parser")
        assert not [
            tag for tag in soup.select("h1, h2, h3, td a, li > a, summary") if not tag.get_text(strip=True)
        ], page


def test_the_site_holds_no_file_of_the_stock_theme(site: Site) -> None:
    names = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    assert {name for name in names if name.startswith("assets/")} == {
        name for name in names if name.startswith("assets/course/")
    }
    assert not [name for name in names if "search_index" in name]


@each_language
def test_the_notice_stands_on_the_home_page_and_at_every_foot(site: Site, language: str) -> None:
    notice = read_yaml("course.yml")["notice"][language]
    for page in site.pages:
        if language_of(page) == language:
            foot = site.soup(page).select_one("footer")
            assert foot
            assert notice in " ".join(
                foot.get_text().replace("\u00a0", " ").replace("\u202f", " ").split()
            ), page
    home = site.soup(LANGUAGES[language]).select_one("main .notice")
    assert home
    assert notice in " ".join(home.get_text().replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_page_for_missing_addresses_speaks_all_languages_and_stands_alone(site: Site) -> None:
    soup = BeautifulSoup((site.folder / "404.html").read_text(encoding="utf-8"), "html.parser")
    parts = {str(part["lang"]): part for part in soup.select("body [lang]")}
    assert parts.keys() == set(TAGS.values())
    homes = {tag: str(part.select("a")[-1]["href"]) for tag, part in parts.items()}
    assert homes == {"fr": "/", "en-GB": "/en/", "pt-PT": "/pt/"}
    asked = [str(script["src"]) for script in soup.select("script")]  # at the address itself, and above
    assert [re.sub(r"lost-[0-9a-f]{8}\.js$", "lost.js", path) for path in asked] == [
        "../" * depth + "assets/course/lost.js" for depth in range(5)
    ]


def test_the_sitemap_has_each_page_once_with_the_versions_that_the_page_names(site: Site) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ET.parse(site.folder / "sitemap.xml").getroot()
    found = [url.findtext("s:loc", namespaces=names) for url in root.findall("s:url", names)]
    assert sorted(map(str, found)) == sorted(HOST + (f"{page}/" if page else "") for page in site.pages)
    for url in root.findall("s:url", names):
        address = str(url.findtext("s:loc", namespaces=names))
        versions = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", names)}
        page = site.soup(address.removeprefix(HOST))
        told = {str(link["hreflang"]): str(link["href"]) for link in page.select("link[hreflang]")}
        assert versions.items() <= told.items()
        assert set(versions) >= set(TAGS.values())


@pytest.fixture(scope="module")
def sitemaps() -> XMLSchema:
    """Read the schema of sitemaps.org, from files alone; that of XHTML, for the links, comes with xmlschema."""
    schema = ROOT / ".cache" / "readers" / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"
    return XMLSchema(schema, allow="local")


def test_the_sitemap_keeps_to_its_schema(site: Site, sitemaps: XMLSchema) -> None:
    assert [error.reason for error in sitemaps.iter_errors(site.folder / "sitemap.xml")] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('hreflang="fr"', 'hreflang="français"'),
        ('rel="alternate"', 'rel="alternate" lang-of="fr"'),
        ("<xhtml:link ", "<xhtml:links "),
        (f"<loc>{HOST}</loc>", ""),
        ("</loc>", "</loc><lastmod>yesterday</lastmod>"),
        ("</url>", "<lastmod>2027-01-01</lastmod></url>"),
    ],
)
def test_the_schema_of_sitemaps_finds_faults_in_addresses_and_in_links(
    site: Site, sitemaps: XMLSchema, old: str, new: str
) -> None:
    """Links are checked too: a validator without the schema of XHTML would let them pass, or refuse them all."""
    text = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert old in text
    assert not sitemaps.is_valid(text.replace(old, new, 1))


def test_the_sitemap_says_nothing_that_depends_on_the_day_of_the_build(site: Site) -> None:
    assert "lastmod" not in (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    packed = (site.folder / "sitemap.xml.gz").read_bytes()
    assert gzip.decompress(packed) == (site.folder / "sitemap.xml").read_bytes()


@each_language
def test_the_feed_of_changes_tells_of_the_moved_session(site: Site, language: str) -> None:
    atom = {"a": "http://www.w3.org/2005/Atom"}
    root = ET.fromstring((site.folder / LANGUAGES[language] / "changes.xml").read_bytes())
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == TAGS[language]
    hrefs = {link.get("rel"): link.get("href") for link in root.findall("a:link", atom)}
    assert hrefs["self"] == f"{HOST}{LANGUAGES[language]}changes.xml"
    for name in ("title", "id", "author/a:name"):
        assert root.findtext(f"a:{name}", namespaces=atom)
    stamps = [
        version["stamp"] for run in RUNS for versions in read_lock(run).values() for version in versions[-1:]
    ]
    assert root.findtext("a:updated", namespaces=atom) == max(stamps)
    (entry,) = root.findall("a:entry", atom)
    for name in ("title", "id", "updated", "summary"):
        assert entry.findtext(f"a:{name}", namespaces=atom)
    link = entry.find("a:link", atom)
    assert link is not None
    assert link.get("href") == f"{HOST}{LANGUAGES[language]}week-04/session/"
    updated = str(entry.findtext("a:updated", namespaces=atom))
    assert updated == read_lock("2027-pt")["week-04"][-1]["stamp"]


def read_lock(run: str) -> dict[str, list[dict[str, str]]]:
    """Read the versions of a run's sessions, by week."""
    lock: dict[str, dict[str, list[dict[str, str]]]] = json.loads(
        (ROOT / "runs" / f"{run}.lock.json").read_text(encoding="utf-8")
    )
    return lock["sessions"]


def test_no_two_feeds_use_one_id_for_different_things(site: Site) -> None:
    """RFC 4287 4.2.6: an id is of one entry; the same change told in three languages is three entries."""
    ids = [
        found
        for folder in LANGUAGES.values()
        for found in re.findall(
            r"<id>(.*?)</id>", (site.folder / folder / "changes.xml").read_text(encoding="utf-8")
        )
    ]
    assert len(ids) == len(set(ids))


@each_language
def test_structured_data_gives_the_sessions_as_events(site: Site, language: str) -> None:
    for number in range(1, 13):
        script = site.soup(f"{LANGUAGES[language]}week-{number:02}/session/").select_one(
            "script[type='application/ld+json']"
        )
        assert script
        events = json.loads(script.get_text())["@graph"]
        found = {event["superEvent"]["@id"].rstrip("/").rpartition("/")[2]: event for event in events}
        assert found.keys() == {"2027-fr", "2027-en", "2027-pt"}
        for run, event in found.items():
            assert datetime.fromisoformat(event["startDate"]) == list(instants(run))[number - 1]
            assert event["location"]["url"].endswith(f"week-{number:02}/session/")
            moved = run == "2027-pt" and number == 4
            assert event["eventStatus"].endswith("EventRescheduled" if moved else "EventScheduled")
            assert ("previousStartDate" in event) is moved


@each_language
def test_structured_data_gives_the_course_with_its_runs(site: Site, language: str) -> None:
    script = site.soup(LANGUAGES[language]).select_one("script[type='application/ld+json']")
    assert script
    (course,) = json.loads(script.get_text())["@graph"]
    assert (course["@type"], course["timeRequired"]) == ("Course", "PT1800M")  # 12 h + 12 × 90 min
    starts = {
        run["@id"].rstrip("/").rpartition("/")[2]: datetime.fromisoformat(run["startDate"])
        for run in course["hasCourseInstance"]
    }
    assert starts == {run: next(instants(run)) for run in RUNS}
    ends = {
        run["@id"].rstrip("/").rpartition("/")[2]: datetime.fromisoformat(run["endDate"])
        for run in course["hasCourseInstance"]
    }
    assert ends == {run: list(instants(run))[-1] + timedelta(minutes=90) for run in RUNS}


def test_all_structured_data_can_be_read(site: Site) -> None:
    found = set()
    for page in site.pages:
        for script in site.soup(page).select("script[type='application/ld+json']"):
            data = json.loads(script.get_text())
            assert data["@context"] == "https://schema.org", page
            found |= {thing["@type"] for thing in data["@graph"]}
    assert found == {"Course", "CourseInstance", "EducationEvent", "LearningResource"}
