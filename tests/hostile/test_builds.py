"""What a tree says of its build is followed in few steps, whatever its types, patterns and files are."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import tomli
import tomlkit

from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.signature import key_of, read_signature
from roadworthy.engine.facts import Facts
from roadworthy.facts.contents.build_script import BuildScript
from roadworthy.facts.contents.manifest import pattern_matcher
from roadworthy.facts.contents.paths import TreePaths
from roadworthy.facts.contents.value import DistributionContents
from roadworthy.facts.metadata import ManifestIn
from roadworthy.facts.project import Layout
from roadworthy.settings.config import Config, load
from roadworthy.testing import installed_rules
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree, Tree
from tests.counting import within
from tests.hostile.support import around, inspected_files

#: Rules that ask what is built, so that it is worked out.
RULES = [
    rule
    for rule in installed_rules()
    if any(need.key == key_of(DistributionContents) for need in read_signature(rule.function).needs)
]
#: Every setting of each backend that is read, with a value that it may have.
TABLES: dict[str, str] = {
    "setuptools.build_meta": """
[tool.setuptools]
packages = ["demo"]
py-modules = ["one"]
package-dir = {"" = "src"}
package-data = {demo = ["*.csv"]}
exclude-package-data = {demo = ["*.txt"]}
include-package-data = true
data-files = {"share" = ["a.csv"]}
script-files = ["a.sh"]
license-files = ["LICENSE"]
cmdclass = {a = "b"}
ext-modules = [{name = "a", sources = ["a.c"]}]
[tool.setuptools.dynamic]
readme = {file = ["README.md"]}
version = {attr = "demo.x"}
""",
    "setuptools.build_meta:find": """
[tool.setuptools.packages.find]
where = ["src"]
include = ["demo*"]
exclude = ["x"]
namespaces = true
""",
    "hatchling.build": """
[tool.hatch.build]
include = ["src"]
exclude = ["x"]
artifacts = ["y"]
packages = ["src/demo"]
only-include = ["src"]
force-include = {"a" = "b"}
sources = ["src"]
hooks = {vcs = {version-file = "a"}}
[tool.hatch.build.targets.wheel]
include = ["src"]
packages = ["src/demo"]
sources = {"src" = ""}
shared-data = {"a" = "b"}
bypass-selection = true
[tool.hatch.version]
path = "src/demo/__init__.py"
""",
    "poetry.core.masonry.api": """
[tool.poetry]
name = "demo"
version = "1.0"
packages = [{include = "demo", from = "src", to = "a", format = ["wheel"]}]
include = ["a", {path = "b", format = "sdist"}]
exclude = ["c", {path = "d"}]
readme = ["README.md"]
build = {script = "build.py"}
scripts = {a = {reference = "a.sh", type = "file"}}
""",
    "pdm.backend": """
[tool.pdm.build]
includes = ["src"]
excludes = ["x"]
source-includes = ["tests"]
package-dir = "src"
custom-hook = "a.py"
run-setuptools = true
wheel-data = {a = ["b"]}
[tool.pdm.version]
write_to = "a"
source = "file"
path = "src/demo/__init__.py"
""",
    "uv_build": """
[tool.uv.build-backend]
module-root = "src"
module-name = "demo"
namespace = true
default-excludes = true
source-exclude = ["a"]
source-include = ["b"]
wheel-exclude = ["c"]
data = {scripts = "d"}
""",
    "flit_core.buildapi": """
[tool.flit.module]
name = "demo"
[tool.flit.sdist]
include = ["a"]
exclude = ["b"]
[tool.flit.external-data]
directory = "data"
""",
}
VALUES: tuple[Any, ...] = (0, 1.5, True, "", "x", [], [1], [[]], [{"a": 1}], {}, {"a": 1}, {"a": [1]})
FILES = {"src/demo/__init__.py": b"", "src/demo/a.csv": b"", "MANIFEST.in": b"include *\n"}


def places(table: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the route of each value, tables and lists included."""
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    return [found for key, value in items for found in ((*route, key), *places(value, (*route, key)))]


def followed(files: dict[str, bytes]) -> list[str]:
    """Return the tracebacks of what crashes where the build of some files is followed.

    The facts alone, without rules and a first stage, take a fifth of the time of an inspection.
    """
    tree = MemoryTree(files)
    packs = plugins()
    facts = Facts(packs.registry, {**dict.fromkeys(packs.registry.given), Tree: tree, Config: load(tree)})
    for key in (DistributionContents, BuildScript, Layout, ManifestIn):
        with suppress(Blocked, Unmeasured):
            facts.get(key)
    return [crash.traceback for crash in facts.crashes]


def test_a_build_that_cannot_be_followed_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise TypeError("no such type")

    monkeypatch.setattr("roadworthy.facts.contents.contents.setuptools_contents", fails)
    text = (
        b'[project]\nname = "demo"\n[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n'
    )
    assert "TypeError: no such type" in "".join(followed({**FILES, "pyproject.toml": text}))


@pytest.mark.parametrize("backend", TABLES)
def test_no_type_of_a_setting_makes_a_build_fail_to_be_followed(backend: str) -> None:
    built = backend.partition(":")[0]
    text = f'[build-system]\nrequires = []\nbuild-backend = "{built}"\n[project]\nname = "demo"\n'
    text += 'version = "1.0"\nreadme = "README.md"\nlicense-files = ["LICENSE"]\n' + TABLES[backend]
    tried, crashes = 0, []
    with around():  # one watch for all: to set it up takes longer than to follow a build
        for route in places(tomli.loads(text)):
            if route[0] == "build-system" or len(route) == 1:
                continue
            for value in VALUES:
                data: Any = tomli.loads(text)
                inner = data
                for key in route[:-1]:
                    inner = inner[key]
                inner[route[-1]] = value
                found = followed({**FILES, "pyproject.toml": tomlkit.dumps(data).encode()})
                crashes += [(route, value, trace) for trace in found]
                tried += 1
    assert tried > 80
    assert crashes == []


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 11 + "b", "a" * 250),
        ("**/a/**/a/**/b", "a/" * 10_000 + "a"),
        ("?*" * 12, "a" * 250 + "/"),
        ("**/" + "*a" * 10 + "/b", "a" * 200 + "/a"),
    ],
)
def test_stars_do_not_multiply(pattern: str, path: str) -> None:
    # An expression that tried every way to divide such a path among the stars would not end.
    assert not pattern_matcher(pattern)(path)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("a*b*c", "axbxbxc", True),
        ("a*b*c", "ac", False),
        ("*ab*ab", "abab", True),
        ("*ab*ab", "ab", False),
        ("**/a/**/b", "a/b", True),
        ("**/a/**/b", "x/a/y/a/z/b", True),
        ("**/a/**/b", "x/a", False),
        ("src/**", "src/a/b", True),
        ("src/**/*.py", "src/a.py", True),
        ("src/**/test*/*.py", "src/a/tests/b.py", True),
        ("[!a]?*", "bcd", True),
    ],
)
def test_patterns_match_as_before(pattern: str, path: str, matches: bool) -> None:
    assert pattern_matcher(pattern)(path) is matches


def test_directories_are_reached_once_however_many_ways_lead_there() -> None:
    paths = TreePaths.of(["/".join(["d"] * depth) + "/f" for depth in range(1, 300)])
    assert len(paths.glob("**/**/**/f")) == 299


def test_a_build_of_too_many_patterns_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.facts.contents.paths._STEPS", 500_000)
    paths = TreePaths.of([f"d{number}/f" for number in range(1000)])

    def globbed() -> list[list[str]]:
        return [paths.glob(f"*{number}*/f") for number in range(10_000)]

    with pytest.raises(Unmeasured, match="too many"):
        globbed()
    many = "".join(f"global-include *{number}*\n" for number in range(10_000))
    files = {**FILES, "MANIFEST.in": many.encode(), **{f"a{n}.txt": b"" for n in range(1000)}}
    project = b'[project]\nname = "demo"\n'
    project += b'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    within(4_000_000, lambda: inspected_files({**files, "pyproject.toml": project}, RULES))


@pytest.mark.parametrize("joined", ["{0} + {0}", "f'{{{0}}}{{{0}}}'", "[*{0}, *{0}]"])
def test_what_doubles_in_setup_py_is_given_up(joined: str) -> None:
    first = ["'x'"] * 1000 if joined.startswith("[") else ["x" * 1_000_000]
    lines = [f"a0 = [{', '.join(first)}]" if joined.startswith("[") else f"a0 = {first[0]!r}"]
    lines += [f"a{number} = {joined.format(f'a{number - 1}')}" for number in range(1, 40)]
    script = "\n".join(["from setuptools import setup", *lines, "setup(name='demo', packages=a39)"])
    files = {**FILES, "setup.py": script.encode()}
    assert within(1_000_000, lambda: inspected_files(files, RULES)).crashes == ()
