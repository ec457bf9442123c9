"""Images of a project that something other than its Dockerfile builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from roadworthy import Location, Unreadable, Verb, is_published_elsewhere, kept, load_yaml, untold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from roadworthy import CI, Answer, ComposeService, ModuleSummary, Repository, Tree

#: Libraries whose code describes an image, or sends the source to a platform that builds one.
_LIBRARIES = frozenset("azureml bentoml kfp kserve mlserver modal sagemaker seldon_core".split())
_BENTO, _COG = "bentofile.yaml", "cog.yaml"
#: The descriptor of buildpacks.
_BUILDPACKS = "project.toml"
#: Manifests may deploy an image that is built in another repository.
_MANIFEST = re.compile(
    r"(?i)(charts?|deploy(ment)?s?|helm|infra(structure)?|k8s|kubernetes|manifests|terraform)/.+\.(tf|ya?ml)|.+\.tf"
)
_COMPOSE = re.compile(r"(?i)(?:.*/)?(?:docker-)?compose[^/]*\.ya?ml")
_SCRIPT = re.compile(r"(?i)(?:[^/]+/)?[^/]*(?<![a-z])deploy(?:ment)?(?![a-z])[^/]*\.(?:bat|ps1|py|sh)")
#: What names or builds an image: in a script that deploys, and among the words of a command that does.
_IMAGE = re.compile(
    r"(?i)container|docker|image|podman|--source\b|\bpack build\b|\bcloud builds\b|\bsagemaker\b"
    r"|\bml\.azure\b"
)
_SIZE = 100_000


def built_otherwise(
    repository: Repository,
    modules: Collection[ModuleSummary],
    ci: CI,
    services: Iterable[ComposeService],
    tree: Tree,
) -> Answer | None:
    """Return how far an image holds the project that no Dockerfile of it builds; None where there is none.

    BentoML and Cog say in a file what is in the image. A platform that runs the source, such as a Procfile's
    or that of a page, builds no image that the project describes.
    """
    files = {path for path in repository.files if not path.startswith(".devcontainer/")}
    for name in (_BENTO, _COG):
        if name in files and (found := _described(name, tree)) is not None:
            return found
    for item in services:
        image = item.data.get("image")
        if isinstance(image, str) and not item.is_built and not is_published_elsewhere(image):
            return untold(f"could not see what the image `{image}` holds")
    if any(True for _ in ci.each(Verb.BUILDS_IMAGE, Verb.PUSHES_IMAGE)):
        return untold("a pipeline builds an image of which there is no Dockerfile here")
    if any(_IMAGE.search(" ".join((act.detail, *act.words))) for _, act in ci.each(Verb.DEPLOYS)):
        return untold("a pipeline deploys an image of which there is no Dockerfile here")
    imported = {item.module.partition(".")[0] for module in modules for item in module.imports}
    if library := next(iter(sorted(imported & _LIBRARIES)), ""):
        return untold(f"could not see what image `{library}` builds")
    if _BUILDPACKS in files:
        return untold(f"could not see what buildpacks make of `{_BUILDPACKS}`")
    for path in sorted(files):
        deploys = _MANIFEST.fullmatch(path) and not _COMPOSE.fullmatch(path)
        # Terraform deploys much that is no image, such as the archive of a function.
        if deploys and (not path.endswith(".tf") or _IMAGE.search(_text(path, tree))):
            return untold(f"could not see what `{path}` deploys")
        if _SCRIPT.fullmatch(path) and _IMAGE.search(_text(path, tree)):
            return untold(f"could not see what image `{path}` deploys")
    return None


def _described(path: str, tree: Tree) -> Answer | None:
    """Return what the file of BentoML or of Cog puts into the image; None where it names no libraries."""
    try:
        data = load_yaml(tree, path)
    except Unreadable:
        return untold(f"could not read `{path}`")
    keys = ("build",) if path == _COG else ("python",)
    part: Any = data.get(keys[0]) if isinstance(data, dict) else None
    names = ("python_packages", "python_requirements", "packages", "requirements_txt")
    key = next((name for name in names if part.get(name)), "") if isinstance(part, dict) else ""
    if not key:
        return untold(f"could not see what `{path}` installs")
    reason = "it copies the source and installs only the dependencies"
    place = Location(path, (*keys, key))
    return kept((f"`{key}` in `{path}`", place), share=0.5, reason=reason)


def _text(path: str, tree: Tree) -> str:
    return tree.text(path, strict=False) if tree.files.get(path, _SIZE + 1) <= _SIZE else "image"
