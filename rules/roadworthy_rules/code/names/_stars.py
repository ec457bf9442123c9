"""What `import *` brings into a module, as far as it comes from modules of the project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules._ignored import is_ignored_by_name

if TYPE_CHECKING:
    from roadworthy import Files, Import, ModuleSummary, Tree

#: A module that uses one of these may have names that its text does not show.
_UNSEEN = frozenset("__dict__ __getattr__ exec globals locals modules setattr vars".split())

#: Where a function may bind a name of its module.
_GLOBAL = re.compile(r"^[ \t]+global[ \t]", re.MULTILINE)


class Stars:
    """The modules of a project, asked for what `import *` takes from them."""

    def __init__(self, modules: Iterable[ModuleSummary], tree: Tree) -> None:
        self._tree = tree
        self._modules = {module.path: module for module in modules}
        self._ends: dict[str, list[ModuleSummary]] = {}
        for path, module in self._modules.items():
            stem = path.removesuffix(".py").removesuffix("/__init__")
            self._ends.setdefault(stem.rpartition("/")[2], []).append(module)

    def taken_by(self, path: str) -> frozenset[str] | None:
        """Return the names that a module may get by `import *`, None where any may be among them."""
        module = self._modules.get(path)
        return None if module is None else self._taken(module, frozenset((path,)))

    def _taken(self, module: ModuleSummary, seen: frozenset[str]) -> frozenset[str] | None:
        names: frozenset[str] = frozenset()
        for item in module.imports:
            if item.name != "*":
                continue
            sources = self.sources(module, item)
            if not sources:
                return None
            # Which of several is meant depends on the search path: any of them may be.
            for source in sources:
                given = self._given(source, seen)
                if given is None:
                    return None
                names |= given
        return names

    def _given(self, module: ModuleSummary, seen: frozenset[str]) -> frozenset[str] | None:
        """Return the names that a module may give to `import *`."""
        if module.exports is not None and not module.exports_open:
            return frozenset(module.exports)
        mentioned = module.mentioned
        if mentioned & _UNSEEN or module.role == "notebook":
            return None
        if module.path in seen:
            return frozenset()
        onward = self._taken(module, seen | {module.path})
        if onward is None:
            return None
        if not self._tree.extract(module.path, _binds_global):
            mentioned = module.names  # what a function alone mentions is its own
        imported = {part for item in module.imports for part in (*item.module.split("."), item.binds)}
        listed = frozenset(module.exports or ())
        defined = {item.name for item in module.definitions}
        return onward | listed | mentioned | defined | module.assigned | imported

    def sources(self, module: ModuleSummary, item: Import) -> list[ModuleSummary]:
        """Return the modules that an import may name, none if it may be another one."""
        inside = module.path.removesuffix(".py").removesuffix("/__init__").split("/")
        below = "/".join(item.target(inside, is_package=module.path.endswith("/__init__.py")))
        ends = self._ends.get(below.rpartition("/")[2], ())
        stems = {source.path.removesuffix(".py").removesuffix("/__init__"): source for source in ends}
        if item.level:
            return [stems[below]] if below in stems else []
        # A search starts at the script, which lies beside the module or above it.
        parents = ["/".join([*inside[:length], below]) for length in range(len(inside))]
        beside = parents[-1]
        # Everybody has such a file of their own, made from a sample.
        if beside not in stems and is_ignored_by_name(f"{beside}.py", self._tree):
            return []
        return [stems[stem] for stem in parents if stem in stems]


@extractor
def _binds_global(files: Files, path: str) -> bool:
    """Tell whether a function of a module may bind a name of the module."""
    return _GLOBAL.search(files.text(path, strict=False)) is not None
