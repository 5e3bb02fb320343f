"""Keeping weeks on a device: a real Chromium before a real server, which is then really shut down."""

from __future__ import annotations

import gzip
import json
import os
import re
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.building import ROOT, Site, build, copy_project, files, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

FOLDER = "/deep/course/"
WEEK = "week-03/"
DOCUMENT = "week-03/worksheet.docx"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ics": "text/calendar; charset=utf-8",
}
"""What the server compresses; the rest goes out as it is."""
NEW_TEXT = "Ce que la deuxième version dit de neuf."


class Host:
    """A server of sites below paths. It counts what it sends, can hold a file back, and can go away and come again."""

    def __init__(self) -> None:
        self.sites: dict[str, Path] = {}
        self.compresses = True
        self.sent: list[tuple[str, int]] = []
        """Each answer: its address within the server, and its bytes with headers."""
        self.held: dict[str, threading.Event] = {}
        self.altered: dict[str, bytes] = {}
        self.policy = ""
        self.port = 0
        self.server: ThreadingHTTPServer | None = None
        self.start()

    def start(self) -> None:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Go away: what is held back ends without an answer."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None
        for event in self.held.values():
            event.set()

    @contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Send a file only when this ends, unless the server has gone."""
        self.held[path] = threading.Event()
        yield
        self.held.pop(path).set()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(request.path).path)
        if event := self.held.get(path):
            event.wait()
            if not self.server:
                return
        folder = next((prefix for prefix in self.sites if path.startswith(prefix)), "")
        file = self.sites[folder] / path.removeprefix(folder) if folder else Path("nowhere")
        if file.is_dir() and not path.endswith("/"):
            self.send(request, "301 Moved Permanently", b"", [f"Location: {path}/"])
            return
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send(request, "404 Not Found", b"Nothing is here.", [])
            return
        body, headers = self.altered.get(path, file.read_bytes()), ["Cache-Control: no-store"]
        if self.policy:
            headers.append(f"Content-Security-Policy: {self.policy}")
        if kind := TYPES.get(file.suffix):
            headers.append(f"Content-Type: {kind}")
            if self.compresses:
                body = gzip.compress(body, 6)
                headers.append("Content-Encoding: gzip")
        self.send(request, "200 OK", body, headers)

    def send(self, request: BaseHTTPRequestHandler, status: str, body: bytes, headers: list[str]) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close"]
        # Other headers that servers send: a date, their name, a time of change, a tag.
        lines += ["Date: Tue, 24 Nov 2026 09:00:00 GMT", "Server: test", 'ETag: "0123456789abcdef"']
        answer = "\r\n".join([*lines, "", ""]).encode() + body
        self.sent.append((request.path, len(answer)))
        try:
            request.wfile.write(answer)
        except OSError:  # the reader has left
            request.close_connection = True
        request.close_connection = True

    def asked(self, folder: str = FOLDER) -> Counter[str]:
        """Return what was asked for below a path, since `sent` was emptied."""
        return Counter(path.removeprefix(folder) for path, _ in self.sent if path.startswith(folder))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{FOLDER}"


@pytest.fixture
def host(site: Site) -> Iterator[Host]:
    host = Host()
    host.sites[FOLDER] = site.folder
    yield host
    host.stop()


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the course with one page edited."""
    project = copy_project(ROOT, tmp_path_factory.mktemp("second") / "project")
    (project / ".git").symlink_to(ROOT / ".git")  # pages say when git saw their text change
    page = project / "docs/fr/week-03/index.md"
    replace(page, "## ", f"{NEW_TEXT}\n\n## ")
    done = build(project, project / "site")
    assert done.returncode == 0, done.stderr
    return project / "site"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, host: Host) -> Page:
    page = context.new_page()
    page.goto(host.address + WEEK)
    return page


def place(page: Page, what: str = "fr/week-03") -> Locator:
    return page.locator(f"[data-keep='{what}']")


def keep(page: Page, what: str = "fr/week-03") -> None:
    place(page, what).get_by_role("button", name="Garder").click()
    expect(place(page, what).get_by_role("status")).to_have_text("Gardé sur cet appareil")


def wait_for_all_but_one(page: Page) -> None:
    """Wait until one file of the week is missing: the one that the server holds back."""
    page.wait_for_function(
        """() => {
          const [done, all] = document.querySelector("[data-keep] [role=status]").textContent.match(/\\d+/g) ?? [];
          return all && Number(done) === all - 1;
        }"""
    )


def plain(text: str | None) -> str:
    return " ".join((text or "").replace("\u202f", " ").replace("\u00a0", " ").split())


def in_bytes(text: str) -> float:
    """Read an amount as a French page writes it: `114 ko`, `1,2 Mo`."""
    number, unit = re.findall(r"([\d,]+) (ko|Mo)", plain(text))[-1]
    return float(number.replace(",", ".")) * {"ko": 1e3, "Mo": 1e6}[unit]


def footprint(page: Page) -> dict[str, list[str]]:
    """Return the workers and caches of the page's host."""
    found: dict[str, list[str]] = page.evaluate(
        """async () => ({
          workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
          caches: await caches.keys(),
        })"""
    )
    return found


def fetched(page: Page, path: str, **headers: str) -> dict[str, Any]:
    """Ask for a file from within a page, as a link or a player would."""
    found: dict[str, Any] = page.evaluate(
        """async ([path, headers]) => {
          const answer = await fetch(path, { headers });
          const bytes = [...new Uint8Array(await answer.arrayBuffer())];
          return { status: answer.status, bytes, range: answer.headers.get("content-range") };
        }""",
        [path, headers],
    )
    return found


def heading(page: Page) -> str:
    return plain(page.locator("h1").first.text_content())


# Before anything is asked for.


def test_a_visit_registers_nothing_keeps_nothing_and_fetches_nothing_more(page: Page, host: Host) -> None:
    for path in ("", WEEK, "week-03/session/", "offline/", "en/offline/"):
        page.goto(host.address + path)
        page.wait_for_load_state("networkidle")
        assert footprint(page) == {"workers": [], "caches": []}
    assert not [
        path for path in host.asked() if path.startswith("keep") or "sw.js" in path or "/keep-" in path
    ]


def test_the_offer_is_one_line_and_a_link_without_scripts(browser: Browser, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.address + WEEK)
    place(page).get_by_role("link").click()
    assert page.url == f"{host.address}offline/"
    expect(page.get_by_text("cette page a besoin de JavaScript")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("main").get_by_role("link", name="Copies locales")).to_be_visible()
    context.close()


# A week without a server.


def test_a_kept_week_opens_when_the_server_is_gone(page: Page, host: Host, site: Site) -> None:
    expected = {
        path: heading(page)
        for path in (WEEK, f"{WEEK}session/", f"{WEEK}worksheet/", "schedule/", "glossary/", "")
        if page.goto(host.address + path)
    }
    page.goto(host.address + WEEK)
    keep(page)
    host.stop()
    for path, title in expected.items():
        page.goto(host.address + path)
        assert heading(page) == title
        expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # the stylesheet is there
    document = (site.folder / DOCUMENT).read_bytes()
    page.goto(host.address + WEEK)
    with page.expect_download() as download:
        page.goto(f"{host.address}{WEEK}worksheet/")
        page.locator(".worksheet-links a[href$='.docx']").click()
    assert Path(download.value.path()).read_bytes() == document
    for path in re.findall(
        r'href="([^"]*\.ics)"', (site.folder / WEEK / "index.html").read_text(encoding="utf-8")
    ):
        assert fetched(page, f"{host.address}{WEEK}{path}")["status"] == 200
    page.goto(f"{host.address}week-03")  # as people type it
    assert page.url == host.address + WEEK


def test_parts_of_a_kept_file_can_be_asked_for(page: Page, host: Host, site: Site) -> None:
    """RFC 9110 14.2, its examples of first, last and unsatisfiable bytes."""
    keep(page)
    host.stop()
    document = (site.folder / DOCUMENT).read_bytes()
    size = len(document)
    for asked, status, span in (
        ("bytes=0-499", 206, (0, 499)),
        ("bytes=500-", 206, (500, size - 1)),
        ("bytes=-500", 206, (size - 500, size - 1)),
        (f"bytes=9-{size * 2}", 206, (9, size - 1)),
        ("bytes=0-0,-1", 200, None),
        (f"bytes={size}-", 416, None),
    ):
        found = fetched(page, f"{host.address}{DOCUMENT}", Range=asked)
        assert found["status"] == status, asked
        if span:
            assert bytes(found["bytes"]) == document[span[0] : span[1] + 1]
            assert found["range"] == f"bytes {span[0]}-{span[1]}/{size}"


def test_what_is_not_kept_says_so_in_every_language_and_leads_to_what_is(page: Page, host: Host) -> None:
    keep(page)
    host.stop()
    for path in ("week-04/", "en/week-03/", "a/b/c/d/"):
        page.goto(host.address + path)
        assert (
            plain(page.locator("section[lang=fr] h1").text_content())
            == "Pas de connexion, et page non gardée"
        )
        assert {str(part.get_attribute("lang")) for part in page.locator("section").all()} == {
            "fr",
            "en-GB",
            "pt-PT",
        }
        links = page.locator("main li a")
        expect(links).to_have_count(1)
        links.click()
        assert page.url == host.address + WEEK
    page.locator(".languages a[hreflang=pt-PT]").click()
    assert page.url == f"{host.address}pt/week-03/"
    expect(page.locator("main li a")).to_have_count(1)


def test_what_is_online_and_not_kept_opens_as_ever(page: Page, host: Host) -> None:
    keep(page)
    page.goto(f"{host.address}en/week-04/session/")
    assert page.locator("html").get_attribute("lang") == "en-GB"
    answer = page.goto(f"{host.address}nowhere/")
    assert answer
    assert answer.status == 404


# Sizes and progress.


@pytest.mark.parametrize("compresses", [True, False], ids=["compressed", "not compressed"])
@pytest.mark.parametrize("what", ["fr/week-03", "fr/*"])
def test_the_size_on_the_button_is_what_the_server_sends(
    page: Page, host: Host, *, compresses: bool, what: str
) -> None:
    host.compresses = compresses
    page.goto(f"{host.address}offline/")
    told = in_bytes(place(page, what).get_by_role("button").first.inner_text())
    host.sent.clear()
    keep(page, what)
    sent = sum(size for _, size in host.sent)
    assert abs(told - sent) / sent < 0.1, (told, sent)
    twice = [path for path, times in host.asked().items() if times > 1]
    # The keeper is run, then kept: nothing is cached here. A browser asks for a worker and an icon as it likes.
    assert [path for path in twice if "/keep-" not in path and not path.endswith(("sw.js", "icon.svg"))] == []


def test_progress_counts_files_and_bytes_up_to_the_end(page: Page, host: Host, site: Site) -> None:
    bar, status = place(page).locator("progress"), place(page).get_by_role("status")
    with host.holding(f"{FOLDER}{DOCUMENT}"):
        place(page).get_by_role("button", name="Garder").click()
        expect(status).to_have_text(re.compile(r"^(\d+) fichiers sur (?!\1\b)\d+, \d+.ko sur \d+.ko$"))
        expect(bar).to_be_visible()
        wait_for_all_but_one(page)
        value, whole = bar.evaluate("(bar) => [bar.value, bar.max]")
        document = (site.folder / DOCUMENT).stat().st_size  # packed already, so it travels as it is
        assert whole - value == pytest.approx(document, rel=0.02)
    expect(status).to_have_text("Gardé sur cet appareil")
    expect(bar).to_be_hidden()
    expect(page.locator(".keep-note")).to_have_count(0)
    expect(place(page).get_by_role("button")).to_have_count(0)


# Stopped, lost, refused.


def test_a_stopped_download_goes_on_where_it_was(page: Page, host: Host) -> None:
    status = place(page).get_by_role("status")
    with host.holding(f"{FOLDER}{DOCUMENT}"):
        place(page).get_by_role("button", name="Garder").click()
        wait_for_all_but_one(page)
        place(page).get_by_role("button", name="Arrêter").click()
        expect(status).to_have_text(re.compile(r"^Arrêté\s: (\d+) fichiers sur \d+ sont déjà là\.\s*$"))
    page.goto(f"{host.address}offline/")
    expect(place(page).get_by_role("status")).to_have_text(re.compile("^Arrêté"))
    left = in_bytes(place(page).get_by_role("button", name="Garder").inner_text())
    host.sent.clear()
    keep(page)
    assert host.asked() == {"keep/fr.json": 1, DOCUMENT: 1}
    assert left == pytest.approx(dict(host.sent)[f"{FOLDER}{DOCUMENT}"], rel=0.05)


def test_a_lost_connection_keeps_what_came_and_the_next_page_goes_on(page: Page, host: Host) -> None:
    status = place(page).get_by_role("status")
    with host.holding(f"{FOLDER}{DOCUMENT}"):
        place(page).get_by_role("button", name="Garder").click()
        wait_for_all_but_one(page)
        host.stop()
        expect(status).to_have_text(re.compile("^La connexion est coupée"))
    page.goto(host.address + WEEK)  # half a week is not kept
    assert "non gardée" in heading(page)
    host.start()
    host.sent.clear()
    page.goto(f"{host.address}about/")
    expect(page.locator(".keep-note [role=status]")).to_have_text("Gardé sur cet appareil")
    assert host.asked()[DOCUMENT] == 1
    assert host.asked()["schedule/"] == 0
    host.stop()
    page.goto(host.address + WEEK)
    assert heading(page) == "Gouvernance et leadership"


def test_without_a_connection_nothing_begins(page: Page, host: Host) -> None:
    host.stop()
    place(page).get_by_role("button").click()
    expect(place(page).get_by_role("status")).to_have_text(
        "Cela n’a pas marché. Vérifiez la connexion, puis réessayez."
    )
    assert footprint(page) == {"workers": [], "caches": []}


@pytest.mark.parametrize("estimates", [True, False], ids=["told before", "told by the disk"])
def test_a_full_device_says_so_and_stays_as_it_was(
    page: Page, host: Host, context: BrowserContext, *, estimates: bool
) -> None:
    """Some browsers do not say how much room there is; then the disk does."""
    if not estimates:
        page.add_init_script("delete StorageManager.prototype.estimate")
    page.goto(f"{host.address}offline/")
    keep(page, "fr/week-03")
    devtools = context.new_cdp_session(page)
    origin = f"http://127.0.0.1:{host.port}"
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 600_000})
    place(page, "fr/*").get_by_role("button", name="Garder").click()
    expect(place(page, "fr/*").get_by_role("status")).to_have_text(
        re.compile("^Il n’y a pas assez de place sur cet appareil")
    )
    host.stop()
    page.goto(host.address + WEEK)
    assert heading(page) == "Gouvernance et leadership"


def test_what_something_on_the_way_has_altered_is_not_kept(page: Page, host: Host) -> None:
    """Such as the page of a network where one must sign in first."""
    page.goto(f"{host.address}offline/")
    keep(page, "fr/week-04")
    host.altered[f"{FOLDER}{WEEK}session/"] = b"<h1>Sign in</h1>"
    place(page).get_by_role("button", name="Garder").click()
    expect(place(page).get_by_role("status")).to_have_text(re.compile("^Le serveur a envoyé autre chose"))
    host.stop()
    page.goto(f"{host.address}{WEEK}session/")
    assert "non gardée" in heading(page)
    page.goto(f"{host.address}week-04/session/")
    assert "non gardée" not in heading(page)


# A new release.


def changed(old: Path, new: Path, kept: set[str]) -> set[str]:
    """Return the addresses, among those that are kept, whose bytes differ between two sites."""
    before, after = files(old), files(new)
    names = {re.sub(r"(^|/)index\.html$", r"\1", name) for name in after if before.get(name) != after[name]}
    return names & kept


def kept_of(site: Path) -> set[str]:
    manifest = json.loads((site / "keep/fr.json").read_text(encoding="utf-8"))
    return {manifest["files"][index][0] for name in ("", "week-03") for index in manifest["sets"][name]}


def test_a_new_release_costs_the_files_that_changed(page: Page, host: Host, site: Site, second: Path) -> None:
    keep(page)
    host.sites[FOLDER] = second
    expected = changed(site.folder, second, kept_of(second))
    assert WEEK in expected
    assert len(expected) < 5
    host.sent.clear()
    page.goto(f"{host.address}offline/")
    expect(page.locator(".keep-note [role=status]")).to_have_text("Ce que vous gardez a été mis à jour.")
    assert host.asked() == {"keep/fr.json": 1, **dict.fromkeys(expected, 1)}
    host.stop()
    page.goto(host.address + WEEK)
    expect(page.get_by_text(NEW_TEXT)).to_have_count(1)


def test_a_release_is_looked_for_once_an_hour(page: Page, host: Host, second: Path) -> None:
    page.clock.install(time="2026-12-01T09:00:00Z")
    page.goto(host.address + WEEK)
    keep(page)
    host.sites[FOLDER] = second
    host.sent.clear()
    page.goto(f"{host.address}schedule/")
    page.wait_for_load_state("networkidle")
    assert host.asked() == {}
    page.clock.set_fixed_time("2026-12-01T10:01:00Z")
    page.goto(f"{host.address}schedule/")
    note = page.locator(".keep-note")
    expect(note.get_by_role("status")).to_have_text("Ce que vous gardez a été mis à jour.")
    page.goto(host.address + WEEK)
    expect(page.get_by_text(NEW_TEXT)).to_have_count(1)


def test_who_saves_data_is_asked_first(page: Page, host: Host, context: BrowserContext, second: Path) -> None:
    keep(page)
    host.sites[FOLDER] = second
    context.new_cdp_session(page).send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    host.sent.clear()
    page.goto(f"{host.address}offline/")
    note = page.locator(".keep-note")
    expect(note.get_by_role("status")).to_have_text("Il y a une version plus récente de ce que vous gardez.")
    assert host.asked() == {"keep/fr.json": 1}
    told = in_bytes(note.get_by_role("button").inner_text())
    note.get_by_role("button").click()
    expect(note.get_by_role("status")).to_have_text("Ce que vous gardez a été mis à jour.")
    assert told == pytest.approx(sum(size for path, size in host.sent if "json" not in path), rel=0.1)


def test_a_release_that_comes_in_the_middle_is_kept_as_one(page: Page, host: Host, second: Path) -> None:
    with host.holding(f"{FOLDER}{WEEK}"):
        place(page).get_by_role("button", name="Garder").click()
        expect(place(page).get_by_role("status")).to_have_text(re.compile("fichiers sur"))
        host.sites[FOLDER] = second
    expect(place(page).get_by_role("status")).to_have_text("Gardé sur cet appareil")
    host.stop()
    page.goto(host.address + WEEK)
    expect(page.get_by_text(NEW_TEXT)).to_have_count(1)


def test_a_renewal_that_breaks_off_leaves_the_old_release(page: Page, host: Host, second: Path) -> None:
    keep(page)
    host.sites[FOLDER] = second
    with host.holding(f"{FOLDER}{WEEK}"):
        with page.expect_request(lambda request: request.url == host.address + WEEK):
            page.goto(f"{host.address}offline/")
        host.stop()
    page.goto(host.address + WEEK)
    assert heading(page) == "Gouvernance et leadership"
    expect(page.get_by_text(NEW_TEXT)).to_have_count(0)


# Removal.


def test_removing_the_only_week_leaves_nothing_behind(page: Page, host: Host) -> None:
    keep(page)
    assert footprint(page) == {"workers": [host.address], "caches": [f"course {FOLDER}"]}
    page.goto(f"{host.address}offline/")
    place(page).get_by_role("button", name="Supprimer de cet appareil").click()
    expect(place(page).get_by_role("status")).to_have_text("Supprimé de cet appareil")
    expect(place(page).get_by_role("button", name="Garder")).to_be_visible()
    assert footprint(page) == {"workers": [], "caches": []}


def test_removing_one_week_leaves_the_other_whole(page: Page, host: Host) -> None:
    page.goto(f"{host.address}offline/")
    used = page.locator("[data-keep-used]")
    keep(page, "fr/week-03")
    expect(used).to_contain_text("ko")
    one = used.inner_text()
    keep(page, "fr/week-04")
    expect(used).not_to_have_text(one)
    both = used.inner_text()
    assert in_bytes(both) > in_bytes(one)
    place(page, "fr/week-03").get_by_role("button", name="Supprimer").click()
    expect(place(page, "fr/week-03").get_by_role("status")).to_have_text("Supprimé de cet appareil")
    expect(used).not_to_have_text(both)
    assert in_bytes(used.inner_text()) < in_bytes(both)
    host.stop()
    page.goto(f"{host.address}week-04/")
    assert heading(page) == "Stratégie nationale et investissement"
    page.goto(host.address + WEEK)
    assert "non gardée" in heading(page)


def test_everything_can_be_removed_at_once(page: Page, host: Host) -> None:
    page.goto(f"{host.address}offline/")
    keep(page, "fr/*")
    used = page.locator("[data-keep-used]")
    expect(used).to_be_visible()
    used.get_by_role("button", name="Tout supprimer").click()
    expect(page.get_by_text("Tout a été supprimé de cet appareil.")).to_be_visible()
    expect(used).to_be_hidden()
    assert footprint(page) == {"workers": [], "caches": []}
    host.stop()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.goto(host.address + WEEK)


def test_two_copies_on_one_host_keep_to_themselves(page: Page, host: Host) -> None:
    host.sites["/other/"] = host.sites[FOLDER]
    keep(page)
    page.goto(f"{host.address.removesuffix(FOLDER)}/other/{WEEK}")
    expect(place(page).get_by_role("button", name="Garder")).to_be_visible()
    keep(page)
    assert sorted(footprint(page)["caches"]) == ["course /deep/course/", "course /other/"]
    page.goto(f"{host.address}offline/")
    page.get_by_role("button", name="Tout supprimer").click()
    expect(page.get_by_text("Tout a été supprimé de cet appareil.")).to_be_visible()
    assert footprint(page) == {
        "workers": [f"{host.address.removesuffix(FOLDER)}/other/"],
        "caches": ["course /other/"],
    }
    host.stop()
    page.goto(f"{host.address.removesuffix(FOLDER)}/other/{WEEK}")
    assert heading(page) == "Gouvernance et leadership"


# Where it cannot be done.


def says_why(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible()
    assert page.locator("[data-keep-when]:visible").count() == 2  # why, and what to do instead
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    expect(page.locator("main").get_by_role("link", name="Carnet d’activités")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="Copies locales")).to_be_visible()


def test_plain_http_says_so_and_offers_something_else(browser: Browser, host: Host) -> None:
    rules = "--host-resolver-rules=MAP intranet.test 127.0.0.1"
    started = browser.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", rules]
    )
    page = started.new_page(locale="fr-FR")
    page.goto(f"http://intranet.test:{host.port}{FOLDER}{WEEK}")
    place(page).get_by_role("link").click()
    says_why(page, "son adresse commence par http://")
    started.close()


def test_files_say_that_they_are_there_already(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto((site.folder / "offline/index.html").as_uri())
    says_why(page, "Cette copie est ouverte comme des fichiers")


def test_an_old_browser_is_told_so(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{host.address}offline/")
    says_why(page, "Ce navigateur ne sait pas garder de sites")


def test_it_works_under_a_strict_policy(page: Page, host: Host) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    kinds = ("script", "style", "img", "connect", "worker")
    policy = "; ".join(["default-src 'none'", *(f"{kind}-src 'self'" for kind in kinds)])
    host.policy = policy
    page.goto(host.address + WEEK)
    keep(page)
    host.stop()
    answer = page.goto(host.address + WEEK)
    assert answer
    assert answer.headers["content-security-policy"] == policy  # it holds for what is kept, too
    assert faults == []
