"""Which images of the project are deployed, and whether their tags are versions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from roadworthy import Blocked, Location, Span, Verb, is_published_elsewhere, is_run, path_words, role_of

if TYPE_CHECKING:
    from roadworthy import CI, ComposeService, KubernetesObject, Step, Tree

#: Tags that stand for another image tomorrow.
_MOVING = re.compile(
    r"(?i)(|(?:\w+[.-])?latest(?:[.-]\w+)?|main|master|dev|develop|staging|prod|production|stable|edge|test|local)"
)
#: What a variable that names a version is called.
_VERSION = re.compile(
    r"(?i)sha|commit|version|tag|build|run_?(number|id)|ref_name|revision|describe|release|date"
)
#: A variable with the name of a branch, which each commit moves.
_BRANCH = re.compile(r"(?i)\$(?:\{\{?)?[\w.]{0,60}branch\w{0,30}(?:\}\}?)?")
_DIGIT = re.compile(r"\d")
_TERRAFORM = re.compile(r'^[ \t]*(?:container_)?image(?:_uri)?[ \t]*=[ \t]*"([^"\n]{1,300})"', re.MULTILINE)
#: Values of Terraform that are written down, the defaults of its variables, and where both are used.
_LOCALS = re.compile(r"(?m)^locals[ \t]*\{([^{}]{0,4000})")
_VALUE = re.compile(r'(?m)^[ \t]*(\w{1,80})[ \t]*=[ \t]*"([^"\n$]{1,200})"')
_DEFAULT = re.compile(
    r'(?m)^variable[ \t]+"?(\w{1,80})"?[ \t]*\{[^{}]{0,1000}?^[ \t]*default[ \t]*=[ \t]*"([^"\n]{1,200})"'
)
_LOCAL = re.compile(r"\$\{local\.(\w{1,80})\}")
_INPUT = re.compile(r"\$\{var\.(\w{1,80})\}")
#: A registry that Terraform makes, as the beginning of an image.
_REGISTRY = re.compile(r"\$\{[\w.]{0,80}(?:repository_url|registry\w{0,20}\.login_server)\b")
_TAG_SET = re.compile(r"(?:image\.tag|imageTag|image_tag|TAG)=([^\s,'\"]*+)")
_EXPRESSION = re.compile(r"\$\{\{[^}{$]*+\}\}")
_VARIABLE = re.compile(r"\$\{\{?[^}{$]*+\}\}?")
#: What a line of a script puts into a variable, as it is written.
_PUT = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?(\w+)=[\"']?((?:\$\{\{|[^\s\"'$])[^\s\"']*)")
#: A tag that a script puts after the name of an image, and what hands values on to later steps.
_TAGGED = re.compile(r"[\w}\])]:([\w.-]{0,60}\$\{?\w+[^\s\"'),]{0,60})")
_HANDS_ON = re.compile(r"GITHUB_OUTPUT|::set-output")
_OUTPUT = re.compile(r"\$\{\{steps\.([\w-]+)\.outputs\.([\w-]+)\}\}")
_META = re.compile(r"type=(sha|semver|pep440|raw,value=\$|ref,event=tag)")
#: Images that others are built from; one of them runs code that it is given, and is no release of it.
_BASE = re.compile(
    r"(?:amazonlinux|continuumio/\w+|debian|eclipse-temurin|golang|mambaorg/\w+|node|openjdk|python|ubuntu"
    r"|ghcr\.io/astral-sh/uv)(?::[\w.-]*)?"
)
_LASTING = frozenset(
    "ClusterServingRuntime CronJob DaemonSet Deployment Job ReplicaSet Rollout Service ServingRuntime"
    " StatefulSet".split()
)
_MAKEFILE = "Makefile"
_PUSHES = re.compile(r"(?m)^\t[@-]{0,2}[ \t]{0,9}docker push[ \t]+[\"']?([^\s\"'#;&|-][^\s\"'#;&|]{0,300})")
_MAKE_VARIABLE = re.compile(r"\$\(([\w.-]{1,80})\)")
#: The same in scripts of the shell: a push, a function with its parameter, and values as they are written.
_SCRIPT_PUSHES = re.compile(
    r"(?m)^[ \t]{0,40}(?:sudo[ \t]+)?docker push[ \t]+[\"']?([^\s\"'#;&|-][^\s\"'#;&|]{0,300})"
)
_FUNCTION = re.compile(r"(?m)^(?:function[ \t]+)?([\w-]{1,60})[ \t]*\(\)[ \t]*\{")
_CALLED = re.compile(r"(?m)^[ \t]{0,40}([\w-]{1,60})[ \t]{1,9}[\"']?([^\s\"'#;&|()]{1,300})")
_LITERAL = re.compile(r"(?m)^[ \t]{0,20}(?:export[ \t]+)?(\w{1,60})=[\"']?([\w./-]{1,200})[\"']?[ \t]*$")
_BARE = re.compile(r"\$\{?(\w{1,60})\}?")
_BY_DEFAULT = re.compile(r"(?m)\b(\w{1,60})=[^\n]{0,100}\blatest\b")
_SCRIPTS = 40
#: Files of Cloud Build, what stands between their words, and images that only build others.
_CLOUD_BUILD = re.compile(r"cloudbuild(?:[.-][\w.-]{1,60})?\.ya?ml")
_BETWEEN = re.compile(r"[\s'\",\[\]]+")
_BUILDERS = re.compile(r"/(?:cloud-builders|google\.com|kaniko-project|k8s-skaffold)/")
#: Words in the names of images that train a model.
_TRAINS = frozenset("retrain train trainer training".split())
_SIZE = 200_000
_State = Literal["fixed", "floating", "unknown"]


@dataclass(frozen=True, slots=True)
class Released:
    """An image of the project that is pushed or deployed, where, and whether its tag is a version."""

    name: str
    at: Location
    state: _State
    by_pipeline: bool = False


def released(
    ci: CI, services: Iterable[ComposeService], objects: Iterable[KubernetesObject], tree: Tree
) -> Iterator[Released]:
    """Yield the images of the project that pipelines, manifests, Compose files and Terraform name."""
    for ran, act in ci.each(Verb.PUSHES_IMAGE, Verb.DEPLOYS):
        texts = act.detail if act.verb is Verb.PUSHES_IMAGE else " ".join(_images_in(act.words))
        if act.verb is Verb.DEPLOYS and (told := _TAG_SET.search(" ".join(act.words))):
            yield Released(" ".join(act.words)[:80], act.at, state_of(f"image:{told[1]}"), by_pipeline=True)
        for text in re.split(r"[\s,]+", _EXPRESSION.sub(_closed, texts)):
            if "steps." in text and "tags" in text:
                fixed = any(_META.search(str(other.inputs)) for other in ran.job.steps)
                fixed = fixed or _is_tagged(text, ran.job.steps)
                yield Released(text, act.at, "fixed" if fixed else "unknown", by_pipeline=True)
            elif text and text != "compose" and not is_other(text):
                state = state_of(text)
                given = _given(text, ran.job.steps) if state == "unknown" else ""
                yield Released(text, act.at, state_of(given) if given else state, by_pipeline=True)
    services = tuple(services)
    replaced, built = _replaced(objects), _built(ci, services)
    for item in objects:
        for route, container in item.containers() if item.kind in _LASTING else ():
            image = container.get("image")
            if not isinstance(image, str) or not image or is_other(image):
                continue
            if built and "$" not in image and _base(image) not in built:
                continue
            state = "fixed" if image.partition(":")[0] in replaced else state_of(image)
            yield Released(image, item.at(*route, "image"), state)
    building = {one.file for one in services if one.is_built}
    for service in services:
        image = service.data.get("image")
        # An image that Compose builds itself is released where a pipeline pushes it.
        if not isinstance(image, str) or service.is_built or service.for_development:
            continue
        # A bare name is what `docker build -t` gives on the same machine: no registry has it. `latest` is
        # the tag that it has anyhow.
        if not set("/:@$") & set(image.removesuffix(":latest")):
            continue
        # Beside services that the same file builds, it is a store or a tool of others.
        if service.file in building and "$" not in image and _base(image) not in built:
            continue
        if not is_other(image) and (not built or "$" in image or _base(image) in built):
            yield Released(image, service.at("image"), state_of(image))
    yield from _of_terraform(tree)
    yield from _of_cloud_build(tree)


def by_hand(tree: Tree) -> Iterator[Released]:
    """Yield the images that targets of the Makefile at the root or scripts push, which a person starts."""
    scripts = [path for path in sorted(tree.files) if path.endswith(".sh") and is_run(path, role_of(path))]
    for path in (_MAKEFILE, *scripts[:_SCRIPTS]):
        if path not in tree.files or tree.exceeds(path, _SIZE):
            continue
        try:
            lines = tree.lines(path, strict=False)
        except Blocked:
            continue
        for start, name in _pushed(lines.text) if path == _MAKEFILE else _pushed_by_script(lines.text):
            if not is_other(name):
                line, _ = lines.position(start)
                yield Released(name, Location(path, (), Span(line, 1, line, 1)), state_of(name))


def _pushed(text: str) -> Iterator[tuple[int, str]]:
    """Yield the images that targets of a Makefile push, each with its place."""
    for found in _PUSHES.finditer(text):
        yield found.start(1), _MAKE_VARIABLE.sub(r"${\1}", found[1])


def _pushed_by_script(text: str) -> Iterator[tuple[int, str]]:
    """Yield the images that a script of the shell pushes, each with its place.

    A function may push what it is given: then what its calls give it counts.
    """
    # One that may be `latest` is called by no version.
    values = dict.fromkeys(_BY_DEFAULT.findall(text), "${unknown}") | dict(_LITERAL.findall(text))

    def filled(name: str) -> str:
        return _BARE.sub(lambda one: values.get(one[1], one[0]), name)

    within: set[str] = set()
    for found in itertools.islice(_SCRIPT_PUSHES.finditer(text), _SCRIPTS):
        if _BARE.fullmatch(found[1]):
            within.update([one[1] for one in _FUNCTION.finditer(text, 0, found.start())][-1:])
        else:
            yield found.start(1), filled(found[1])
    for found in _CALLED.finditer(text) if within else ():
        if found[1] in within:
            yield found.start(2), filled(found[2])


def with_version_by_hand(images: Sequence[Released], tree: Tree) -> list[Released]:
    """Return the images, and those with a version that a person pushes, where no pipeline names one.

    Where none is named otherwise, all count that a person pushes.
    """
    if any(one.state == "fixed" or one.by_pipeline for one in images):
        return [*images]
    pushed = list(by_hand(tree))
    return [*images, *(one for one in pushed if not images or one.state == "fixed")]


def of_service(images: Sequence[Released]) -> list[Released]:
    """Return the images without those that are named for training, where others are there."""
    return [one for one in images if _TRAINS.isdisjoint(path_words(_base(one.name)))] or [*images]


def unlike(images: Iterable[Released]) -> str:
    """Return an image without a version beside others that have one; nothing where a pipeline gives one.

    Which of them are of the project, and which are of others, their names do not say.
    """
    images = list(images)
    if any(one.state == "fixed" and one.by_pipeline for one in images):
        return ""
    fixed = {_base(one.name) for one in images if one.state == "fixed"}
    return next((one.name for one in images if one.state == "floating" and _base(one.name) not in fixed), "")


def _given(variable: str, steps: Iterable[Step]) -> str:
    """Return the image that a step of the job puts into a variable, as it writes it; else nothing."""
    name = variable.strip("'\"").removeprefix("${{env.").strip("${}")
    if not name.isidentifier():
        return ""
    for step in steps:
        for found in _PUT.finditer(_EXPRESSION.sub(_closed, step.script)):
            if found[1] == name:
                return found[2]
    return ""


def _is_tagged(output: str, steps: Iterable[Step]) -> bool:
    """Tell whether the step whose output names images gives one of them a version in its script."""
    found = _OUTPUT.search(output)
    if found is None:
        return False
    for step in steps:
        if step.ident == found[1] and found[2] in step.script and _HANDS_ON.search(step.script):
            return any(state_of(f"image:{tag[1]}") == "fixed" for tag in _TAGGED.finditer(step.script))
    return False


def _images_in(words: Iterable[str]) -> Iterator[str]:
    """Yield the images among the words of a command, also those that an option is set to."""
    for word in words:
        value = word.rpartition("=")[2].strip("'\"")
        if "/" in value and "://" not in value and ":" in value.rpartition("/")[2]:
            yield value


def _closed(found: re.Match[str]) -> str:
    """Return an expression of a pipeline without the spaces inside."""
    return found[0].replace(" ", "")


def state_of(image: str) -> _State:
    """Tell whether an image's tag is a version: of a variable, by what the variable is called."""
    name, _, digest = image.partition("@")
    if digest:
        return "fixed"
    last = _VARIABLE.sub(lambda found: found[0].replace("/", "_").replace(":", "_"), name)
    _, colon, tag = last.rpartition("/")[2].partition(":")
    tag = _BRANCH.sub("", tag)
    if "$" in tag:
        return "fixed" if _VERSION.search(tag) and "latest" not in tag else "unknown"
    if not colon and "$" in last:
        return "unknown"
    # A word without a number is a name, which the next release has, too.
    return "fixed" if _DIGIT.search(tag) and not _MOVING.fullmatch(tag) else "floating"


def is_other(name: str) -> bool:
    """Tell whether an image or a service, by its name, is what others publish: a base of images, too."""
    return is_published_elsewhere(name) or _BASE.fullmatch(name.partition("@")[0]) is not None


def runs_own(service: ComposeService) -> bool:
    """Tell whether Compose runs an image that it builds, or that no one else publishes."""
    image = service.data.get("image")
    named = isinstance(image, str) and bool(image) and not is_other(image) and not is_other(service.name)
    return service.is_built or (named and not service.for_development)


def _base(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _built(ci: CI, services: Iterable[ComposeService]) -> set[str]:
    """Return the names of the images that the project builds, as far as they are told."""
    names = {
        str(service.data.get("image"))
        for service in services
        if service.is_built and service.data.get("image")
    }
    acts = (act for _, act in ci.each(Verb.BUILDS_IMAGE, Verb.PUSHES_IMAGE))
    names |= {text for act in acts for text in act.detail.split() if text not in ("compose", "")}
    return {base for name in names if (base := _base(name)) and "$" not in base}


def _replaced(objects: Iterable[KubernetesObject]) -> set[str]:
    """Return the images that Kustomize gives a version."""
    return {
        str(image.get("name"))
        for item in objects
        if item.kind == "Kustomization" and isinstance(item.get("images"), list)
        for image in item.get("images")
        if isinstance(image, dict)
        and (image.get("digest") or not _MOVING.fullmatch(str(image.get("newTag") or "")))
    }


def _of_cloud_build(tree: Tree) -> Iterator[Released]:
    """Yield the images that Google's Cloud Build pushes and deploys."""
    for path in tree.files:
        if not _CLOUD_BUILD.fullmatch(path.rpartition("/")[2]) or tree.exceeds(path, _SIZE):
            continue
        try:
            lines = tree.lines(path, strict=False)
        except Blocked:
            continue
        for number, line in lines.numbered():
            for name in _named_in(line):
                at = Location(path, (), Span(number, 1, number, 1))
                yield Released(name, at, state_of(name), by_pipeline=True)


def _named_in(line: str) -> Iterator[str]:
    """Yield the images of Google's registries that a line names with a tag; those that build are none."""
    for word in _BETWEEN.split(line):
        name = word.rpartition("=")[2]
        known = ("gcr.io/" in name or "pkg.dev/" in name) and ":" in name.rpartition("/")[2]
        if known and _BUILDERS.search(name) is None and not is_other(name):
            yield name


def _of_terraform(tree: Tree) -> Iterator[Released]:
    paths = list(_terraform(tree))
    values, defaults = dict[str, str](), dict[str, str]()
    for path in paths:
        text = tree.text(path, strict=False)
        for block in _LOCALS.finditer(text):
            values.update(_VALUE.findall(block[1]))
        defaults.update(_DEFAULT.findall(text))
    for path in paths:
        lines = tree.lines(path, strict=False)
        for found in _TERRAFORM.finditer(lines.text):
            # The image of a virtual machine is none.
            name = found[1]
            is_image = ("/" in name and not name.startswith("projects/")) or _REGISTRY.match(name)
            if is_image and not is_other(name):
                line, _ = lines.position(found.start(1))
                state = state_of(_LOCAL.sub(lambda one: values.get(one[1], one[0]), name))
                # What floats by default may be given another value by who applies it.
                given = _INPUT.sub(lambda one: defaults.get(one[1], one[0]), name)
                if state == "fixed" and given != name and state_of(given) == "floating":
                    state = "unknown"
                yield Released(name, Location(path, (), Span(line, 1, line, 1)), state)


def _terraform(tree: Tree) -> Iterator[str]:
    """Yield the paths of the files of Terraform that can be read."""
    for path in tree.files:
        if not path.endswith(".tf") or tree.exceeds(path, _SIZE):
            continue
        try:
            tree.text(path, strict=False)
        except Blocked:
            continue
        yield path
