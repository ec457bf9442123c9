"""What rules on manifests and Compose files look for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from roadworthy import Verb, is_published_elsewhere, may_be_placeholder

if TYPE_CHECKING:
    from roadworthy import CI, Dockerfile, KubernetesObject, Tree

#: Objects that keep a pod running; a Job or a CronJob ends by itself.
LASTING = frozenset("DaemonSet Deployment ReplicaSet Rollout StatefulSet".split())
#: A name that ends with one of these: `TOKEN_URL` and `SECRET_FILE` are none.
SECRET_NAME = re.compile(
    r"(?:.*_)?(?:PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|(?:ACCESS|API|AUTH|ENCRYPTION|PRIVATE|SECRET|SIGNING)_?KEY)",
    re.IGNORECASE,
)
#: A part of an image's name is the version of its distribution or of Python: `ubi9/ubi-minimal`, `9-base`.
_VERSION = re.compile(
    r"(?:^|[/-])(?:(?:ubi|rhel|debian|ubuntu|alma(?:linux)?|rocky)-?[\d.]+|py(?:thon)?-?3\.?\d+)(?=[/:-]|$)"
    r"|/\d+-"
)
#: What a pod does that waits for someone to look into the cluster.
_WAITING = re.compile(r"\bsleep\b|tail -f /dev/null")
_ASIDE = re.compile(
    r"(?i)(^|/)(dev|demos?|docs?|examples?|kind|local|minikube|samples?|tests?|testdata)(/|[-_.]|$)"
)


#: Files that may build images, and write into manifests, without a pipeline.
SCRIPTS = re.compile(r"(?:.*/)?(?:[^/]+\.sh|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml)")


def is_agent(item: KubernetesObject, ci: CI, tree: Tree) -> bool:
    """Tell whether a pod is one that Jenkins starts to run the steps of a pipeline."""
    if item.kind != "Pod":
        return False
    if any(container.get("name") == "jnlp" for _, container in item.containers()):
        return True
    name = item.file.rpartition("/")[2]
    paths = {ran.pipeline.file for ran in ci.jobs if ran.pipeline.system == "Jenkins"}
    return any(name in tree.text(path, strict=False) for path in sorted(paths) if path in tree.files)


def is_aside(path: str) -> bool:
    """Tell whether a manifest is for development, tests or documentation, by its path."""
    return _ASIDE.search(path) is not None


def names_version(image: str) -> bool:
    """Tell whether the name of an image holds the version of its distribution or of Python."""
    return _VERSION.search(image) is not None


def is_waiting(container: dict[str, Any]) -> bool:
    """Tell whether a container only waits for someone who looks into the cluster."""
    command = (*listed(container.get("command")), *listed(container.get("args")))
    return _WAITING.search(" ".join(command)[:1_000]) is not None and len(command) <= 4


def listed(value: object) -> tuple[str, ...]:
    """Return the items of a list as texts; none where it is no list."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def is_secret(name: str, value: str) -> bool:
    """Tell whether a variable is set to a secret itself: by its name, and a value that stands for itself."""
    certain = len(value) > 5 and "$" not in value and not value.startswith(("<", "/", "{"))
    return certain and SECRET_NAME.fullmatch(name) is not None and not may_be_placeholder(value)


def tag_of(image: str) -> str:
    """Return the tag or digest of an image; empty where it has none. A registry's port is no tag."""
    name, _, digest = image.partition("@")
    return digest or name.rpartition("/")[2].partition(":")[2]


def base_of(image: str) -> str:
    """Return the last part of an image's name, without registry, tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()


def own_namespaces(ci: CI) -> frozenset[str]:
    """Return what is before the last part of the names of images that pipelines build or push."""
    names = (
        name.strip(" ,\"'")
        for _, act in ci.each(Verb.BUILDS_IMAGE, Verb.PUSHES_IMAGE)
        for name in act.detail.split()[:20]
    )
    return frozenset(name.rpartition("/")[0] for name in names if "/" in name and not name.startswith("$"))


#: Objects of OpenShift, which starts each container as a user of its own.
_OPENSHIFT = frozenset("BuildConfig DeploymentConfig ImageStream Route".split())


def runs_unprivileged(
    dockerfile: Dockerfile, dockerfiles: tuple[Dockerfile, ...], objects: Iterable[KubernetesObject]
) -> bool:
    """Tell whether a manifest sets the user of what a Dockerfile builds, or OpenShift chooses one.

    Which image it builds is known by the names of its path, or where it is the only Dockerfile. An image of
    the project whose name is in no path may be any of them.
    """
    for item in objects:
        if item.kind in _OPENSHIFT and "openshift.io" in str(item.data.get("apiVersion")):
            return True
        for route, container in item.containers():
            name = base_of(str(container.get("image") or ""))
            named = [file for file in dockerfiles if name and name in file.path.lower()]
            any_of_them = not named and not is_published_elsewhere(str(container.get("image") or ""))
            if len(dockerfiles) > 1 and dockerfile not in named and not any_of_them:
                continue
            pod = item.get(*route[:-2], "securityContext")
            for context in (container.get("securityContext"), pod):
                if isinstance(context, dict) and (
                    context.get("runAsNonRoot") is True
                    or (isinstance(context.get("runAsUser"), int) and context["runAsUser"] > 0)
                ):
                    return True
    return False
