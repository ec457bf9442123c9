"""The fact `DocstringExamples`: what `doctest` would run of a module."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python import Module, ModuleSummary
from roadworthy.facts.tests.snippets import as_module, examples_in


@dataclass(frozen=True, slots=True)
class DocstringExamples:
    """The examples in the docstrings of a module of the project's own code, at the module's path.

    `code` is a module of its own, which sees the names of that one.
    """

    path: str
    code: ModuleSummary


@fact
def docstring_examples(module: Module, summary: ModuleSummary) -> DocstringExamples | None:
    """Parse the examples of a module, while it is at hand; those that cannot be parsed are left out."""
    if module.role != "source" or ">>>" not in module.text or not (summary.documented or summary.definitions):
        return None
    name = module.path.rpartition("/")[2].removesuffix(".py")
    origin = "" if name == "__init__" else name
    code = as_module(f"{module.path}:examples.py", f"from .{origin} import *", examples_in(module.text))
    return DocstringExamples(module.path, code) if code else None
