"""Pages in a directory of tests that a command builds with warnings as errors: the test of an extension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.project import Layout
from roadworthy.facts.python import ModuleSummary, extensions_in
from roadworthy.facts.tests.other_suites import text_of
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: A build that stops at a warning.
_STRICT = re.compile(r"\bsphinx-build\b[^\n]*?[ \t](?:-[A-Za-z]*W|--fail-on-warning)\b")
_SIZE = 200_000


def extensions_built(tree: Tree, commands: str) -> Iterator[str]:
    """Yield the `setup` of each own extension of Sphinx that the pages in a directory of tests use.

    There is none where no command builds pages with warnings as errors.
    """
    if "sphinx-build" not in commands or not _STRICT.search(commands):
        return
    for path in tree.files:
        if path.rpartition("/")[2] != "conf.py" or role_of(path) != "test" or tree.exceeds(path, _SIZE):
            continue
        for name in extensions_in(text_of(tree, path)):
            below = name.replace(".", "/")
            if any(
                tree.exists(f"{base}{below}{end}") for base in ("", "src/") for end in (".py", "/__init__.py")
            ):
                yield f"{name}:setup"


def extensions_given(
    side: Iterable[ModuleSummary], own: Iterable[ModuleSummary], layout: Layout
) -> Iterator[str]:
    """Yield the `setup` of each own extension that tests give by its name: `{"extensions": ["demo"]}`."""
    texts = {
        use[1:]
        for module in side
        if module.mentions(("extensions",))
        for uses in (module.uses, *(item.uses for item in module.definitions))
        for use in uses
        if use[0] in "'/"
    }
    for module in own if texts else ():
        name = layout.module_name(module.path)
        if name in texts and any(item.route == ("setup",) for item in module.definitions):
            yield f"{name}:setup"
