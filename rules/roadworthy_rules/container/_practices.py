"""What earns the points of the container."""

from __future__ import annotations

import re
from collections.abc import Iterable

from roadworthy import (
    CI,
    Answer,
    Charts,
    Code,
    ComposeService,
    DeclaredMetadata,
    Dockerfile,
    KubernetesObject,
    Profile,
    Pyproject,
    Repository,
    Resolver,
    Surroundings,
    Tree,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules._absence import absent
from roadworthy_rules._editors import is_for_editors
from roadworthy_rules.container._image import Image, image_of
from roadworthy_rules.container._manifests import runs_unprivileged
from roadworthy_rules.container._otherwise import built_otherwise
from roadworthy_rules.container._shared import may_drop_root

_STARTS = ("CMD", "ENTRYPOINT")
#: What an image has that Python runs in, or that installs for it.
_PYTHON = re.compile(r"(?i)python|pip|pypy|\buv\b|poetry|\bpdm\b|conda|mamba|\.py\b|\.whl\b|\.sh\b")
#: What an image is called that has an interpreter, or a system, and no libraries for a model.
_BARE = re.compile(
    r"(?i)(?:[\w.-]+/)*(?:alpine|amazonlinux|base|buildpack-deps|centos|cuda|debian|fedora|mambaforge|micromamba"
    r"|miniconda3|miniforge3?|node|pypy|python[\d.-]*|scratch|ubi\d[\w-]*|ubuntu|uv)(?:[:@].*)?"
)
_BASED = ", which the image is built from, has installed is not here"
_EMPTY = "the image holds no source, and what is mounted into it is set elsewhere"
#: What each kind of installation earns, and why it is not all.
_SHARES = {
    "wheel": (1.0, ""),
    "index": (1.0, ""),
    "project": (1.0, ""),
    "editable": (0.75, "it is installed in editable mode, so the image runs the source tree"),
}


def _deployed(dockerfiles: Iterable[Dockerfile]) -> list[Dockerfile]:
    """Return the files that something is deployed from."""
    return [file for file in dockerfiles if file.instructions and not file.for_development]


@practice(5, rules=("dockerfile-missing", "wheel-not-installed"))
def image_installs_project(
    code: Code,
    profile: Profile,
    dockerfiles: tuple[Dockerfile, ...],
    repository: Repository,
    resolver: Resolver,
    pyproject: Pyproject | None,
    metadata: DeclaredMetadata | None,
    ci: CI,
    services: tuple[ComposeService, ...],
    surroundings: Surroundings,
    tree: Tree,
) -> Answer | None:
    """A container image installs the project.

    A wheel, an index or the checkout itself, by an installer: what was tested is then what runs. What the
    last stage copies from others is followed. An editable installation earns three quarters; an image that
    installs the dependencies and copies the source earns a half, and so does what BentoML or Cog builds. An
    image that copies no source is unknown, unless it starts a command of the project. A platform that runs
    the source builds no image of the project. A submodule is not the project, and neither is what Git clones
    into an image that holds the checkout.
    """
    dockerfiles += surroundings.dockerfiles
    if profile.name == "library" or (profile.is_tool and not dockerfiles) or not code.modules:
        return None
    found = _deployed(dockerfiles)
    if not found:
        own = [file for file in dockerfiles if file.instructions]
        if any(image_of(file, resolver, pyproject).copies for file in own):
            return untold("its only images are for development, by their names")
        if answer := built_otherwise(repository, code.modules, ci, services, tree):
            return answer
        if own:
            return lacking("its only images are for development, and hold no source")
        return absent(repository, "there is no Dockerfile", surroundings)
    if not any(_PYTHON.search(file.text) for file in found):
        return untold("no image contains Python, so the project runs elsewhere")
    declared = metadata and metadata.get(dict, "scripts")
    scripts = frozenset(declared[1] if declared else ())
    answers = [_installs(image_of(file, resolver, pyproject), file, scripts, tree) for file in found]
    told = [answer for answer in answers if answer.share is not None]
    best = max(told, key=lambda answer: answer.share or 0.0, default=None)
    # An image beside that of the project may be of what others publish, such as a page or a tracking server.
    holds = best is not None and bool(best.share)
    other = (_EMPTY, _BASED) if holds else ()
    pairs = zip(answers, found, strict=True)
    unknown = [
        one
        for one, file in pairs
        # An image that never speaks of Python runs something else, such as the server of the pipeline.
        if one.share is None
        and not one.reason.endswith(other)
        and not (holds and _PYTHON.search(file.text) is None)
    ]
    return best if best is not None and (best.share == 1.0 or not unknown) else unknown[0]


def _installs(image: Image, file: Dockerfile, scripts: frozenset[str], tree: Tree) -> Answer:
    """Return how far an image installs the project, whose commands are `scripts`."""
    best = image.best()
    if best is not None and best.what in _SHARES:
        share, reason = _SHARES[best.what]
        return kept((f"`{best.words}`", best.at), share=share, reason=reason)
    if image.unseen:
        return untold(f"could not see {image.unseen[0]}")
    if best is not None and not image.copies:
        if started := next((word for word in file.started[:1] if word in scripts), ""):
            return lacking(f"it starts `{started}`, but nothing installs the project into it")
        if not file.started and is_for_editors(file, tree):
            return lacking("the image is that of a development container, and holds no source")
        return untold(_EMPTY)
    if best is not None:
        reason = "it copies the source and installs only the dependencies"
        return kept((f"`{best.words}`", best.at), share=0.5, reason=reason)
    if image.unclear:
        return untold(f"what `{image.unclear}` installs cannot be read")
    if image.copies and image.base and not _BARE.fullmatch(image.base):
        return untold(f"what `{image.base}`{_BASED}")
    return lacking("no image installs the project or its dependencies")


@practice(2, rules=("user-root",))
def image_unprivileged(
    profile: Profile,
    dockerfiles: tuple[Dockerfile, ...],
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
) -> Answer | None:
    """The image does not run as root."""
    found = [file for file in _deployed(dockerfiles) if any(i.keyword in _STARTS for i in file.final)]
    if profile.name == "library" or not found:
        return None
    named = []
    for file in found:
        users = [item for item in file.final if item.keyword == "USER"]
        if users and users[-1].arguments.strip().partition(":")[0] not in ("root", "0"):
            named.append((f"`USER {users[-1].arguments.strip()}`", file.at(users[-1])))
        elif runs_unprivileged(file, tuple(found), (*objects, *charts.objects)):
            named.append(("a manifest sets the user", file.at(file.final[-1])))
    if not named and any(may_drop_root(file) or "nonroot" in file.text.lower() for file in found):
        return untold("an entry point or a base image may change the user")
    others = len(found) - len(named)
    reason = f"{others} of {len(found)} images set no `USER`" if named and others else ""
    return kept(*named[:3], share=len(named) / len(found), reason=reason if named else "no `USER` is set")
