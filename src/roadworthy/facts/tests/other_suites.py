"""What suites and hosts that are not pytest name in files of their own: Bats, the shell, Robot, Odoo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.project import Layout
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

_SIZE = 200_000
#: A word of a shell: a command, a path or an option.
_WORD = re.compile(r"[\w./-]++")
#: What makes a script of the shell fail: an option, a comparison, or its own code.
_FAILS = re.compile(
    r"\bset[ \t]+(?:-\w*e|-o[ \t]+errexit)|^[ \t]*+(?:diff|cmp|test|\[)[ \t]"
    r"|\bassert\w*+[ \t]|\bexit[ \t]+[1-9\"$]",
    re.MULTILINE,
)
#: What stands between the cells of a line of Robot Framework.
_CELL = re.compile(r"\t|[ \t]{2,}|[|]")
#: The hooks of an Odoo add-on.
_INSTALLS = re.compile(
    r"""["'](?:post_init_hook|post_load|pre_init_hook|uninstall_hook)["']\s*+:\s*+["'](\w++)["']"""
)


def named_by_bats(tree: Tree) -> Iterator[str]:
    """Yield the words of tests for Bats: they start the project's commands, or a tool with its plugins."""
    for path in tree.files:
        if path.endswith(".bats") and not tree.exceeds(path, _SIZE):
            yield from dict.fromkeys(_WORD.findall(text_of(tree, path)))


def tests_in_shell(tree: Tree, commands: str) -> bool:
    """Tell whether a command starts a script of the shell in a directory of tests, which can fail."""
    found = [
        path
        for path in tree.files
        if path.endswith((".sh", ".bash")) and path in commands and role_of(path) == "test"
    ]
    started = {word.removeprefix("./") for word in _WORD.findall(commands)} if found else set()
    return any(
        path in started and not tree.exceeds(path, _SIZE) and _FAILS.search(text_of(tree, path))
        for path in found
    )


def called_on_install(tree: Tree) -> Iterator[str]:
    """Yield the functions that Odoo calls when it installs an add-on, as it does before it runs its tests."""
    for path in tree.files:
        folder, _, name = path.rpartition("/")
        if name in ("__manifest__.py", "__openerp__.py") and folder and not tree.exceeds(path, _SIZE):
            for function in _INSTALLS.findall(text_of(tree, path)):
                yield f"{folder.replace('/', '.')}:{function}"


def keywords_used(own: Iterable[ModuleSummary], tree: Tree, layout: Layout) -> Iterator[str]:
    """Yield the functions and methods that suites of Robot Framework call as keywords: `Open File`."""
    used: set[str] = set()
    for path in tree.files:
        if path.endswith((".robot", ".resource")) and not tree.exceeds(path, _SIZE):
            cells = (cell for line in text_of(tree, path).splitlines() for cell in _CELL.split(line))
            used.update(_keyword(cell.rpartition(".")[2]) for cell in cells if cell)
    for module in own if used else ():
        for item in module.definitions:
            if item.kind != "class" and _keyword(item.name) in used:
                yield f"{layout.module_name(module.path)}:{'.'.join(item.route)}"


def _keyword(name: str) -> str:
    """Return what is equal for all spellings of a keyword."""
    return name.replace("_", "").replace(" ", "").lower()


def text_of(tree: Tree, path: str) -> str:
    """Return the text of a file, empty where it cannot be read."""
    try:
        return tree.text(path, strict=False)
    except Blocked:
        return ""
