"""What setup.py and setup.cfg say as literals of where the code lies; neither is ever run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.facts.metadata.setupscript import read_setup_script
from roadworthy.tree.ini import load_ini
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class SetupFiles:
    """The distribution's name, the directories that packages are looked for in, and the modules named.

    `finds` is what setup.cfg says of packages where it has them found (`find:`, `find_namespace:`), else
    empty; `narrowed` tells whether it then says which, or where.
    """

    name: str = ""
    bases: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    finds: str = ""
    narrowed: bool = False


@fact
def read_setup_files(tree: Tree) -> SetupFiles:
    """Read both files; what cannot be read says nothing, for it is reported elsewhere."""
    said = {**_configured(tree), **_called(tree)}
    directories = said.get("package_dir")
    root = directories.get("") if isinstance(directories, dict) else None
    bases = tuple(base for base in (said.get("where"), root) if isinstance(base, str))
    modules = said.get("py_modules")
    named = [name for name in modules if isinstance(name, str)] if isinstance(modules, (list, tuple)) else []
    prefix = f"{root.strip('./')}/" if isinstance(root, str) and root.strip("./") else ""
    name = said.get("name")
    return SetupFiles(
        name if isinstance(name, str) else "",
        bases,
        tuple(f"{prefix}{m}.py" for m in named),
        said.get("finds", ""),
        "narrowed" in said,
    )


def _called(tree: Tree) -> dict[str, Any]:
    """Return the literal arguments of `setup(...)`, and `where` of `find_packages(where)`."""
    try:
        script = read_setup_script(tree)
    except Unreadable:
        return {}
    said: dict[str, Any] = {}
    for node in ast.walk(script.module) if script else ():
        match node:
            case ast.Call(func=ast.Name(id="setup") | ast.Attribute(attr="setup"), keywords=keywords):
                said.update(_literals(keywords))
            case ast.Call(
                func=ast.Name(id="find_packages" | "find_namespace_packages")
                | ast.Attribute(attr="find_packages" | "find_namespace_packages"),
                args=arguments,
                keywords=keywords,
            ):
                given = [ast.keyword("where", argument) for argument in arguments[:1]]
                said.update(item for item in _literals([*given, *keywords]) if item[0] == "where")
    return said


def _literals(keywords: list[ast.keyword]) -> Iterator[tuple[str, Any]]:
    for keyword in keywords:
        if keyword.arg in ("name", "package_dir", "py_modules", "where"):
            try:
                yield keyword.arg, ast.literal_eval(keyword.value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
                continue


def _configured(tree: Tree) -> dict[str, Any]:
    """Return the same of setup.cfg."""
    if "setup.cfg" not in tree.files:
        return {}
    try:
        parser = load_ini(tree, "setup.cfg")
    except Unreadable:
        return {}
    said: dict[str, Any] = {}
    given = parser.items("options") if parser.has_section("options") else ()
    options = {key: value or "" for key, value in given}
    if parser.has_option("metadata", "name"):
        said["name"] = parser["metadata"]["name"]
    if options.get("packages", "").strip() in ("find:", "find_namespace:"):
        said["finds"] = options["packages"].strip()
    if any(parser.has_option("options.packages.find", key) for key in ("where", "include", "exclude")):
        said["narrowed"] = True
    if "py_modules" in options:
        said["py_modules"] = options["py_modules"].replace(",", " ").split()
    for line in options.get("package_dir", "").replace(",", "\n").splitlines():
        package, found, directory = line.partition("=")
        if found and not package.strip():
            said["package_dir"] = {"": directory.strip()}
    if parser.has_option("options.packages.find", "where"):
        said["where"] = (parser["options.packages.find"]["where"] or "").strip()
    return said
