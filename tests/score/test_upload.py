"""PyPI's verdict, as a run tells it, and the facts that it rests on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.fault import Unmeasured
from roadworthy.core.registry import Registry
from roadworthy.core.signature import every
from roadworthy.core.verdicts import Verdicts
from roadworthy.engine.facts import Facts
from roadworthy.facts.artifacts import sdist, wheel
from roadworthy.facts.artifacts.coremetadata import CoreMetadata, core_metadata
from roadworthy.facts.artifacts.listed import sdist_files, wheel_files
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.report import json as as_json
from roadworthy.report.formats.full import full
from roadworthy.testing.builders import build_sdist, build_wheel
from roadworthy.tree.tree import MemoryTree, Tree


def verdict(directory: Path, data: bytes, file: str = "", **request: Any) -> Any:
    path = directory / (file or "demo-1.0-py3-none-any.whl")
    path.write_bytes(data)
    report = check(Request((str(path),), **request))
    return json.loads(as_json.render(report))["projects"][0]["pypi"], full(report)


def test_a_sound_wheel_is_accepted(tmp_path: Path) -> None:
    found, lines = verdict(tmp_path, build_wheel()[1])
    assert found == {"verdict": "accepted", "reasons": []}
    assert "PyPI would accept; not checked: " in lines


def test_every_reason_to_refuse_is_told(tmp_path: Path) -> None:
    data = build_wheel(metadata={"Name": "other", "Home-page": "demo"}, zip_faults=["trailing"])[1]
    found, lines = verdict(tmp_path, data)
    assert found["verdict"] == "refused"
    assert len(found["reasons"]) == 3
    assert "PyPI would refuse: " in lines


def test_what_pypi_takes_though_it_is_wrong_is_accepted(tmp_path: Path) -> None:
    data = build_wheel(record={"demo/__init__.py": "md5=1B2M2Y8AsgTpgAmY7PhCfg,0"})[1]
    assert verdict(tmp_path, data)[0]["verdict"] == "accepted"


def test_an_archive_that_ends_early_is_refused(tmp_path: Path) -> None:
    found, _ = verdict(tmp_path, build_wheel()[1][:100])
    assert found["verdict"] == "refused"
    assert "truncated" in found["reasons"][0]


def test_a_member_that_pypi_does_not_read_leaves_the_verdict_unknown(tmp_path: Path) -> None:
    data = bytearray(build_wheel(files={"demo/__init__.py": "", "demo/table.csv": "a,b\n" * 1000})[1])
    at = data.index(b"demo/table.csv") + len(b"demo/table.csv") + 4
    data[at] ^= 0xFF
    found, _ = verdict(tmp_path, bytes(data))
    assert found["verdict"] == "unknown"
    assert "damaged" in found["reasons"][0]


def test_a_run_without_the_rules_leaves_the_verdict_unknown(tmp_path: Path) -> None:
    found, lines = verdict(tmp_path, build_wheel()[1], select=["record-hash-mismatch"])
    assert found["verdict"] == "unknown"
    assert "PyPI" not in lines


def test_a_private_index_does_not_change_what_pypi_says(tmp_path: Path) -> None:
    data = build_wheel(version="1.0+local")[1]
    found, lines = verdict(tmp_path, data, "demo-1.0+local-py3-none-any.whl", target="private")
    assert found["verdict"] == "refused"
    assert "note[artifact-version-local]" in lines


def test_without_artifacts_there_is_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    report = check(Request((str(tmp_path),)))
    assert json.loads(as_json.render(report))["projects"][0]["pypi"] is None


def metadata_of(*built: tuple[str, bytes]) -> tuple[CoreMetadata, ...]:
    providers: list[Callable[..., Any]] = [
        wheel_files,
        sdist_files,
        wheel.wheel,
        sdist.sdist,
        pyproject,
        core_metadata,
    ]
    tree = MemoryTree({f"dist/{name}": data for name, data in built})
    facts = Facts(Registry(providers, given={Tree, Verdicts}), known={Tree: tree, Verdicts: Verdicts()})
    found: tuple[CoreMetadata, ...] = facts.get(every(CoreMetadata))
    return found


def test_metadata_comes_from_wheels_and_sdists() -> None:
    members = [item.member for item in metadata_of(build_wheel(), build_sdist())]
    assert members == ["demo-1.0.dist-info/METADATA", "demo-1.0/PKG-INFO"]


def test_a_wheel_alone_has_metadata() -> None:
    assert [item.first("name") for item in metadata_of(build_wheel())] == ["demo"]


def test_a_wheel_without_metadata_gives_none() -> None:
    assert metadata_of(build_wheel(omit=["demo-1.0.dist-info/METADATA"])) == ()


def test_without_artifacts_metadata_is_unmeasured() -> None:
    with pytest.raises(Unmeasured):
        metadata_of()


@pytest.mark.parametrize(
    "text", ["", "\0", "Name: \x85\n", "Requires-Dist: a" + "[" * 5000, ": :\n", "Version: " + "9" * 9000]
)
def test_odd_metadata_is_a_fault_and_never_a_crash(text: str) -> None:
    (found,) = metadata_of(build_wheel(files={"demo-1.0.dist-info/METADATA": text}))
    assert found.faults
