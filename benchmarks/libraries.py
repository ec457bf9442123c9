"""Real libraries with their tests, from their sdists, ready to be measured.

    python benchmarks/libraries.py FOLDER [NAME ...]

Downloads each sdist by name, unpacks it, and installs it with what its tests need into a virtual environment
of the Python that runs this; then runs its suite twice, once under coverage.py with contexts and once with
`pytest --roadworthy`, and prints the call of `public_functions.py`. `plugin_overhead.py` takes that folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

NAMES = (
    "attrs",
    "click",
    "h11",
    "itsdangerous",
    "jinja2",
    "markupsafe",
    "packaging",
    "pluggy",
    "structlog",
    "tomlkit",
    "werkzeug",
)
#: What the suites import besides; none of it reaches a network.
_NEEDS = (
    "pytest pytest-asyncio pytest-cov pytest-timeout pytest-xdist blinker cffi cloudpickle cryptography"
    " dirty-equals ephemeral-port-reserve freezegun hypothesis pretend pympler pyyaml rich time-machine"
    " tomli_w trio twisted watchdog"
).split()
#: Test files that hung where this was measured.
_LEFT_OUT = ("werkzeug/tests/test_serving.py",)
_TEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore")


def python_of(folder: Path) -> Path:
    return folder / f"venv-{sys.version_info[0]}.{sys.version_info[1]}" / "bin" / "python"


def prepared(folder: Path, names: tuple[str, ...]) -> Path:
    """Return the interpreter of an environment with the libraries, whose sources lie below `folder`."""
    python = python_of(folder)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        root = Path(__file__).resolve().parent.parent
        subprocess.run([str(python), "-m", "pip", "install", "-q", str(root), *_NEEDS], check=True)
    for name in names:
        source = folder / name
        if not source.exists():
            command = [str(python), "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
            subprocess.run([*command, "-d", str(folder / "sdists"), name], check=True)
            (archive,) = (folder / "sdists").glob(f"{name}-*.tar.gz")
            with tarfile.open(archive) as unpacked:
                unpacked.extractall(folder / "unpacked", filter="data")
            (folder / "unpacked" / archive.name.removesuffix(".tar.gz")).rename(source)
            for path in _LEFT_OUT:
                (folder / path).unlink(missing_ok=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "-e", str(source)], check=True)
    return python


def main(folder: Path, names: tuple[str, ...]) -> None:
    python = prepared(folder, names)
    arguments = []
    for name in names:
        source, data = folder / name, folder / f"{name}.coverage"
        environment = {**os.environ, "COVERAGE_FILE": str(data), "COVERAGE_RCFILE": os.devnull}
        # Contexts of the sixty thousand tests of `packaging` are too large with branches.
        branches = [] if name == "packaging" else ["--cov-branch"]
        measured = ["--cov=.", "--cov-context=test", "--cov-report=", *branches]
        subprocess.run([python, *_TEST, *measured], cwd=source, env=environment, check=False)
        subprocess.run([python, *_TEST, "--roadworthy"], cwd=source, check=False)
        arguments.append(f"{source}={data}={source / '.roadworthy-record.json'}")
    print("python benchmarks/public_functions.py", *arguments)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), tuple(sys.argv[2:]) or NAMES)
