"""A project to disturb, and what disturbs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.cli.conftest import run as run

if os.name != "posix":
    pytest.skip("signals and forks as POSIX has them", allow_module_level=True)

PROJECT = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
    '[project]\nname = "demo"\nversion = "1.0"\nlicense = "MIT"\n'
    'classifiers = ["License :: OSI Approved :: MIT License", "Typing :: Typed"]\n',
    "src/demo/__init__.py": '"""A demonstration."""\n',
    "src/demo/model.py": "import os\n\n\ndef fit():\n    breakpoint()\n    return 1\n",
    "src/demo/other.py": "import sys\n\n\ndef fit():\n    breakpoint()\n    return 1\n",
}


@dataclass(frozen=True)
class Done:
    """How a disturbed run ended, where it ran, and what it left in the files that it was to write."""

    status: int
    stdout: str
    stderr: str
    directory: Path

    def left(self) -> dict[str, bytes]:
        """Return the files, without temporary ones."""
        return {name: data for name, data in _files(self.directory).items() if not name.endswith(".tmp")}

    def temporary(self) -> list[str]:
        """Return the temporary files that are left."""
        return [name for name in _files(self.directory) if name.endswith(".tmp")]


def _files(directory: Path) -> dict[str, bytes]:
    found = sorted(path for path in directory.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in found}


Fault = dict[str, Any]
NOTHING: Mapping[str, bytes] = MappingProxyType({})
Disturb = Callable[..., list[Done]]


@pytest.fixture
def disturb(tmp_path: Path) -> Disturb:
    """Return a function that runs the command on copies of a project, once for each list of faults."""

    def call(
        arguments: Sequence[str], faults: Sequence[list[Fault]], files: Mapping[str, bytes] = NOTHING
    ) -> list[Done]:
        scenarios: list[dict[str, Any]] = []
        for number, planted in enumerate([[], *faults]):
            directory = tmp_path / str(number) / "demo"
            for name, text in PROJECT.items():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                (directory / name).write_text(text)
            for name, data in files.items():
                (directory / name).write_bytes(data)
            scenarios.append({"directory": str(directory), "arguments": [*arguments], "faults": planted})
        scenarios[0]["warm"] = True
        (tmp_path / "scenarios.json").write_text(json.dumps(scenarios))
        script = Path(__file__).with_name("injector.py")
        names = [str(tmp_path / name) for name in ("scenarios.json", "results.json")]
        kept = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
        subprocess.run([sys.executable, str(script), *names], check=True, timeout=300, env=kept)
        results = json.loads((tmp_path / "results.json").read_text())
        done = [
            Done(**result, directory=Path(scenario["directory"]))
            for result, scenario in zip(results, scenarios[1:], strict=True)
        ]
        for one in done:
            assert "Traceback" not in one.stdout + one.stderr, one.stderr
            assert one.status != 99, one.stderr
        return done

    return call


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """Return a directory on a disk of 64 KiB."""
    directory = tmp_path / "disk"
    directory.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs", str(directory)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    return directory
