"""What imports and strings lead to while names are followed: modules, files, commands, plugins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from roadworthy.facts.python import (
    ALL,
    COMMAND,
    COMPOSED,
    IMPORTED,
    IN_CODE,
    MADE,
    NOTED,
    PATTERN,
    PLACE,
    Scope,
)
from roadworthy.facts.tests.makes import made
from roadworthy.facts.tests.places import STARTERS, lists

if TYPE_CHECKING:
    from roadworthy.facts.python import Definition
    from roadworthy.facts.tests.closure import Walk

#: What loads the plugins that are registered as entry points.
_PLUGINS = frozenset(
    "DriverManager EntryPoints ExtensionManager entry_points iter_entry_points load_entry_point"
    " load_setuptools_entrypoints".split()
)
#: What makes objects of what settings name.
_CONFIGURED = frozenset(
    "LightningCLI dictConfig fileConfig get_class get_method get_object hydra instantiate locate".split()
)


def start_named(walk: Walk) -> None:
    """Start the commands, files and modules that strings name, where anything is started."""
    starting = not STARTERS.isdisjoint(walk.names)
    listing = starting and lists(walk.names)
    for text in [text for text in walk.paths if (text, starting, listing) not in walk.tried]:
        if not _is_started(walk, text):
            continue
        walk.tried.add((text, starting, listing))
        for path in walk.places.files(text, starting):
            walk.start(path)
        for path in walk.places.directory(text) if listing and _is_listed(walk, text) else ():
            walk.start(path)
    if starting:
        for word in walk.words.keys() & walk.world.commands.keys():
            # Code that starts no program names none.
            if all(
                path in walk.readers
                or (path in walk.own and STARTERS.isdisjoint(walk.modules[path].mentioned))
                for path in walk.words[word]
            ):
                continue
            dotted(walk, walk.world.commands[word].replace(":", "."), Scope(""))
    if "call_command" in walk.names:
        for word in (walk.words.keys() | walk.paths) & walk.places.commands.keys():
            path = walk.places.commands[word]
            for definition in walk.modules[path].definitions:
                if definition.route == ("Command",):
                    walk.enter(path, definition)
                    walk.member((path, "Command"), ["handle"])
    if walk.by_module or "run_module" in walk.names:
        for path in tuple(walk.named):
            walk.start(path)
            main = path.removesuffix("__init__.py") + "__main__.py"
            if path.endswith("/__init__.py") and main in walk.modules:
                walk.start(main)
    plugins = not _PLUGINS.isdisjoint(walk.names)
    for group, target in walk.world.plugins:
        # The group is unknown of what setup.py or setup.cfg names.
        if plugins or (group and (group in walk.paths or group.partition(".")[0] in walk.names)):
            place(walk, target, Scope(""))
    if not walk.configured and (walk.any_module or not _CONFIGURED.isdisjoint(walk.names)):
        walk.configured = True
        for text in walk.world.configured():
            dotted(walk, text, Scope(""))


def _is_started(walk: Walk, text: str) -> bool:
    """Tell whether a path may be started where it stands: a test that starts nothing only reads the file."""
    return any(path not in walk.readers for path in walk.tellers.get(text, ("",)))


def _is_listed(walk: Walk, text: str) -> bool:
    """Tell whether a test lists a directory: other code hashes or copies what lies there."""
    return any(
        not path or (path in walk.side and walk.is_listing(path)) for path in walk.tellers.get(text, ("",))
    )


def imported(walk: Walk, text: str, scope: Scope) -> None:
    """Load what an import statement loads; with tests, what it takes from helpers may be a test."""
    level, module, name = text.split(":")
    parts = module.split(".") if module else []
    found = None
    for length in range(1 if not int(level) else 0, len(parts) + 1):
        found = walk.lookup.module(scope.path, int(level), ".".join(parts[:length]))
        if found is not None:
            walk.load(found)
    if not name:
        return
    below = walk.lookup.module(scope.path, int(level), ".".join([*parts, name]))
    if below is not None:
        walk.load(below)
    if found is not None and found in walk.side and scope.path in walk.side:
        for definition in walk.modules[found].definitions:
            if not definition.owner and name in ("*", definition.name):
                walk.enter(found, definition)


def place(walk: Walk, text: str, scope: Scope) -> None:
    """Note a string that may be a path, and reach what it names if it is a dotted name."""
    if text == "-m":
        walk.by_module = True
    elif text == "*":
        walk.any_module = True
        top = scope.path.rpartition("/")[0]
        inside = scope.path in walk.own and f"{top}/__init__.py" in walk.modules
        for path in walk.own:
            # Who picks a module by its name means none that is a program.
            if not path.endswith("/__main__.py") and (not inside or path.startswith(f"{top}/")):
                walk.load(path)
                walk.lookup.escaped.add(path)
    elif "/" in text or text.endswith((".py", ".ipynb")):
        walk.paths.add(text)
        walk.tellers.setdefault(text, set()).add(scope.path)
    else:
        walk.paths.add(text)
        dotted(walk, text.replace(":", "."), scope)


def dotted(walk: Walk, text: str, scope: Scope) -> None:
    """Reach what a dotted name in a string means, if it begins with the name of a module here."""
    bare = text.lstrip(".")
    level = len(text) - len(bare)
    names = tuple(bare.rstrip(".").split("."))
    if not all(name.isidentifier() for name in names):
        return
    for length in range(len(names), 0, -1):
        found = walk.lookup.module(scope.path, level, ".".join(names[:length]), anchored=True)
        if found is None:
            continue
        walk.load(found)
        walk.named.add(found)
        meaning = walk.lookup.within(found, names[length:])
        for path, definition in meaning.definitions:
            walk.enter(path, definition)
            if definition.kind == "class":
                walk.member((path, ".".join(definition.route)), meaning.rest)
                if scope.path and scope.path not in walk.side and not meaning.rest:
                    _handed_over(walk, path, definition)
        if bare.endswith(".") and length == len(names):
            # Whatever is put after it: all that lies there may be meant.
            for path in walk.places.package(found.rpartition("/")[0]):
                if path in walk.own:
                    walk.load(path)
                    walk.lookup.escaped.add(path)
        return


def _handed_over(walk: Walk, path: str, definition: Definition) -> None:
    """Reach the methods of a class that only a string names: what takes the name calls them."""
    if definition.name in walk.taken:
        return
    owner = ".".join(definition.route)
    for method in walk.modules[path].definitions:
        if method.owner == owner and not method.name.startswith("_"):
            walk.member((path, owner), [method.name])


#: What follows a sign of its own kind.
_FOLLOWED = {IMPORTED: imported, PLACE: place, MADE: made}


def looked_up(walk: Walk, sign: str, name: str, scope: Scope) -> None:
    """Reach what is imported, or looked up at run time, or may be."""
    if sign in _FOLLOWED:
        _FOLLOWED[sign](walk, name, scope)
        return
    if sign == NOTED:
        if walk.types_make:
            walk.use((name,), scope)
        return
    if sign == COMMAND:
        walk.words.setdefault(name, set()).add(scope.path)
        return
    if sign == IN_CODE:
        walk.names.add(name)
        walk.text(name)
    elif sign == "'":
        walk.names.add(name)
        walk.words.setdefault(name, set()).add(scope.path)
        walk.paths.add(name)
        walk.tellers.setdefault(name, set()).add(scope.path)
        walk.texts.append(name)
    elif sign == PATTERN:
        matching(walk, name)
    elif sign == COMPOSED:
        walk.composed.append(name)
    else:
        walk.by_text = True
        if name:
            walk.lookup.escaped.add(scope.path)
            # What looks names up may take them from the list of what its module exports.
            for known in walk.modules[scope.path].exports or ():
                walk.name(known, [], scope)
        module = walk.modules[scope.path]
        for definition in module.definitions if name == ALL or (name and module.exports_open) else ():
            if not definition.owner:
                walk.enter(scope.path, definition)
    # A string names nothing where no one looks a name up.
    while walk.by_text and walk.texts:
        walk.attribute(walk.texts.pop())
    while walk.by_text and walk.composed:
        matching(walk, walk.composed.pop())


def matching(walk: Walk, pattern: str) -> None:
    """Reach what has a name that begins and ends as a pattern tells."""
    if pattern in walk.patterns:
        return
    walk.patterns.add(pattern)
    if not walk.by_start:
        known = {*walk.classes.method_names(), *walk.lookup.all_named()}
        walk.by_start, walk.by_end = sorted(known), sorted(name[::-1] for name in known)
    start, _, end = pattern.partition(PATTERN)
    if start:
        for name in _beginning(walk.by_start, start):
            if name.endswith(end):
                walk.attribute(name)
    else:
        for name in _beginning(walk.by_end, end[::-1]):
            walk.attribute(name[::-1])


def _beginning(names: Sequence[str], start: str) -> Iterator[str]:
    """Yield those of sorted names that begin with a text."""
    for at in range(bisect_left(names, start), len(names)):
        if not names[at].startswith(start):
            break
        yield names[at]
