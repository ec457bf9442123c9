"""The fact `SuiteReach`: whether the tests are of this project at all."""

from __future__ import annotations

from collections.abc import Collection

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.project import Layout
from roadworthy.facts.python import Import, ModuleSummary
from roadworthy.facts.tests.places import STARTERS
from roadworthy.facts.tests.reach import Reached
from roadworthy.facts.tests.suite import Suite
from roadworthy.tree.roles import is_compiled
from roadworthy.tree.tree import Tree

#: What calls code that runs elsewhere: over a network, in a container, in a browser.
_REMOTE = frozenset(
    "aiohttp docker grpc httpx paramiko playwright requests selenium socket testcontainers urllib".split()
)


@dataclass(frozen=True, slots=True)
class SuiteReach:
    """`nothing` is true where there are tests, and they certainly run no code of the project."""

    nothing: bool


@fact
def suite_reach(
    suite: Suite, modules: tuple[ModuleSummary, ...], layout: Layout, reached: Reached | None, tree: Tree
) -> SuiteReach:
    """Ask what the tests load, and whether they start or call anything that cannot be followed."""
    if not suite.paths or suite.examples or reached is None or reached.uncertain:
        return SuiteReach(nothing=False)
    paths = frozenset(suite.paths)
    side = [module for module in modules if module.role == "test" or module.path in paths]
    others = [module for module in modules if module.role != "test" and module.path not in paths]
    # A test inside the package loads its `__init__.py` on the way, which may be empty.
    if any(module.path in reached.loaded and not _is_empty(module) for module in others):
        return SuiteReach(nothing=False)
    tops = {path.rpartition("/")[2].removesuffix(".py") for path in (*layout.packages, *layout.modules)}
    stems = {module.path.removesuffix(".py").removesuffix("/__init__") for module in modules}
    # What a build makes of other sources cannot be told from what is missing.
    made = any(map(is_compiled, tree.files))
    imported = {
        item.module.partition(".")[0]
        for module in side
        for item in module.imports
        if made or not _is_missing(item, stems, tops)
    }
    unknown = imported & (_REMOTE | tops) or reached.mentioned & STARTERS
    return SuiteReach(not unknown and any(m.role == "source" and m.definitions for m in others))


def _is_missing(item: Import, stems: Collection[str], tops: Collection[str]) -> bool:
    """Tell whether an import is of a module in a package of the project that has no such module: it fails."""
    top, _, below = item.module.partition(".")
    if item.level or item.guarded or top not in tops or not below:
        return False
    path = item.module.replace(".", "/")
    return not any(f"/{path}/" in f"/{stem}/" for stem in stems)


def _is_empty(module: ModuleSummary) -> bool:
    return module.path.endswith("__init__.py") and not module.definitions and not module.imports
