"""What Roadworthy takes, beside what is measured in the same run. Prints a table; never fails on time.

    python benchmarks/speed.py [--runs 5] [--scratch DIR] [--only httpx,sympy]

Sources come from the package index by name, by `pip download` into the scratch directory, and are kept there;
what cannot be had is said and left out. "Cold" is a run with an empty cache, "warm" the next one with nothing
changed. Run it with the Python of an environment that Roadworthy was installed into from a wheel: where it
can be edited, a run with an empty cache has no index of the packs, and imports all of them.

P is `python -c pass`, F parses every .py once, Y is pyflakes on the same files, and B is the bundle of those
of pyflakes, vulture, interrogate, deptry, validate-pyproject and sp-repo-review that are installed beside
this Python. Processor time is of all processes of a run; wall time is at the mercy of what else the machine
does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
ROADWORTHY = str(BIN / "roadworthy")
PARSE = (
    "import ast, sys\nfor name in sys.stdin.read().split('\\0'):\n    ast.parse(open(name, 'rb').read())\n"
)
FLAKES = (
    "import ast, sys, warnings\nwarnings.simplefilter('ignore')\nsys.setrecursionlimit(5000)\n"
    "from pyflakes.checker import Checker\n"
    "for name in sys.stdin.read().split('\\0'):\n    Checker(ast.parse(open(name, 'rb').read()))\n"
)
INFLATE = (
    "import hashlib, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as wheel:\n"
    "    for info in wheel.infolist():\n        hashlib.sha256(wheel.read(info)).digest()\n"
)
BUNDLE = {
    "pyflakes": ["."],
    "vulture": ["."],
    "interrogate": ["."],
    "deptry": ["."],
    "validate-pyproject": ["pyproject.toml"],
    "sp-repo-review": ["."],
}
#: Name, the kind of archive, and whether it is so large that one run must do.
SOURCES = {
    "httpx": ("sdist", False),
    "django": ("sdist", False),
    "sympy": ("sdist", False),
    "homeassistant": ("wheel", True),
    "transformers": ("wheel", True),
    "scipy": ("archive", False),
    "packaging": ("archive", False),
}


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and wall, and the largest process in MB."""

    cpu: float
    wall: float
    memory: float


def cost(command: Sequence[str], cwd: Path, cache: Path | None = None, given: str = "") -> Cost:
    """Run a command and return what it takes; ends the benchmark where it cannot be run."""
    kept = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "ROADWORTHY_NO_CACHE")
    }
    kept |= {"XDG_CACHE_HOME": str(cache)} if cache else {"ROADWORTHY_NO_CACHE": "1"}
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=kept,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(given.encode())
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if command[0] == ROADWORTHY and process.returncode not in (0, 1, 3):
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def median(runs: int, measured: Callable[[], Cost]) -> Cost:
    """Return the medians of several runs."""
    found = [measured() for _ in range(runs)]
    return Cost(
        *(statistics.median(getattr(one, name) for one in found) for name in ("cpu", "wall", "memory"))
    )


def fetched(name: str, scratch: Path) -> Path | None:
    """Return the directory of a project's source, or an archive; None where it cannot be had."""
    kind = SOURCES[name][0]
    at = scratch / kind / name
    if not at.exists():
        only = ["--no-binary" if kind == "sdist" else "--only-binary", ":all:"]
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            *only,
            "-d",
            str(at),
            name,
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            shutil.rmtree(at, ignore_errors=True)
            return None
    archives = sorted([*at.glob("*.whl"), *at.glob("*.tar.gz")])
    if not archives or kind == "archive":
        return archives[0] if archives else None
    if not (at / "source").exists():
        if archives[0].suffix == ".whl":
            with zipfile.ZipFile(archives[0]) as wheel:
                wheel.extractall(at / "source")
        else:
            with tarfile.open(archives[0]) as sdist:
                sdist.extractall(at / "source", filter="data")
    inside = list((at / "source").iterdir())
    return inside[0] if len(inside) == 1 else at / "source"


class Bench:
    """Measures one project's source: the baselines, and Roadworthy cold, warm, and after a change."""

    def __init__(self, name: str, source: Path, scratch: Path, runs: int) -> None:
        self.name, self.source, self.runs = name, source, runs
        self.cache = scratch / "cache" / name
        files = [path for path in sorted(source.rglob("*.py")) if path.stat().st_size < 5 << 20]
        self.files = [str(path) for path in files if _parses(path)]
        self.size = sum(os.path.getsize(path) for path in self.files) / 1e6

    def python(self, script: str) -> Cost:
        """Return what a script takes that reads the names of the files."""
        given = "\0".join(self.files)
        return median(self.runs, lambda: cost([sys.executable, "-c", script], self.source, None, given))

    def bundle(self) -> tuple[float, list[str]]:
        """Return the seconds of the tools that are installed, and their names."""
        found = [name for name in BUNDLE if (BIN / name).exists()]
        commands = [[str(BIN / name), *BUNDLE[name]] for name in found]
        return sum(median(self.runs, lambda c=c: cost(c, self.source)).cpu for c in commands), found

    def cold(self, *arguments: str) -> Cost:
        """Return what a run takes with an empty cache."""

        def run() -> Cost:
            shutil.rmtree(self.cache, ignore_errors=True)
            self.cache.mkdir(parents=True)
            return self.warm_once(*arguments)

        return median(self.runs, run)

    def warm_once(self, *arguments: str) -> Cost:
        """Return what one run takes with the cache as it is."""
        return cost([ROADWORTHY, "check", *(arguments or (".",))], self.source, self.cache)

    def warm(self, *arguments: str) -> Cost:
        """Return what a run takes with nothing changed."""
        self.warm_once(*arguments)
        return median(self.runs, lambda: self.warm_once(*arguments))

    def changed(self) -> Cost:
        """Return what a run takes after one file has changed."""
        path = Path(self.files[len(self.files) // 2])
        before = path.read_bytes()

        def run() -> Cost:
            path.write_bytes(path.read_bytes() + b"# changed\n")
            return self.warm_once()

        try:
            self.warm_once()
            return median(self.runs, run)
        finally:
            path.write_bytes(before)


def _parses(path: Path) -> bool:
    try:
        compile(path.read_bytes(), str(path), "exec", 0x400, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def of_source(bench: Bench, nothing: Cost) -> Iterator[tuple[str, str, str]]:
    """Yield what is measured on a project's source: what it is, the numbers, and the goal."""
    name = bench.name
    parse = bench.python(PARSE)
    cold = bench.cold()
    size = f"{len(bench.files)} files, {bench.size:.1f} MB"
    if name == "httpx":
        flakes, (bundle, tools) = bench.python(FLAKES), bench.bundle()
        yield (
            f"{name} cold ({size})",
            f"{cold.cpu:.2f} s, {cold.cpu / flakes.cpu:.1f} Y,"
            f" {cold.cpu / (bundle or 1):.2f} B of {len(tools)} tools",
            "1.1 Y, 0.25 B",
        )
        warm = bench.warm()
        yield f"{name} warm", f"{warm.cpu:.3f} s, {warm.cpu / nothing.cpu:.1f} P", "4 P"
        for words, arguments in (("", ()), (" --alone", ("--alone",))):
            alone = bench.cold(*arguments, "pyproject.toml")
            what = f"check{words} pyproject.toml in httpx"
            yield what, f"{alone.cpu:.2f} s, {alone.cpu / nothing.cpu:.0f} P", "12 P" if words else ""
    else:
        goal = {
            "sympy": "3.2 F, wall 1.8 F; 160 MB",
            "homeassistant": "3.5 F; 200 MB",
            "transformers": "3.5 F; 300 MB",
        }
        yield (
            f"{name} cold ({size})",
            f"{cold.cpu:.1f} s, {cold.cpu / parse.cpu:.1f} F, wall {cold.wall / parse.wall:.1f} F;"
            f" {cold.memory:.0f} MB",
            goal.get(name, ""),
        )
        warm, changed = bench.warm(), bench.changed()
        yield f"{name} warm", f"{warm.cpu:.3f} s, wall {warm.wall:.3f} s", "0.12 s" if name == "sympy" else ""
        over = f"{changed.cpu:.2f} s, {changed.cpu - warm.cpu:.2f} s over warm"
        yield f"{name}, one file changed", over, "warm + 0.5 s" if name == "sympy" else ""
    if name == "django":
        hook = ("--alone", bench.files[len(bench.files) // 2])
        yield f"changed-files hook, {name}, cold", f"{bench.cold(*hook).cpu:.2f} s", "0.6 s"
        yield f"changed-files hook, {name}, warm", f"{bench.warm(*hook).cpu:.2f} s", "0.15 s"
    per = f"{cold.cpu / bench.size:.2f} s and {cold.memory / bench.size:.0f} MB a MB"
    yield f"growth: {name}", per, "within 1.5 times"


def of_wheel(
    name: str, path: Path, scratch: Path, runs: int, nothing: Cost
) -> Iterator[tuple[str, str, str]]:
    """Yield what is measured on a wheel by itself."""
    inflate = median(runs, lambda: cost([sys.executable, "-c", INFLATE, str(path)], path.parent))
    bench = Bench(name, path.parent, scratch, runs)
    checked = bench.cold(path.name)
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    if name == "scipy":
        yield (
            f"{name}'s wheel ({size})",
            f"{checked.cpu:.2f} s, {checked.cpu / inflate.cpu:.1f} times inflate",
            "1.3",
        )
    else:
        yield f"{name}'s wheel ({size})", f"{checked.cpu:.2f} s, {checked.cpu / nothing.cpu:.0f} P", "0.2 s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--scratch", type=Path, default=Path.home() / ".cache" / "roadworthy-benchmarks")
    parser.add_argument("--only", default=",".join(SOURCES))
    options = parser.parse_args()
    scratch = options.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    nothing = median(options.runs, lambda: cost([sys.executable, "-c", "pass"], scratch))
    version = median(options.runs, lambda: cost([ROADWORTHY, "--version"], scratch))
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, medians of {options.runs}")
    print(f"P is {nothing.cpu:.3f} s")
    show("--version", f"{version.cpu:.3f} s, {version.cpu / nothing.cpu:.1f} P", "2 P")
    for name in options.only.split(","):
        path = fetched(name, scratch)
        if path is None:
            print(f"{name} cannot be downloaded: left out")
            continue
        runs = 1 if SOURCES[name][1] else options.runs
        if SOURCES[name][0] == "archive":
            rows = of_wheel(name, path, scratch, runs, nothing)
        else:
            rows = of_source(Bench(name, path, scratch, runs), nothing)
        for row in rows:
            show(*row)


def show(what: str, measured: str, goal: str) -> None:
    """Print a row at once: the large projects take minutes."""
    print(f"{what:<42}{measured:<48}{f'goal {goal}' if goal else ''}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
