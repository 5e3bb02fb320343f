"""The site behind real web servers with the shipped configurations: what they send, and that no page breaks the policy.

nginx, Caddy and Apache (by its own file and by `.htaccess`) are real. There is no Netlify here: `deploy/_headers` is
read by a small reader of that format before Python's server, so its rules are tested, but not Netlify's reading of them
nor its types, compression and page for missing addresses. `meta` is a server that sets nothing, as on GitHub Pages.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPMessage
from operator import ge
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import QuietHandler, note, watched
from tests.building import LANGUAGES, ROOT, unused_port
from tests.servers import CONTAINER, SERVERS, HeadersFile, serving, serving_by_python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.building import Site

KINDS = (
    "",
    "schedule/",
    "glossary/",
    "resources/",
    "week-03/",
    "week-05/session/",
    "week-01/worksheet/",
    "runs/2027-pt/",
    "activity-book/",
    "attestation/",
    "translators/",
    "mirrors/",
)
BELOW = "formation/cours/"
"""Another place of the same site on each server: pages work below any path."""
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
KEPT = "public, max-age=31536000, immutable"
TYPES = {
    "index.html": "text/html; charset=utf-8",
    "assets/probe.0123456789ab.css": "text/css; charset=utf-8",
    "search/fr.js": "text/javascript; charset=utf-8",
    "assets/course/icon.svg": "image/svg+xml",
    "runs/2027-fr/calendar.ics": "text/calendar; charset=utf-8",
    "en/runs/2027-en/week-04.ics": "text/calendar; charset=utf-8",
    "changes.xml": "application/atom+xml",
    "pt/changes.xml": "application/atom+xml",
    "sitemap.xml": "application/xml",
    "sitemap.xml.gz": "application/gzip",
    "week-01/worksheet.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "app.webmanifest": "application/manifest+json",
    "search.json": "application/json",
    "picture.webp": "image/webp",
    "book.epub": "application/epub+zip",
}
MADE = ("app.webmanifest", "search.json", "picture.webp", "book.epub", "assets/probe.0123456789ab.css")
"""Files of kinds that the site does not have yet; the last is as a build with hashes would name it."""

of_each_server = pytest.mark.parametrize("server", SERVERS)
with_headers = pytest.mark.parametrize("server", [*SERVERS, "headers file"])
everywhere = pytest.mark.parametrize("server", [*SERVERS, "headers file", "meta"])


@pytest.fixture(scope="module")
def addresses(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start every server over a copy of the site; return their addresses."""
    readable = Path(
        tempfile.mkdtemp(prefix="course-")
    )  # by the user that the servers are, which pytest's folders are not
    readable.chmod(0o755)
    found = {}
    with ExitStack() as stack:
        for server in SERVERS:
            folder = copy_of(site, readable / server)
            found[server] = stack.enter_context(serving(server, folder, unused_port()))
        folder = copy_of(site, tmp_path_factory.mktemp("python") / "site")
        found["headers file"] = stack.enter_context(serving_by_python(folder, HeadersFile))
        found["meta"] = stack.enter_context(serving_by_python(folder, QuietHandler))
        yield found
    shutil.rmtree(readable)


def copy_of(site: Site, folder: Path) -> Path:
    shutil.copytree(site.folder, folder)
    for name in MADE:
        (folder / name).write_bytes(b'{"x": 1}' * 100)
    (folder / BELOW).parent.mkdir()
    (folder / BELOW).symlink_to(folder)
    return folder


# Policy.


@pytest.fixture
def watch(browser: Browser) -> Iterator[Any]:
    """Open a page whose violations of the policy, complaints on the console and failed requests are kept in a list."""
    contexts: list[BrowserContext] = []

    def opened(address: str, **options: Any) -> tuple[Page, list[str]]:
        faults: list[str] = []
        context = browser.new_context(**{"locale": "fr-FR", "timezone_id": "Europe/Paris"} | options)
        contexts.append(context)
        context.expose_function("violated", lambda fault: faults.append(fault))  # noqa: PLW0108  Playwright takes no builtin
        context.add_init_script(
            """addEventListener("securitypolicyviolation", (event) =>
                 violated(`${event.effectiveDirective} ${event.blockedURI} ${event.disposition}`))"""
        )
        page = context.new_page()
        for event, fault in watched(address).items():
            page.on(event, partial(note, faults, fault))  # type: ignore[call-overload]
        return page, faults

    yield opened
    for context in contexts:
        context.close()


@everywhere
def test_no_page_breaks_the_policy(addresses: dict[str, str], watch: Any, server: str) -> None:
    address = addresses[server]
    page, faults = watch(address)
    places = ["", BELOW]
    for number, (folder, kind) in enumerate(
        (folder, kind) for folder in LANGUAGES.values() for kind in KINDS
    ):
        answer = page.goto(address + places[number % len(places)] + folder + kind)
        assert answer.status == 200
        use(page)
    page.goto(address + "404.html")
    assert faults == []


def use(page: Page) -> None:
    """Do what makes the scripts of a page write: filter, choose and check an answer, follow an edition."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    for field in page.locator("input[type=search]").all():
        field.fill("zzz")
        field.fill("")
    for question in page.locator("fieldset.question").all():
        question.locator("input").first.check()
        question.locator(".check").click()
    for button in page.locator("[data-follow]:visible").all()[:1]:
        button.click()
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxInlineSize") == "1120px"


INJECTED = """() => {
  const add = (element, parent = document.body) => parent.append(element);
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  add(make("script", "window.ran = true"));
  add(make("style", "main { outline: 7px solid red }"));
  document.querySelector("main").setAttribute("style", "outline: 7px solid red");
  document.querySelector("main").setAttribute("onclick", "window.ran = true");
  add(Object.assign(document.createElement("script"), { src: "http://localhost:1/x.js" }));
  add(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "http://localhost:1/x.css" }));
  add(Object.assign(document.createElement("iframe"), { src: location.href }));
  add(Object.assign(document.createElement("img"), { src: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }));
  add(Object.assign(document.createElement("base"), { href: "http://localhost:1/" }), document.head);
  add(Object.assign(document.createElement("form"), { action: location.href, method: "post" }));
}"""
BLOCKED = {
    "script-src-elem inline",
    "script-src-attr inline",
    "script-src eval",
    "style-src-elem inline",
    "style-src-attr inline",
    "script-src-elem http://localhost:1/x.js",
    "style-src-elem http://localhost:1/x.css",
    "img-src data",
    "base-uri http://localhost:1/",
}


@everywhere
def test_the_policy_blocks_what_is_put_into_a_page(
    addresses: dict[str, str], watch: Any, server: str
) -> None:
    """Else the count of the test above could not be anything but 0."""
    address = addresses[server]
    page, faults = watch(address)
    page.goto(address)
    page.evaluate(INJECTED)
    page.evaluate("setTimeout(() => { try { eval('window.ran = true') } catch { window.refused = true } })")
    page.wait_for_function("() => window.refused")
    page.locator("main").click(position={"x": 1, "y": 1})
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.querySelector('main')).outlineStyle") == "none"
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.evaluate("document.forms[0].submit()")
    found = {fault.removesuffix(" enforce") for fault in faults if fault.endswith(" enforce")}
    assert found >= BLOCKED
    assert [fault for fault in found if fault.startswith("frame-src")]
    assert page.url == address


@with_headers
def test_no_other_site_can_frame_a_page(addresses: dict[str, str], watch: Any, server: str) -> None:
    page, faults = watch(addresses[server])
    page.set_content(f"<iframe src='{addresses[server]}'></iframe>")
    page.wait_for_function("() => frames.length === 1")
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors 'none'" in fault for fault in faults), faults


# Answers.


def ask(address: str, path: str, **headers: str) -> tuple[int, HTTPMessage, bytes]:
    """Ask a server as a browser would, but leave what it sends as it is."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request(
        "GET", f"/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def policy_of(headers: HTTPMessage) -> dict[str, str]:
    (policy,) = headers.get_all("Content-Security-Policy") or []
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@with_headers
@pytest.mark.parametrize("path", ["", "pt/week-03/", "changes.xml", "nowhere/", "search/fr.js"])
def test_every_answer_bears_the_headers(addresses: dict[str, str], server: str, path: str) -> None:
    _, headers, _ = ask(addresses[server], path)
    assert policy_of(headers) == POLICY | {"frame-ancestors": "'none'"}
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        assert headers.get_all(name) == [value]
    (permissions,) = headers.get_all("Permissions-Policy") or []
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(permissions.split(", "))
    assert "Strict-Transport-Security" not in headers  # on a network without HTTPS, the operator's to decide


@of_each_server
def test_files_have_their_types(addresses: dict[str, str], server: str) -> None:
    found = {path: ask(addresses[server], path)[1].get_all("Content-Type") for path in TYPES}
    assert {path: [value.lower() for value in values or []] for path, values in found.items()} == {
        path: [expected] for path, expected in TYPES.items()
    }


@of_each_server
def test_text_is_sent_compressed(addresses: dict[str, str], site: Site, server: str) -> None:
    for path in (
        "index.html",
        "search/fr.js",
        "runs/2027-fr/calendar.ics",
        "changes.xml",
        "sitemap.xml",
    ):
        status, headers, body = ask(addresses[server], path, Accept_Encoding="gzip")
        assert (status, headers["Content-Encoding"]) == (200, "gzip"), path
        assert "Accept-Encoding" in headers["Vary"], path
        content = (site.folder / path).read_bytes()
        assert gzip.decompress(body) == content
        assert len(body) <= 1.25 * len(gzip.compress(content, 6)), path  # Go packs a little less than zlib
        assert ask(addresses[server], path)[2] == content
    assert (
        "Content-Encoding" not in ask(addresses[server], "week-01/worksheet.docx", Accept_Encoding="gzip")[1]
    )


@of_each_server
@pytest.mark.parametrize("below", ["", BELOW])
def test_a_missing_address_gets_the_page_for_it(
    addresses: dict[str, str], site: Site, server: str, below: str
) -> None:
    for path in ("nowhere/", "pt/nowhere.html", "assets/nothing.0123456789ab.css"):
        status, headers, body = ask(addresses[server], below + path)
        assert (status, body) == (404, (site.folder / "404.html").read_bytes()), path
        assert headers["Content-Type"].lower() == "text/html; charset=utf-8"
        assert headers.get_all("Cache-Control") == ["no-cache"]


@of_each_server
@pytest.mark.parametrize("below", ["", BELOW])
@pytest.mark.parametrize("path", ["nowhere", "en/nowhere/", "en/nowhere/at/all/"])
def test_the_page_for_missing_addresses_finds_its_dress_and_the_way_home(
    addresses: dict[str, str], watch: Any, server: str, below: str, path: str
) -> None:
    root = addresses[server] + below
    page, faults = watch(addresses[server])
    answer = page.goto(root + path, wait_until="networkidle")
    assert answer.status == 404
    expect(page.locator(".button").first).to_have_css("display", "inline-block")
    assert [link.evaluate("link => link.href") for link in page.locator(".button").all()] == [
        root + folder for folder in LANGUAGES.values()
    ]
    assert [fault for fault in faults if not re.search(r"nowhere|lost-|course-\w+\.css|404 \(", fault)] == []


@of_each_server
def test_no_folder_is_listed_and_no_version_told(addresses: dict[str, str], server: str) -> None:
    status, headers, body = ask(addresses[server], "assets/course/")
    assert status in {403, 404}
    assert b"self-check.js" not in body
    assert not re.search(rb"(?i)(nginx|apache|caddy)\S*\d", body)
    assert not re.search(r"\d", headers.get("Server", ""))


@of_each_server
def test_a_folder_without_its_slash_leads_to_its_page(addresses: dict[str, str], server: str) -> None:
    status, headers, _ = ask(addresses[server], "en/week-03", Host="course.example.net")
    assert status in {301, 308}
    assert headers["Location"] in {"/en/week-03/", "week-03/", "http://course.example.net/en/week-03/"}


@of_each_server
@pytest.mark.parametrize("encoding", ["identity", "gzip", "gzip, br"])
def test_what_did_not_change_is_not_sent_again(addresses: dict[str, str], server: str, encoding: str) -> None:
    for path in ("", "en/week-03/", "search/fr.js", "runs/2027-fr/calendar.ics"):
        status, headers, _ = ask(addresses[server], path, Accept_Encoding=encoding)
        assert (status, headers.get_all("Cache-Control")) == (200, ["no-cache"]), path
        again = {"If_None_Match": headers["ETag"], "If_Modified_Since": headers["Last-Modified"]}
        status, headers, body = ask(addresses[server], path, Accept_Encoding=encoding, **again)
        assert (status, body) == (304, b""), path
        assert headers.get_all("Cache-Control") == ["no-cache"]


@of_each_server
def test_an_older_file_put_back_is_sent(server: str) -> None:
    """After a roll-back, files are older than what readers keep."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "site"
        (folder / "assets").mkdir(parents=True)
        path = folder / "index.html"
        path.write_text("<p>new one", encoding="utf-8")
        os.utime(path, (2_000_000_000, 2_000_000_000))
        with serving(server, folder, unused_port()) as address:
            _, headers, _ = ask(address, "", Accept_Encoding="gzip")
            path.write_text("<p>old one", encoding="utf-8")
            os.utime(path, (1_900_000_000, 1_900_000_000))
            again = {"If_None_Match": headers["ETag"], "If_Modified_Since": headers["Last-Modified"]}
            status, _, body = ask(address, "", Accept_Encoding="identity", **again)
            assert (status, body) == (200, b"<p>old one")


@of_each_server
def test_what_bears_a_hash_is_kept(addresses: dict[str, str], site: Site, server: str) -> None:
    named = [*site.folder.glob("assets/course/*-*"), *site.folder.glob("search/pt/*.js")]
    assert len(named) > 10
    kept = (
        *(path.relative_to(site.folder).as_posix() for path in named),
        "assets/probe.0123456789ab.css",
        "assets/course/icon.svg?v=01234567",
        f"{BELOW}assets/course/icon.svg?89abcdef",
    )
    asked = (
        "assets/course/icon.svg?v=2",
        "assets/course/icon.svg",
        "week-01/?v=0123456789",
        "search.json?0123456789",
        "search/pt.js",
    )
    for path in (*kept, *asked):
        status, headers, _ = ask(addresses[server], path)
        assert (status, headers.get_all("Cache-Control")) == (200, [KEPT if path in kept else "no-cache"]), (
            path
        )


# The start address.

LED = {
    None: "",
    "pt": "pt/",
    "PT-br": "pt/",
    "pt-BR,pt;q=0.9,en;q=0.8": "pt/",
    "es;q=0.9,pt": "pt/",
    "es,en-GB;q=0.8,fr;q=0.5": "en/",
    "en;q=0.3, pt;q=0.8": "pt/",
    "en;q=0.85,pt;q=0.9": "pt/",
    "de-AT,de;q=0.9,pt;q=0.05": "pt/",
    "pt;q=0, en;q=0.5": "en/",
    "pt;q=0.000": "",
    "fr-CA,fr;q=0.9,en;q=0.8": "",
    "en;q=0.5,fr": "",
    "sw-KE": "",
    "ptx,zh-Hant-en": "",
    "*": "",
    "../evil": "",
}
"""Accept-Language, and where it leads (RFC 9110, 12.5.4)."""


@of_each_server
def test_the_start_address_leads_to_the_language_liked_best(addresses: dict[str, str], server: str) -> None:
    for liked, folder in LED.items():
        given = {"Accept_Language": liked} if liked is not None else {}
        status, headers, _ = ask(addresses[server], "start", **given)
        assert status == 302
        assert urljoin(addresses[server] + "start", headers["Location"]) == addresses[server] + folder, liked
        assert headers.get_all("Cache-Control") == ["no-store"]
        assert "Accept-Language" in headers["Vary"]
        assert policy_of(headers) == POLICY | {"frame-ancestors": "'none'"}
        assert "Set-Cookie" not in headers


@of_each_server
def test_a_chosen_language_holds(addresses: dict[str, str], site: Site, watch: Any, server: str) -> None:
    """Only the start address looks at what the browser likes: a page's own address always shows that page."""
    _, headers, body = ask(addresses[server], "", Accept_Language="pt")
    assert body == (site.folder / "index.html").read_bytes()
    assert "Accept-Language" not in headers.get("Vary", "")
    page, faults = watch(addresses[server], locale="pt-PT")
    page.goto(addresses[server] + "start")
    assert page.url == addresses[server] + "pt/"
    page.click(".languages a[hreflang=fr]")
    page.wait_for_url(addresses[server])
    page.reload()
    assert page.url == addresses[server]
    assert page.get_attribute("html", "lang") == "fr"
    assert faults == []


# Compressed files, and another release.


@contextmanager
def a_target() -> Iterator[Path]:
    """Make a folder that the user that the servers are can read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name) / "target"


def compress(site: Path, target: Path) -> None:
    subprocess.run([ROOT / "mirror" / "compress.sh", site, target], check=True)


@pytest.mark.parametrize("server", ["nginx", "caddy", *CONTAINER])
def test_files_that_lie_compressed_are_sent_as_they_are(site: Site, server: str) -> None:
    with a_target() as target:
        compress(site.folder, target)
        current = target / "current"
        with serving(server, current, unused_port()) as address:
            for path in ("", "pt/week-03/", "search/fr.js", "assets/course/icon.svg"):
                file = current / (path or "index.html")
                file = file / "index.html" if file.is_dir() else file
                packed = file.with_name(f"{file.name}.gz").read_bytes()
                status, headers, body = ask(address, path, Accept_Encoding="gzip")
                assert (status, headers["Content-Encoding"], body) == (200, "gzip", packed), path
                lengths = {str(len(packed)), *([None] if server == "caddy" else [])}  # Caddy sends pieces
                assert headers["Content-Length"] in lengths
                assert "Accept-Encoding" in headers["Vary"]
                assert headers["Content-Type"].lower() == ask(address, path)[1]["Content-Type"].lower()
                assert ask(address, path)[2] == gzip.decompress(packed) == file.read_bytes()
                again = {"If_None_Match": headers["ETag"], "Accept_Encoding": "gzip"}
                assert ask(address, path, **again)[0] == 304


@pytest.mark.parametrize("server", ["nginx", "caddy", *CONTAINER])
def test_no_reader_notices_that_the_release_is_swapped(tmp_path: Path, server: str) -> None:
    """Readers load a page and the stylesheet that it names, again and again, while one release takes another's place.

    A stylesheet is gone from the release that follows; each release waits until every reader has loaded a page begun
    after the one before. With no answer kept, the page after a swap is at once the new one.
    """
    site, loads = tmp_path / "site", [0, 0, 0]
    failures: list[Any] = []
    (site / "assets" / "course").mkdir(parents=True)
    done, counted = threading.Event(), threading.Condition()

    def release(number: int) -> None:
        for old in site.glob("assets/course/*"):
            old.unlink()
        (site / f"assets/course/course-{number:08x}.css").write_text(f"/* {number} */" * 99, encoding="utf-8")
        page = f'<link rel="stylesheet" href="assets/course/course-{number:08x}.css">'
        (site / "index.html").write_text(page * 9, encoding="utf-8")

    def loaded(wanted: list[int]) -> bool:
        return bool(failures) or all(map(ge, loads, wanted))

    def read(reader: int, address: str) -> None:
        try:
            while not done.is_set():
                status, headers, body = ask(address, "", Accept_Encoding="gzip" if reader else "identity")
                text = gzip.decompress(body) if headers["Content-Encoding"] == "gzip" else body
                (name,) = set(re.findall(rb"assets/[^\"]+", text))
                number = int(name[-12:-4], 16)
                answer = ask(address, name.decode())
                if (status, answer[0], answer[2]) != (200, 200, f"/* {number} */".encode() * 99):
                    failures.append((number, status, answer))
                with counted:
                    loads[reader] += 1
                    counted.notify_all()
        except Exception as error:
            failures.append(error)

    with a_target() as target:
        release(0)
        compress(site, target)
        with serving(server, target / "current", unused_port()) as address:
            readers = [threading.Thread(target=read, args=(reader, address)) for reader in range(len(loads))]
            for reader in readers:
                reader.start()
            try:
                for number in range(1, 41):
                    release(number)
                    with counted:
                        wanted = [count + 3 for count in loads]
                    compress(site, target)
                    assert f"{number:08x}".encode() in ask(address, "")[2]
                    with counted:
                        assert counted.wait_for(partial(loaded, wanted), timeout=60)
                    assert failures == []
            finally:
                done.set()
                for reader in readers:
                    reader.join()
            assert failures == []
            assert ask(address, "assets/course/course-00000027.css")[0] == 200  # 39, the one before
            status, _, _ = ask(address, "assets/course/course-00000026.css")
            assert status == 404


# Without a server.


def test_a_page_opened_from_a_stick_is_dressed_and_runs(site: Site, watch: Any) -> None:
    """The policy in the page holds for `file://` too: there, 'self' is the files."""
    page, faults = watch("file://")
    page.goto((site.folder / "week-03" / "index.html").as_uri())
    use(page)
    assert page.locator(".verdict:not(:empty)").count() > 0
    assert faults == []
