"""Which of the modules in the tree an import means, judged by paths alone."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from roadworthy.data.standard_library import is_standard
from roadworthy.facts.python.summary import Import

#: How the names begin by which Ansible imports the modules of a collection: two more parts name it.
_COLLECTIONS = "ansible_collections/"


def tails_of(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the paths of modules by the last part of the module's name."""
    found: dict[str, list[str]] = {}
    for path in paths:
        dotted = path.removesuffix(".py").removesuffix("/__init__")
        found.setdefault(dotted.rpartition("/")[2], []).append(path)
    return found


def resolved(
    source: str, item: Import, modules: Container[str], tails: Mapping[str, list[str]]
) -> str | None:
    """Return the path of the module that an import in the module at `source` is from, if it is one of these.

    `tails` gives the paths by the last part of the module's name.
    """
    below = item.module.replace(".", "/")
    if item.level:
        inside = source.removesuffix(".py").removesuffix("/__init__").split("/")
        target = item.target(inside, is_package=source.endswith("/__init__.py"))
        return _file("/".join(target), modules)
    return absolute(source, below, modules, tails)


def absolute(
    source: str,
    below: str,
    modules: Container[str],
    tails: Mapping[str, list[str]],
    anchored: bool = False,
) -> str | None:
    """Return the path of the module `below` (`a/b` for `a.b`), as seen from the module at `source`.

    A module of that name beside `source` comes first, then one below a directory that holds `source`, as the
    services of a repository may each have a `src`, then the one nearest to the root. What lies within a
    package is imported through it, unless nothing else has the name (and `anchored` does not forbid that).
    """
    if below.startswith(_COLLECTIONS):
        # Ansible imports a collection from its checkout by a name that only galaxy.yml has.
        below = below.split("/", 3)[-1]
    last = below.rpartition("/")[2]
    stems = (path.removesuffix(".py").removesuffix("/__init__") for path in tails.get(last, ()))
    options = [stem for stem in stems if stem == below or stem.endswith(f"/{below}")]
    if not options:
        return None
    here = source.rpartition("/")[0]

    def rank(stem: str) -> tuple[bool, bool, bool, int, str]:
        base = stem[: -len(below)].rstrip("/")
        inside = bool(base) and f"{base}/__init__.py" in modules
        apart = bool(base) and not f"{here}/".startswith(f"{base}/")
        return inside, base != here, apart, base.count("/") + bool(base), stem

    best = min(options, key=rank)
    if rank(best)[0] and (anchored or is_standard(below.partition("/")[0])):
        return None
    return _file(best, modules)


def _file(stem: str, modules: Container[str]) -> str | None:
    for path in (f"{stem}.py", f"{stem}/__init__.py"):
        if path in modules:
            return path
    return None
