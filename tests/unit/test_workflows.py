"""Pipelines of the forges run pinned code, with no more rights than they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAY_WRITE = {
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
    ("release", "attest"): {"id-token": "write", "attestations": "write"},
    ("release", "publish"): {"id-token": "write"},
}


def read(path: Any) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            for step in job["steps"]:
                yield f"{path.stem}/{name}", step


def test_there_are_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["publish", "pull-request", "release"]


def test_every_action_is_pinned_by_its_digest_and_says_its_version() -> None:
    for path in WORKFLOWS:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert lines
        for line in lines:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_only_the_job_that_publishes_may_write(path: Any) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job.get("permissions") == MAY_WRITE.get((path.stem, name)), name
        if (path.stem, name) in MAY_WRITE:
            assert not any("run" in step for step in job["steps"]), "no code of the project runs with rights"


def test_a_checkout_leaves_no_token_behind() -> None:
    checkouts = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_nothing_from_outside_stands_in_a_command_and_nothing_is_cached() -> None:
    for job, step in steps():
        assert "${{" not in step.get("run", ""), job
        assert "cache" not in step.get("with", {}), job
        assert "/cache" not in step.get("uses", ""), job


def test_code_of_a_pull_request_runs_without_secrets() -> None:
    text = (ROOT / ".github" / "workflows" / "pull-request.yml").read_text(encoding="utf-8")
    assert list(yaml.load(text, Loader=yaml.BaseLoader)["on"]) == ["pull_request"]
    assert "secrets." not in text


def test_a_tag_alone_releases_what_was_built_twice_without_a_password() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    workflow = yaml.load(text, Loader=yaml.BaseLoader)
    assert workflow["on"] == {"push": {"tags": ["v*"]}}
    commands = "\n".join(step.get("run", "") for step in workflow["jobs"]["build"]["steps"])
    assert re.findall(r"^(?:make .*|diff .*)$", commands, re.MULTILINE) == [
        "make package",
        "make -C ../again package",
        "diff --recursive package ../again/package",
    ]
    assert [workflow["jobs"][name].get("needs") for name in ("attest", "publish")] == ["build", "attest"]
    assert "secrets." not in text
    assert "password:" not in text


def test_gitlab_runs_an_image_pinned_by_its_digest_and_caches_nothing() -> None:
    pipeline = read(ROOT / ".gitlab-ci.yml")
    assert re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", pipeline["default"]["image"])
    jobs = {name: job for name, job in pipeline.items() if isinstance(job, dict) and "script" in job}
    assert set(jobs) == {"course", "code", "pages"}
    assert not any({"image", "cache", "include"} & job.keys() for job in (pipeline, *jobs.values()))
