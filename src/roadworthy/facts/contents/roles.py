"""The fact `Roles`: what each file is for, where the contents of the wheel say more than its path."""

from __future__ import annotations

from collections.abc import Container, Iterator

from roadworthy.core.fact import fact
from roadworthy.core.late_re import re
from roadworthy.facts.contents.copied import built_copies, charm_copies, known_copies
from roadworthy.facts.contents.headed import headed_copies
from roadworthy.facts.contents.value import DistributionContents
from roadworthy.tree.roles import Roles, copied_from, kept_in, role_of
from roadworthy.tree.tree import Tree

#: Directories that may be a layer of the project's own, or hold copies of others' code.
_VENDORED = re.compile(r"(?:.*/)?(?:vendor|external|externals)(?=/)")
#: The size up to which an `__init__.py` holds a comment.
_EMPTY = 200
#: What lies beside copied code.
_COPIED = re.compile(r"(?:.*/)?(?:LICEN[CS]E|COPYING|NOTICE|README|vendor\w*\.txt)[^/]*", re.IGNORECASE)

_LICENCE = re.compile(r".*/(?:LICEN[CS]E|COPYING)(?:\.\w+)?", re.IGNORECASE)
_README = re.compile(r".*/README(?:\.\w+)?", re.IGNORECASE)
#: What a directory has that is a project of its own, and names of those that hold data.
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")
#: Files with the settings of a site.
_SITE = re.compile(
    r"conf\.py|_config\.yml|_toc\.yml|_quarto\.yml|(?:mkdocs|zensical|\.?readthedocs|antora)\.\w+"
    r"|book\.toml|docusaurus\.config\.\w+"
)
_DATA = frozenset("assets corpora corpus data dataset datasets resources weights".split())
#: Directories that hold an earlier version of the one that is named after it.
_BACKUP = re.compile(
    r"(?:backup|bak|bk|bkp|copy_of|old)[_-](.+)|(.+?)(?:[_-](?:bk|bkp|orig)| copy)", re.IGNORECASE
)
#: Directories whose own ones are libraries, as far as each has a licence.
_LIBRARIES = re.compile(r"(?:.*/)?(?:deps|libs?)", re.IGNORECASE)


@fact
def roles(tree: Tree, contents: DistributionContents | None) -> Roles:
    """Call source what the wheel ships, whatever its directory is called; tests and copied code stay so.

    Where nothing is built, scripts are what the project is there for, and notebooks that no site shows.
    """
    folders = frozenset(
        path.rpartition("/")[0] for path in tree.files if path.endswith(("/__init__.py", "/__init__.pyi"))
    )
    copies = frozenset(
        path for path in tree.files if path.endswith(".ipynb") and copied_from(path) in tree.files
    ).union(_licensed(tree, folders), known_copies(tree.files), built_copies(tree.files))
    copies = copies.union(charm_copies(tree), headed_copies(tree))
    kept = dict(_kept(tree, folders))
    if contents is None:
        return Roles(_analyses(tree), loose=True, folders=folders, copies=copies, kept=kept)
    copied = set(_copied(tree))
    tops = contents.tops
    found = set()
    for path, source in contents.wheel.modules.items():
        if path.partition("/")[0].removesuffix(".py") not in tops:
            continue
        role, match = role_of(source), _VENDORED.match(source)
        layer = match is not None and match[0] not in copied
        if layer and match is not None:
            layer = role_of(source.replace(match[0], "x")) == "source"
        if role in ("example", "configuration") or (role == "vendored" and layer):
            found.add(source)
    wheel = contents.wheel
    package = frozenset(wheel.modules.values()) if wheel.is_certain and wheel.modules else None
    shipped = wheel.modules.values()
    kept = {path: folder for path, folder in kept.items() if path not in shipped}
    return Roles(frozenset(found), package, folders=folders, copies=copies, kept=kept)


def _analyses(tree: Tree) -> frozenset[str]:
    """Return the notebooks in directories of documentation, where nothing makes pages of these."""
    found = [path for path in tree.files if path.endswith(".ipynb") and role_of(path) == "documentation"]
    return frozenset() if found and any(map(_is_of_site, tree.files)) else frozenset(found)


def _is_of_site(path: str) -> bool:
    """Tell whether a file has the settings of a site, or is its first page."""
    name = path.rpartition("/")[2]
    first = name.startswith("index.") and role_of(path) == "documentation"
    return first or _SITE.fullmatch(name) is not None or ".vuepress/" in path or ".vitepress/" in path


def _kept(tree: Tree, folders: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the modules and notebooks of old code, each with what holds it."""
    backups = _backups(tree)
    for path in tree.files:
        if path.endswith((".py", ".ipynb")) and role_of(path) in ("source", "example"):
            folder = kept_in(path, folders, tree.files)
            if folder is None:
                folder = next((one for one in backups if path.startswith(f"{one}/")), None)
            if folder is not None:
                yield path, folder


def _backups(tree: Tree) -> list[str]:
    """Return the directories that are named for a backup of the one beside them: `bk_app` beside `app`."""
    folders: set[str] = set()
    for path in tree.files:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    found = []
    for folder in folders:
        parent, slash, name = folder.rpartition("/")
        match = _BACKUP.fullmatch(name)
        if match and f"{parent}{slash}{match[1] or match[2]}" in folders:
            found.append(folder)
    return sorted(found)


def _licensed(tree: Tree, folders: frozenset[str]) -> Iterator[str]:
    """Yield the files of sub-packages and libraries that hold a licence: code of others, copied with it."""
    tops = {
        folder
        for path in tree.files
        if _LICENCE.fullmatch(path)
        for folder in (path.rpartition("/")[0],)
        for parent in (folder.rpartition("/")[0],)
        if (folder in folders and parent in folders) or _LIBRARIES.fullmatch(parent)
    }
    tops.update(_copies(tree))
    if tops:
        yield from (path for path in tree.files if path.startswith(tuple(f"{top}/" for top in tops)))


def _copies(tree: Tree) -> Iterator[str]:
    """Yield directories that have a licence and a readme of their own, and are no project beside other code.

    At the top of a tree without a licence, it may be the project's own.
    """
    licences = [path for path in tree.files if _LICENCE.fullmatch(f"/{path}")]
    own = {tree.files[path] for path in licences if "/" not in path}
    read = {path.rpartition("/")[0] for path in tree.files if licences and _README.fullmatch(path)}
    found = []
    for path in licences:
        folder = path.rpartition("/")[0]
        if not folder or folder not in read or tree.files[path] in own or not (own or "/" in folder):
            continue
        if folder.rpartition("/")[2].lower() in _DATA or any(f"{folder}/{n}" in tree.files for n in _PROJECT):
            continue
        found.append(folder)
    inside = tuple(f"{folder}/" for folder in found)
    if found and any(path.endswith(".py") and not path.startswith(inside) for path in tree.files):
        yield from found


def _copied(tree: Tree) -> Iterator[str]:
    """Yield the directories of `_VENDORED` that hold the licence or the readme of what was copied."""
    for path in tree.files:
        match = _VENDORED.match(path)
        if match and _COPIED.fullmatch(path, match.end() + 1):
            yield match[0]
    # A layer of the project's own has modules; what others wrote is copied as whole packages.
    layers: dict[str, bool] = {}
    for path in tree.files:
        match = _VENDORED.match(path) if path.endswith(".py") else None
        if match and match[0].endswith("vendor"):
            direct = "/" not in path[match.end() + 1 :]
            filled = direct and (not path.endswith("/__init__.py") or tree.exceeds(path, _EMPTY))
            layers[match[0]] = layers.get(match[0], False) or filled
    yield from (folder for folder, own in layers.items() if not own)
