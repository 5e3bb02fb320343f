"""Build beside the old site and swap, so that a build that fails leaves the old one as it was."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


class Swap:
    """A new folder that takes the place of an old one once it is complete.

    Between the two renames there is a moment without the folder; a process killed right then leaves the old site in
    a folder beside it, named `.<name>.old-…`.
    """

    def __init__(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.target = target
        self.folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        """Where to build. On the file system of the target, so that a rename is enough."""
        self.folder.chmod(0o755)  # mkdtemp makes it private, but a web server is to read it
        atexit.register(self.abandon)  # for a build that is interrupted

    def complete(self) -> None:
        """Put the new folder in the place of the old one, which is removed."""
        old = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.old-", dir=self.target.parent))
        if self.target.exists():
            self.target.rename(old / self.target.name)
        try:
            self.folder.rename(self.target)
        except OSError:
            if (old / self.target.name).exists():
                (old / self.target.name).rename(self.target)
            raise
        finally:
            shutil.rmtree(old)
        atexit.unregister(self.abandon)

    def abandon(self) -> None:
        """Remove the new folder and leave the old one alone."""
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.abandon)
