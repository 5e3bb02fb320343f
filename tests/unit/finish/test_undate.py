"""The day of the build is taken out of compressed files, and nothing else is touched."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from mkdocs_course.finish.undate import undate
from tests.building import files

if TYPE_CHECKING:
    from pathlib import Path


def test_compressed_files_are_the_same_on_any_day(tmp_path: Path) -> None:
    content = "<urlset/>é\n".encode() * 100
    for folder, day in (("one", 1), ("two", 1_900_000_000)):
        (tmp_path / folder / "fr").mkdir(parents=True)
        (tmp_path / folder / "fr" / "sitemap.xml.gz").write_bytes(gzip.compress(content, mtime=day))
        (tmp_path / folder / "index.html").write_bytes(b"<p>")
        undate(tmp_path / folder)
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert one == two
    packed = one["fr/sitemap.xml.gz"]
    assert gzip.decompress(packed) == content
    assert packed[4:8] == bytes(4)  # RFC 1952 2.3: MTIME
    assert not packed[3] & 0b1000  # and no file name
    assert one["index.html"] == b"<p>"
    undate(tmp_path / "one")
    assert files(tmp_path / "one") == two
