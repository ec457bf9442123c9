"""What a deployment runs: the commands of images, Compose services and manifests."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator

from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.ci import CI, Act, Event
from roadworthy.facts.container import ComposeService, Dockerfile, KubernetesObject

#: What a shell reads in the name of a directory, or leads out of the project.
_UNSAFE = re.compile(r"[^\w./-]|\.\.")


def scheduled_acts(ci: CI) -> list[Act]:
    """Return the acts that a schedule of a pipeline leads to."""
    return [act for ran in ci.jobs for act in ran.acts_on(frozenset({Event.SCHEDULE}))]


def container_script(container: dict[str, object], dockerfiles: Iterable[Dockerfile]) -> str:
    """Return what a container of a manifest runs, as a script; the image's own command where it says none."""
    command, arguments = _words(container.get("command")), _words(container.get("args"))
    if command:
        return shlex.join([*command, *arguments])
    own = [file for file in dockerfiles if file.instructions]
    image = str(container.get("image") or "").rpartition("/")[2].partition(":")[0].partition("@")[0]
    near = [file for file in own if image and image.lower() in file.path.lower()]
    file = (near or own)[0] if len(near) == 1 or len(own) == 1 else None
    return image_script(file, arguments) if file is not None else shlex.join(arguments)


def _words(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [str(item) for item in items]


def image_script(dockerfile: Dockerfile, arguments: Iterable[str] = ()) -> str:
    """Return what a container of an image runs: its entry point with its command, or other arguments."""
    last = {item.keyword: item for item in dockerfile.final if item.keyword in ("CMD", "ENTRYPOINT")}
    texts = []
    for keyword in ("ENTRYPOINT", "CMD"):
        if keyword == "CMD" and (given := list(arguments)):
            texts.append(shlex.join(given))
        elif item := last.get(keyword):
            texts.append(shlex.join(item.json) if item.json else item.arguments)
    return " ".join(texts)


def deployed_scripts(
    dockerfiles: Iterable[Dockerfile],
    services: Iterable[ComposeService],
    objects: Iterable[KubernetesObject],
) -> Iterator[tuple[str, Location, str, bool]]:
    """Yield each command that a deployment runs: script, place, what runs it, and whether by a schedule."""
    dockerfiles = tuple(dockerfiles)
    for file in dockerfiles:
        if script := image_script(file):
            starts = [item for item in file.final if item.keyword in ("CMD", "ENTRYPOINT")]
            for one in _from(file.path.rpartition("/")[0], script):
                yield one, file.at(starts[-1]), f"the image of `{file.path}`", False
    for service in services:
        for one in _from(_context(service), service.words) if service.words else ():
            yield one, service.at("command"), f"the service `{service.name}`", False
    for item in objects:
        for route, container in item.containers():
            script = container_script(container, dockerfiles)
            if script:
                what = f"the {item.kind} `{item.name}`"
                yield script, item.at(*route), what, item.kind == "CronJob"


def _from(directory: str, script: str) -> tuple[str, ...]:
    """Return a script as it runs at the root, and in the directory that an image is built from.

    A file that a script starts is where one of the two finds it: what else it says is the same.
    """
    plain = directory and directory.strip("./") and not _UNSAFE.search(directory)
    return (script, f"cd {directory}\n{script}") if plain else (script,)


def _context(service: ComposeService) -> str:
    """Return the directory that a service is built from, relative to the project's root."""
    build = service.data.get("build")
    context = build.get("context") if isinstance(build, dict) else build
    above = service.file.rpartition("/")[0]
    return posixpath.normpath(posixpath.join(above, context)) if isinstance(context, str) else ""
