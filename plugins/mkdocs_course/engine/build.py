"""Build and show the course by MkDocs, for the command `course`."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_course.phases import Phases


class BuildRefusedError(Exception):
    """The site was not built; an earlier one is left as it was."""


def build(
    root: Path, site: Path | None, phases: Phases, handler: logging.Handler, *, cache: bool, strict: bool
) -> Path:
    """Build the site of the project in a folder, and return where it is.

    Args:
        root: folder of `mkdocs.yml`.
        site: where the site goes, by default as `mkdocs.yml` says.
        phases: hear what the build is at.
        handler: gets what MkDocs and its plugins say.
        cache: whether results of earlier builds are used, and kept for later ones.
        strict: whether warnings are errors.

    Raises:
        BuildRefusedError: if there is no site to be built.
    """
    settings = {"site_dir": str(site.absolute())} if site else {}
    with _said_to(handler):
        try:
            config = load_config(str(root / "mkdocs.yml"), strict=strict, **settings)
            plugin = config.plugins.get("course")
            if plugin is None:
                raise BuildRefusedError(
                    f"{root / 'mkdocs.yml'} does not name the plugin `course` below `plugins:`"
                )
            plugin.phases = phases
            if not cache:
                plugin.config.cache = ""
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build.build(config)
            finally:
                config.plugins.on_shutdown()
        except Abort as error:
            raise BuildRefusedError("The site was not built; an earlier one is left as it was.") from error
        except MkDocsException as error:
            raise BuildRefusedError(str(error)) from error
    return root / config.site_dir


def serve(root: Path, address: str, handler: logging.Handler) -> None:
    """Show the site of the project in a folder at an address such as `127.0.0.1:8000`, until it is interrupted.

    Raises:
        BuildRefusedError: if there is no site to be shown.
    """
    with _said_to(handler):
        try:
            mkdocs_serve.serve(str(root / "mkdocs.yml"), dev_addr=address)
        except Abort as error:
            raise BuildRefusedError("There is no site to be shown: see above.") from error
        except MkDocsException as error:
            raise BuildRefusedError(str(error)) from error


@contextmanager
def _said_to(handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger("mkdocs")
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(min(handler.level, logging.INFO))
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
