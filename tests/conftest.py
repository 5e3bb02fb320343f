"""What all tests share."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING
from zoneinfo import reset_tzpath

import pytest
from hypothesis import Phase, settings

from tests.building import ROOT, Site, build, unused_port

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


# A shell's background job ignores interrupts, and the programs that the tests start would with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Changed code is to fail, and needs no smallest example; see tools/mutate.py.
settings.register_profile(
    "mutation", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None
)
reset_tzpath(())  # zones come from the tzdata wheel, as in the package: systems may be years behind


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where CI is set when a test was left out: a machine without a tool must not look like a pass."""
    reporter: TerminalReporter | None = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") and left_out(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Name the tests that were left out, for `pytest_sessionfinish`."""
    if os.environ.get("CI") and (names := left_out(terminalreporter)):
        terminalreporter.section("failed: tests left out, which CI does not allow", red=True)
        for name in names:
            terminalreporter.line(name)


def left_out(reporter: TerminalReporter) -> list[str]:
    """Return the ids of the tests and files that were skipped or expected to fail."""
    return [report.nodeid for outcome in ("skipped", "xfailed") for report in reporter.stats.get(outcome, [])]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the shipped course once, strictly."""
    folder = tmp_path_factory.mktemp("course") / "site"
    done = build(ROOT, folder, "--strict")
    assert done.returncode == 0, done.stderr
    return Site(folder)


@pytest.fixture
def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    return unused_port()
