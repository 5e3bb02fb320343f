"""The script that lays compressed files beside the texts of a site: what it serves, and what it refuses."""

from __future__ import annotations

import gzip
import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.building import ROOT, files

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "<p>Planifier la santé numérique.</p>\n" * 50


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a small site, listed as a release lists its files."""
    folder = tmp_path / "a site"
    (folder / "pt").mkdir(parents=True)
    for name in ("index.html", "pt/index.html", "style.css"):
        (folder / name).write_text(f"{name}{TEXT}", encoding="utf-8")
    (folder / "short.txt").write_text("short", encoding="utf-8")
    (folder / "sheet.docx").write_bytes(bytes(9999))
    (folder / "sitemap.xml").write_text(TEXT, encoding="utf-8")
    (folder / "sitemap.xml.gz").write_bytes(gzip.compress(TEXT.encode(), 1))
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    lines = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files(folder).items())]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def compress(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "mirror" / "compress.sh", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_copy_is_the_site_with_its_texts_compressed_beside_them(site: Path, tmp_path: Path) -> None:
    before = files(site)
    done = compress(site, tmp_path / "target")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    served = files(tmp_path / "target" / "current" / ".")
    packed = {name: served.pop(name) for name in list(served) if name not in before}
    assert served == before == files(site)
    assert {name: gzip.decompress(content) for name, content in packed.items()} == {
        f"{name}.gz": before[name] for name in ("index.html", "pt/index.html", "style.css")
    }
    for name in packed:
        path = tmp_path / "target" / "current" / name
        assert path.stat().st_mtime == (site / name.removesuffix(".gz")).stat().st_mtime


def test_the_tree_before_stays_and_older_ones_go(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    for number in range(4):
        (site / "index.html").write_text(f"{number}{TEXT}", encoding="utf-8")
        seal(site)
        assert compress(site, target).returncode == 0
        assert compress(site, target).returncode == 0  # nothing has changed
    assert [(target / name / "index.html").read_text()[0] for name in ("previous", "current")] == ["2", "3"]
    assert len(list((target / "trees").iterdir())) == 2


def test_the_copy_does_not_change_with_the_site(site: Path, tmp_path: Path) -> None:
    compress(site, tmp_path / "target")
    with (site / "index.html").open("r+") as file:
        file.write("X")
    assert (tmp_path / "target" / "current" / "index.html").read_text().startswith("index.html<p>")


def test_a_damaged_site_is_not_served(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    compress(site, target)
    with (site / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  style.css\n")
    done = compress(site, target)
    assert done.returncode == 1
    assert "was damaged, or updated just now" in done.stderr
    assert "0" * 64 not in (target / "current" / "SHA256SUMS").read_text()


def test_what_is_no_site_or_no_target_is_a_message(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments, said in (
        ((), "Usage: compress.sh SITE TARGET"),
        ((tmp_path / "nowhere", tmp_path / "target"), "there is no site there"),
        ((site / "pt" / "..", site / "target"), "lies within"),
        ((site, tmp_path / "file"), "cannot be written"),
    ):
        done = compress(*arguments)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr
