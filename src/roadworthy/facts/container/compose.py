"""The fact `ComposeService`: the services of Compose files, by the Compose specification."""

from __future__ import annotations

import posixpath
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

_COMPOSE = re.compile(r"(?s)(.*/)?(docker-)?compose([._-][^/]+)?\.ya?ml")
#: A name that may be of a Compose file, where its services say what they run: `docker-ci.yml`, `local.yml`.
_MAYBE = re.compile(
    r"(?is)(?:.*/)?(?:[^./][^/]*[._-])?(?:dev|docker|local|prod(?:uction)?|stack|staging|test)"
    r"(?:[._-][^/]+)?\.ya?ml"
)
#: Bytes of such a file, and how many of them are read.
_SIZE = 50_000
_FILES = 20
_DEVELOPMENT = re.compile(
    r"(?i)(^|[._/-])(ci|debug|dev|develop|development|local|override|tests?|testing)([._/-]|$)"
)


@dataclass(frozen=True, slots=True)
class ComposeService:
    """One service: its name, what it says, and whether its file is for development, by the file's name.

    `shared` is what builds its image where another service of the file does.
    """

    file: str
    name: str
    data: dict[str, Any] = field(repr=False)
    for_development: bool = False
    shared: object = field(default=None, repr=False)

    def at(self, *route: str | int) -> Location:
        """Return the location of a route within the service."""
        return Location(self.file, ("services", self.name, *route))

    @property
    def is_built(self) -> bool:
        """Whether its image is built from the project, by itself or by another service of the file."""
        return bool(self._build)

    @property
    def _build(self) -> object:
        return self.data.get("build") or self.shared

    @property
    def dockerfile(self) -> str:
        """The path of the Dockerfile that it is built from; empty where it is not."""
        build = self._build
        given = build if isinstance(build, dict) else {"context": build} if build else None
        if given is None:
            return ""
        context = posixpath.join(posixpath.dirname(self.file), str(given.get("context") or "."))
        return posixpath.normpath(posixpath.join(context, str(given.get("dockerfile") or "Dockerfile")))

    @property
    def words(self) -> str:
        """Its own command as a script; empty where the image's runs."""
        parts = [self.data.get("entrypoint"), self.data.get("command")]
        texts = [" ".join(map(str, part)) if isinstance(part, list) else part for part in parts]
        return " ".join(text for text in texts if isinstance(text, str))

    def environment(self) -> list[tuple[str, str, Location]]:
        """Return the variables that are set to a value: name, value and place."""
        given = self.data.get("environment")
        if isinstance(given, dict):
            return [
                (str(name), str(value), self.at("environment", name))
                for name, value in given.items()
                if isinstance(value, (str, int, float))
            ]
        pairs = enumerate(given) if isinstance(given, list) else ()
        return [
            (*item.partition("=")[::2], self.at("environment", index))
            for index, item in pairs
            if isinstance(item, str) and "=" in item
        ]


@fact
def compose_services(tree: Tree) -> tuple[ComposeService, ...]:
    """Read the services of all Compose files; broken ones are left out."""
    found: list[ComposeService] = []
    maybe = [path for path in tree.files if _MAYBE.fullmatch(path) and not tree.exceeds(path, _SIZE)]
    for path in tree.files:
        named = _COMPOSE.fullmatch(path) is not None
        if not named and path not in maybe[:_FILES]:
            continue
        try:
            data = load_yaml(tree, path)
        except Blocked:
            continue
        services = data.get("services") if isinstance(data, dict) else None
        if not isinstance(services, dict):
            continue
        held = [(str(name), service) for name, service in services.items() if isinstance(service, dict)]
        builds = {str(one["image"]): one["build"] for _, one in held if one.get("image") and one.get("build")}
        for name, service in held:
            if named or "image" in service or "build" in service:
                shared = builds.get(str(service.get("image")))
                develops = bool(_DEVELOPMENT.search(path))
                found.append(ComposeService(path, name, service, develops, shared))
    return tuple(found)
