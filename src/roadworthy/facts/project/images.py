"""The fact `ImageUses`: which images a project deploys, publishes or serves from, and how that is known."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.ci import CI, Act, RanJob, Verb
from roadworthy.facts.container import (
    Charts,
    ComposeService,
    Dockerfile,
    KubernetesObject,
    is_published_elsewhere,
)
from roadworthy.facts.project.purpose import Purpose
from roadworthy.facts.project.readme import space_of, spaces_below
from roadworthy.facts.project.serving import serves
from roadworthy.tree.tree import Tree

#: Directories and names of images that serve no one: lessons, examples, and those for notebooks, training and
#: measurements.
_INSIDE = re.compile(
    r"(?i)(?:^|[/._-])(?:bench(?:mark)?s?|generator|jupyter|load-?test(?:s|er)?|migrat(?:e|ions?)|mocks?|notebooks?"
    r"|(?:fake|stub)[-_](?:api|backend|server|service)s?"
    r"|(?:re)?train(?:ing|er)?|seed(?:er)?|simulat(?:or|ion)|contrib|examples?|demos?"
    r"|class-demos?|labs?|lessons?|exercises?|tutorials?|workshops?|homeworks?|assignments?"
    r"|(?:lab|lesson|week|day|chapter|module|exercise|homework)[-_ ]?\d+)(?=[/._-]|$)"
)
#: Objects that keep a container running: a Job ends by itself.
_LASTING = frozenset("DaemonSet Deployment Pod ReplicaSet Rollout StatefulSet".split())
_ASIDE = re.compile(
    r"(?i)(?:^|/)(?:dev|demos?|docs?|examples?|kind|local|minikube|samples?|tests?|testdata)(?:[/_.-]|$)"
)
#: Tools that build the Dockerfile of a directory, and run it.
_FROM_SOURCE = frozenset("fly flyctl gcloud heroku railway".split())
#: Where a pipeline pushes a Space to.
_SPACES = "huggingface.co/spaces/"
#: Where a platform runs the project by a file of its own, an image is for those who try it.
#: Tools for tests, which an image may start as a server of their own.
_TOOLS = frozenset("k6 locust pytest tox".split())
_PLATFORMS = ("Procfile", "app.yaml", "manifest.yml", "manifest.yaml")
_OWN_PLATFORMS = ("fly.toml", "heroku.yml", "render.yaml")
_FILE = ("-f", "--file", "--dockerfile")
_SHIPPING = (Verb.PUSHES_IMAGE, Verb.DEPLOYS)


@dataclass(frozen=True, slots=True)
class ImageUse:
    """How it is known that an image is deployed, published or served from: in words, and where."""

    told: str
    at: Location
    #: Whether the platform that runs it does so as a user of its own.
    unprivileged: bool = False


@dataclass(frozen=True, slots=True)
class ImageUses:
    """The images that others reach or get, by the paths of their Dockerfiles.

    An image that is not among them is for development, for a lesson, a tool or a job that ends; or nothing in
    the project shows that it is more.
    """

    files: Mapping[str, ImageUse] = field(default_factory=dict)

    def of(self, dockerfile: Dockerfile) -> ImageUse | None:
        """Return how an image is used; None where nothing shows that it is."""
        return self.files.get(dockerfile.path)


def is_aside(path: str) -> bool:
    """Tell whether an image serves no one, by the path of its Dockerfile."""
    return _INSIDE.search(path) is not None


@fact
def image_uses(
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    ci: CI,
    purpose: Purpose,
    tree: Tree,
) -> ImageUses:
    """Join Dockerfiles with manifests, Compose files, pipelines and platforms, and read their commands."""
    files = {
        file.path: file
        for file in dockerfiles
        if file.instructions
        and not file.for_development
        and not is_aside(file.path)
        and _TOOLS.isdisjoint(word.rpartition("/")[2] for word in file.started[:1])
    }
    if not files or purpose.name == "lesson":
        return ImageUses()
    found, local = dict[str, ImageUse](), set[str]()
    for path, use in (
        *_on_platforms(files, tree),
        *_on_spaces(files, ci, tree),
        *_in_manifests(files, (*objects, *charts.objects), alone=len(files) == 1 and _is_alone(tree)),
        *_in_pipelines(files, ci),
        *_in_compose(files, services, local),
    ):
        found.setdefault(path, use)
    if not any(name in tree.files for name in _PLATFORMS):
        space = bool(spaces_below(tree))
        for path, file in files.items():
            served = serves(file, tree) if path not in found and path not in local else None
            if served is not None:
                found[path] = ImageUse(*served, unprivileged=space)
    return ImageUses(found)


def _in_manifests(
    files: Mapping[str, Dockerfile], objects: Iterable[KubernetesObject], alone: bool
) -> Iterator[tuple[str, ImageUse]]:
    """Yield the images that manifests run: known by their names, or where there is one Dockerfile `alone`."""
    for item in objects:
        if item.kind not in _LASTING or _ASIDE.search(item.file):
            continue
        for route, container in item.containers():
            full = str(container.get("image") or "")
            image = full.partition("@")[0].rpartition("/")[2].partition(":")[0]
            for path in files:
                if (alone and not is_published_elsewhere(full)) or (image and image.lower() in path.lower()):
                    # A chart may make the name of what it is given.
                    named = f"`{item.name}`" if "$" not in item.name else f"in `{item.file}`"
                    yield path, ImageUse(f"the {item.kind} {named} runs the image", item.at(*route))


def _is_alone(tree: Tree) -> bool:
    """Tell whether no project below this one has a Dockerfile, too."""
    return not any(tree.exists(f"{item.path.rstrip('/')}/Dockerfile") for item in tree.skipped)


def _in_pipelines(files: Mapping[str, Dockerfile], ci: CI) -> Iterator[tuple[str, ImageUse]]:
    """Yield the images that a pipeline builds which pushes or deploys images."""
    shipping: dict[str, Act] = {}
    for ran, act in ci.each(*_SHIPPING):
        shipping.setdefault(ran.pipeline.file, act)
        if act.verb is Verb.DEPLOYS and act.tool in _FROM_SOURCE and "Dockerfile" in files:
            yield "Dockerfile", ImageUse(f"`{act.tool}` deploys the image", act.at)
    for ran, act in ci.each(Verb.BUILDS_IMAGE):
        shipped = shipping.get(ran.pipeline.file)
        if shipped is None:
            continue
        does = "deploys" if shipped.verb is Verb.DEPLOYS else "pushes"
        for path in _built(ran, act, files):
            if not _is_command(files[path]):
                yield path, ImageUse(f"a pipeline {does} the image", shipped.at)


def _built(ran: RanJob, act: Act, files: Mapping[str, Dockerfile]) -> list[str]:
    """Return which of the Dockerfiles an act builds."""
    step = ran.step_of(act)
    given = {key.lower(): value for key, value in (step.inputs if step is not None else {}).items()}
    words = list(act.words)
    plain = [word for word in words[1:] if not word.startswith("-")]
    context = given.get("context") or given.get("buildcontext") or (plain[-1] if plain else "")
    file = given.get("file") or given.get("dockerfile") or ""
    for before, word in pairwise(words):
        if before in _FILE:
            file = word
    file = next(
        (word.partition("=")[2] for word in words if word.partition("=")[0] in _FILE and "=" in word), file
    )
    if len(files) == 1 or "$" in file or (not file and "$" in context):
        return list(files)
    directory = step.directory if step is not None else ""
    names = {_joined(directory, file)} if file else {_joined(directory, context, "Dockerfile")}
    return [path for path in files if path in names]


def _joined(*parts: str) -> str:
    return posixpath.normpath(posixpath.join("", *(part.lstrip("/") for part in parts if part)))


def _is_command(file: Dockerfile) -> bool:
    """Tell whether an image is used like a command that ends: an entry point that takes arguments."""
    last = {item.keyword: item for item in file.final}
    arguments = last["CMD"].json or () if "CMD" in last else ()
    bare = "CMD" not in last or bool(arguments and arguments[0].startswith("-"))
    return "ENTRYPOINT" in last and bare and "EXPOSE" not in last


def _in_compose(
    files: Mapping[str, Dockerfile], services: Iterable[ComposeService], local: set[str]
) -> Iterator[tuple[str, ImageUse]]:
    """Yield the images that Compose keeps running; those of a checkout, or of a user, are `local`."""
    for service in services:
        path = service.dockerfile
        if path not in files:
            continue
        restart = str(service.data.get("restart") or "")
        user = str(service.data.get("user") or "root").partition(":")[0]
        local_code = _mounts_code(service, path) and not _is_replicated(service)
        if service.for_development or local_code or user not in ("root", "0"):
            local.add(path)
        elif restart in ("always", "unless-stopped") or service.data.get("deploy"):
            yield path, ImageUse(f"the service `{service.name}` runs the image", service.at("build"))


def _is_replicated(service: ComposeService) -> bool:
    """Tell whether Compose starts several containers of a service: it is not for development then."""
    deploy = service.data.get("deploy")
    count = deploy.get("replicas") if isinstance(deploy, dict) else None
    return isinstance(count, int) and count > 1


def _mounts_code(service: ComposeService, dockerfile: str) -> bool:
    """Tell whether a service runs the code of a checkout in place of the image's, of its Dockerfile's."""
    volumes = service.data.get("volumes")
    sources = (
        [str(item).partition(":")[0] for item in volumes if isinstance(item, str)]
        if isinstance(volumes, list)
        else []
    )
    own, base = posixpath.dirname(dockerfile), posixpath.dirname(service.file)
    return any(
        source in (".", "./", "..", "./src", "./app", "./backend")
        or (own and source.startswith(".") and posixpath.normpath(posixpath.join(base, source)) == own)
        for source in sources
    )


def _on_platforms(files: Mapping[str, Dockerfile], tree: Tree) -> Iterator[tuple[str, ImageUse]]:
    if (space := space_of(tree)) and "Dockerfile" in files:
        yield "Dockerfile", ImageUse("a Space runs the image", Location(space), unprivileged=True)
    for name in _OWN_PLATFORMS:
        if name in tree.files and "Dockerfile" in files:
            yield "Dockerfile", ImageUse(f"`{name}` deploys the image", Location(name))


def _on_spaces(files: Mapping[str, Dockerfile], ci: CI, tree: Tree) -> Iterator[tuple[str, ImageUse]]:
    """Yield the images that a pipeline pushes to Spaces of Hugging Face."""
    for ran in ci.jobs:
        for step in ran.job.steps:
            if _SPACES in step.script and "sdk: docker" in step.script:
                text = tree.text(ran.pipeline.file, strict=False)
                for path in (path for path in files if len(files) == 1 or path.rpartition("/")[2] in text):
                    yield path, ImageUse("a Space runs the image", step.at, unprivileged=True)
