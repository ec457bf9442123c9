"""Hold the TOML locator against the toml-test suite, and against any TOML files that are named.

Run it by hand, where Roadworthy is installed: `python tests/conformance/toml_locator.py [FILE ...]`.
The suite comes with the source distribution of tomlkit, which pip downloads by its name. Every text must
have a mark for each of its values and no other, and what each mark holds must be that value. The exit
code is 1 if one does not.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import tomli

HERE = Path(__file__).resolve().parent
SUITE = "tests/toml-test/tests/valid/"

# By its path: the tests are no installed package.
problems = runpy.run_path(str(HERE.parent / "locate" / "toml_property.py"))["problems"]


def main(files: list[str]) -> int:
    tally: dict[str, Counter[str]] = {}
    for group, name, content in (*suite(), *named(files)):
        counts = tally.setdefault(group, Counter())
        for style, verdict, details in judge(content):
            counts[verdict] += 1
            if details:
                print(f"{name} ({style}): {verdict}")
                print("".join(f"    {detail}\n" for detail in details[:5]), end="")
    width = max(map(len, tally), default=0)
    for group, counts in tally.items():
        print(
            f"{group:<{width}}  "
            + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        )
    return 1 if any(counts["wrong"] for counts in tally.values()) else 0


def judge(content: bytes) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what became of a text: as it is, and with the other kind of line end."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield "as it is", "not UTF-8", [str(error)]
        return
    unix = text.replace("\r\n", "\n")
    other = unix.replace("\n", "\r\n") if text == unix else unix
    for style, variant in (("as it is", text), ("other line ends", other)):
        try:
            tomli.loads(variant)
        except (tomli.TOMLDecodeError, RecursionError) as error:
            yield style, "refused by tomli", [str(error)]
            continue
        wrong = problems(variant)
        yield style, "wrong" if wrong else "right", wrong


def suite() -> list[tuple[str, str, bytes]]:
    """Return the valid files of the toml-test suite, as tomlkit's source distribution has them."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        done = subprocess.run(
            [*command, "tomlkit", "-d", folder], capture_output=True, text=True, check=False
        )
        archives = list(Path(folder).glob("tomlkit-*.tar.gz"))
        if done.returncode or not archives:
            last = (done.stderr.strip() or "no archive came").splitlines()[-1]
            print(f"skipped: the source distribution of tomlkit could not be downloaded: {last}")
            return []
        with tarfile.open(archives[0]) as archive:
            members = [each for each in archive if each.isfile() and each.name.endswith(".toml")]
            found = [each for each in members if SUITE in each.name]
            if not found:
                print("tomlkit's source distribution has no toml-test suite: using what TOML files it has")
                found = members
            read = [(each.name, archive.extractfile(each)) for each in found]
            return [(_group(name), name, file.read()) for name, file in read if file is not None]


def _group(name: str) -> str:
    return name.partition(SUITE)[2].partition("/")[0] or "tomlkit"


def named(files: list[str]) -> list[tuple[str, str, bytes]]:
    return [("named files", file, Path(file).read_bytes()) for file in files]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
