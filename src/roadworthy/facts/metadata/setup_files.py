"""The fact `SetupFiles`: what setup.py and setup.cfg state as literals, read once; neither is ever run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.metadata.setup_cfg import read_setup_config
from roadworthy.facts.metadata.setup_option import SetupOption
from roadworthy.facts.metadata.setup_py import SetupScript, read_setup_script
from roadworthy.tree.tree import Tree

#: The options of setuptools that are fields of `[project]`, by the names of these.
_FIELDS = {
    "name": "name",
    "version": "version",
    "description": "description",
    "summary": "description",
    "long_description": "readme",
    "license": "license",
    "license_expression": "license",
    "license_files": "license-files",
    "license_file": "license-files",
    "python_requires": "requires-python",
    "author": "authors",
    "author_email": "authors",
    "maintainer": "maintainers",
    "maintainer_email": "maintainers",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "classifier": "classifiers",
    "url": "urls",
    "home_page": "urls",
    "project_urls": "urls",
    "download_url": "urls",
    "install_requires": "dependencies",
    "extras_require": "optional-dependencies",
    "entry_points": "entry-points",
}
#: Arguments of `setup` by which another tool reads setup.cfg, in a form of its own.
_TRANSLATORS = frozenset(("pbr", "d2to1"))


@dataclass(frozen=True, slots=True)
class Declared:
    """One field by its name in `[project]`, its value as plain data, and the place of the value."""

    field: str
    value: Any
    at: Location


@dataclass(frozen=True, slots=True)
class PackageSearch:
    """The directories that packages are looked for in, and the files of the modules that are named.

    `finds` is what setup.cfg says of packages where it has them found (`find:`, `find_namespace:`), else
    empty; `narrowed` tells whether it then says which, or where.
    """

    bases: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    finds: str = ""
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class SetupFiles:
    """What both files state.

    `options` are all, those of setup.cfg first. `values` are those that are fields of `[project]`, and
    `dynamic` the fields that are computed, or read from elsewhere. `complete` is false where anything else
    may be given unseen. `found` tells whether one of them describes a distribution.
    """

    options: tuple[SetupOption, ...] = field(default=(), repr=False)
    values: tuple[Declared, ...] = ()
    dynamic: frozenset[str] = frozenset()
    complete: bool = True
    found: bool = False
    search: PackageSearch = PackageSearch()

    def __len__(self) -> int:
        return len(self.options)

    @property
    def name(self) -> str:
        """The distribution's name, empty where none is stated; what setup.py says last holds."""
        names = [option.value for option in self.options if option.name == "name"]
        return next((name for name in reversed(names) if isinstance(name, str)), "")


@fact
def setup_files(tree: Tree) -> SetupFiles:
    """Read both files; of one that cannot be read nothing is known, and it is reported elsewhere."""
    try:
        script = read_setup_script(tree)
    except Unreadable:
        script = SetupScript((), (), 0, False)
    configured = read_setup_config(tree)
    called = script.options if script else ()
    values: list[Declared] = []
    dynamic: set[str] = set()
    # Which of two calls is made cannot be known.
    one = script is None or script.calls == 1
    _declare(called if one else (), values, dynamic)
    # What setup.py states holds, setup.cfg fills in the rest, as in setuptools.
    stated = {declared.field for declared in values} | dynamic
    _declare((o for o in configured if _FIELDS.get(o.name) not in stated), values, dynamic)
    translated = any(option.name in _TRANSLATORS for option in called)
    if translated:
        dynamic.update(("dependencies", "optional-dependencies", "entry-points", "version"))
    return SetupFiles(
        (*configured, *called),
        tuple(values),
        frozenset(dynamic),
        script is None or (one and script.complete and not translated),
        # An empty one was only begun: it builds nothing.
        tree.files.get("setup.py", 0) > 0 or bool(values and configured),
        _search(configured, script),
    )


def _declare(options: Iterable[SetupOption], values: list[Declared], dynamic: set[str]) -> None:
    """Add the fields of `[project]` that options state."""
    for option in options:
        if (field := _FIELDS.get(option.name)) is None:
            continue
        if option.dynamic:
            dynamic.add(field)
        elif option.value is not None:
            values.append(Declared(field, option.value, option.at))


def _search(configured: tuple[SetupOption, ...], script: SetupScript | None) -> PackageSearch:
    given = {option.name: option.value for option in configured}
    finds = given.get("packages")
    narrowed = any(name in given for name in ("find.where", "find.include", "find.exclude"))
    where: Any = given.get("find.where")
    root: Any = dict(_directories(given.get("package_dir"))).get("")
    modules = given.get("py_modules")
    for option in script.options if script else ():
        match option:
            case SetupOption("package_dir", dict(directories)):
                root = directories.get("")
            case SetupOption("py_modules", list() | tuple()):
                modules = option.value
    for base in script.where if script else ():
        where = base
    prefix = f"{root.strip('./')}/" if isinstance(root, str) and root.strip("./") else ""
    return PackageSearch(
        tuple(base for base in (where, root) if isinstance(base, str)),
        tuple(f"{prefix}{name}.py" for name in modules or () if isinstance(name, str)),
        finds if finds in ("find:", "find_namespace:") else "",
        narrowed,
    )


def _directories(text: Any) -> Iterator[tuple[str, str]]:
    """Yield packages and directories of setup.cfg's `package_dir`."""
    for line in text.replace(",", "\n").splitlines() if isinstance(text, str) else ():
        package, found, directory = line.partition("=")
        if found:
            yield package.strip(), directory.strip()
