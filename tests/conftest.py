"""What all tests share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


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
