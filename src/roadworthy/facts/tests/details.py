"""The fact `Details`: what this run needs of modules, told before any of them is parsed."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.facts.python import Details
from roadworthy.facts.tests.evidence import is_measured
from roadworthy.facts.tests.given import DiffBase, NamedCoverage
from roadworthy.tree.tree import Tree


@fact
def details(tree: Tree, named: NamedCoverage | None, base: DiffBase | None) -> Details:
    """Ask for regions where there is data of a run, and for code where it is compared with a base."""
    return Details(is_measured(tree, named), base.changed if base else frozenset())
