"""What a file is for, judged by its path, and by whether a build ships it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: What a file is for, judged by its path alone, so that a first-stage rule may ask.
Role = Literal["source", "test", "documentation", "example", "configuration", "vendored"]

_TEST_PARTS = frozenset({"test", "tests", "testing", "test_data", "testdata"})
_VENDORED_PARTS = frozenset(
    "_vendor 3rdparty bundled extern external externals subprojects submodules third_party thirdparty vendor"
    " vendored".split()
)
_DOCUMENTATION_PARTS = frozenset({"doc", "docs", "documentation"})
_EXAMPLE_PARTS = frozenset(
    "asv_bench bench benchmark benchmarks bin ci contrib demo demos dev devtools example examples hooks"
    " profiling samples script scripts tasks tools tutorial tutorials".split()
)
#: Directories at the root that are named for what they hold: `docs_src`, `typing-examples`.
_EXAMPLE_START = ("doc_", "docs_", "example_", "examples_")
_CONFIGURATION = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py", "conf.py", "dodo.py"})


def role_of(path: str) -> Role:
    """Return what the file at `path` is for."""
    *parents, name = path.split("/")
    parts = frozenset(parents)
    if name == "conftest.py" or parts & _TEST_PARTS or parents[:1] == ["t"]:
        return "test"
    if name.startswith("test_") or name.endswith(("_test.py", "_tests.py")) or name == "tests.py":
        return "test"
    if parts & _VENDORED_PARTS:
        return "vendored"
    if parts & _DOCUMENTATION_PARTS:
        return "documentation"
    if parents and (parents[0] in _EXAMPLE_PARTS or _is_example(parents[0])):
        return "example"
    if parents and name.startswith("example_"):
        return "example"
    hidden = any(part.startswith(".") for part in parents)
    return "configuration" if hidden or (name in _CONFIGURATION and len(parents) < 2) else "source"


def _is_example(part: str) -> bool:
    part = part.replace("-", "_")
    return part.startswith(_EXAMPLE_START) or part.endswith("_examples")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the files of one project are for: as their paths say, but that `shipped` ones are source."""

    shipped: frozenset[str] = field(default=frozenset(), repr=False)

    def of(self, path: str) -> Role:
        """Return what the file at `path` is for."""
        return "source" if path in self.shipped else role_of(path)
