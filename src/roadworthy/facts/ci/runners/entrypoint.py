"""Scripts that an image starts with what its container is told to run: `ENTRYPOINT ["/entrypoint.sh"]`."""

from __future__ import annotations

import shlex
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.images import compose_services, read_dockerfile
from roadworthy.facts.ci.runners.recipe import Line, Recipe, inside, line_at
from roadworthy.facts.ci.runners.scripts import project_script
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.tree import Tree

#: Bytes of an entry point that is read.
_SIZE = 100_000
#: How often a service may extend another.
_DEPTH = 5
_LABEL = re.compile(r"^[ \t]*+\(?([\w\"'|.-]++)\)", re.MULTILINE)
_SHIFT = re.compile(r"\bshift\b|\{@:2\}")
_ALL = re.compile(r'"?\$(?:[@*]|\{[@*](?::2)?\})"?')


def service_entry(tree: Tree, words: Words, cwd: str, service: str) -> Words:
    """Return the entry point of a service of a Compose file; nothing where it has none."""
    services = compose_services(tree, words, cwd)[0]
    for _ in range(_DEPTH):
        path, table = services.get(service, ("", {}))
        given, build = table.get("entrypoint"), table.get("build")
        if given is not None:
            return tuple(map(str, given)) if isinstance(given, list) else tuple(str(given).split())
        if build is None and (image := table.get("image")) is not None:
            # Another service may build the image that this one has.
            path, build = next(
                (
                    (file, one["build"])
                    for file, one in services.values()
                    if one.get("image") == image and one.get("build") is not None
                ),
                ("", None),
            )
        if build is not None:
            options: dict[str, Any] = build if isinstance(build, dict) else {"context": build}
            place = inside(path.rpartition("/")[0], str(options.get("context") or "."))
            return image_entry(tree, inside(place, str(options.get("dockerfile") or "Dockerfile")))
        extended = table.get("extends")
        service = str(extended.get("service") if isinstance(extended, dict) else extended)
    return ()


def image_entry(tree: Tree, dockerfile: str) -> Words:
    """Return the entry point of an image; nothing where it has none."""
    found = read_dockerfile(tree, dockerfile)
    if isinstance(found, str):
        return ()
    last = [one for one in found.instructions if one.keyword == "ENTRYPOINT"][-1:]
    return next((one.json or tuple(one.arguments.split()) for one in last), ())


def entry_recipe_of(tree: Tree, entry: Words, command: Words) -> Recipe | None:
    """Return what an entry point runs for a command; None where it is no script that decides that.

    A script of the project may have a branch for the first word: `test) shift; exec pytest "$@" ;;`.
    """
    path = next((found for word in entry if (found := project_script(tree, word, ""))), None)
    if path is None or tree.files[path] > _SIZE:
        return None
    try:
        text = tree.text(path, _SIZE, strict=False)
    except Blocked:
        return None
    shifts = bool(_SHIFT.search(text.partition(";;")[0].partition("case ")[0]))
    for part in text.split(";;"):
        label = _LABEL.search(part)
        if label is None or command[0] not in [one.strip("\"'") for one in label[1].split("|")]:
            continue
        body = part[label.end() :]
        given = shlex.join(command[1:] if shifts or _SHIFT.search(body) else command)
        line = text.count("\n", 0, text.index(part) + label.end()) + 1
        return Recipe((Line(line_at(path, line), given.join(_ALL.split(body)), directory=""),))
    return None
