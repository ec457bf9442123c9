"""All names that a project mentions, for rules that stay silent where any name speaks of something."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy import ModuleSummary, NotebookSummary, is_run


def names_in(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> set[str]:
    """Return all names that the source code and the notebooks of a project mention or define."""
    names = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        if is_run(module.path, module.role):
            names |= module.names.union(*(item.names | {item.name} for item in module.definitions))
    return names
