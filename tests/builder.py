"""Builds one project after the other in a process of its own, which has no threads and so may work side by side.

Reads a JSON object per line, and answers with a line: empty for a good build, else what was wrong.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

from mkdocs_course.engine.build import BuildRefusedError, build
from mkdocs_course.phases import Phases


def main() -> None:
    """Build until there is nothing more to read."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    for line in sys.stdin:
        wish = json.loads(line)
        os.environ["PROCESSES"] = str(wish["processes"])  # mkdocs.yml of the project names it
        answer = ""
        try:
            build(
                Path(wish["root"]),
                Path(wish["site"]),
                Phases(),
                logging.NullHandler(),
                cache=wish["cache"],
                strict=False,
            )
        except BuildRefusedError as error:
            answer = f"refused: {error}"
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
