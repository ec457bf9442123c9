"""Which of the projects inside another one run as services of their own: they are inspected with it."""

from __future__ import annotations

import os

from roadworthy.core.seen import entries_of
from roadworthy.projects.left_out import OWN
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.roles import is_template, role_of
from roadworthy.tree.tree import DirectoryTree
from roadworthy.tree.walk import holds_code

#: Files by which a platform runs the project whose directory they lie in.
_DEPLOYING = frozenset(
    "Procfile bentofile.yaml cog.yaml fly.toml render.yaml serverless.yaml serverless.yml".split()
)
#: How many Dockerfiles are read for what they copy.
_FILES = 50


def deployed_below(tree: DirectoryTree) -> list[str]:
    """Return the directories of projects below a project that are deployed, sorted, relative to its root.

    Something in the directory deploys it, or a Dockerfile of the project around it brings it into an image.
    Those of tests, examples, lessons, templates and third parties are no part of what a repository runs. A
    directory that is a package of the project, too, must have the file that deploys it.
    """
    below = {item.path: item.weight == "plain" for item in tree.skipped if item.reason == OWN}
    if not below:
        return []
    # Imported late: few projects hold others, and a run on one file reads no pipeline.
    from roadworthy.facts.container import dockerfiles_of
    from roadworthy.facts.project.images import is_aside

    images = [file for file in dockerfiles_of(tree, _FILES) if role_of(file.path) == "source"]
    return sorted(
        path
        for path, plain in below.items()
        if not is_aside(f"{path}/Dockerfile")
        and _is_run(path, tree)
        and (_deploys(path, tree) or (plain and any(file.holds(path) for file in images)))
    )


def _is_run(path: str, tree: DirectoryTree) -> bool:
    inside = f"{path}/Dockerfile"
    if role_of(inside) != "source" or is_template(inside, tree.files):
        return False
    return holds_code(os.path.join(tree.root, path), tree.kept.seen)


def _deploys(path: str, tree: DirectoryTree) -> bool:
    """Tell whether a directory has a file that deploys what it holds."""
    try:
        entries = entries_of(os.path.join(tree.root, path), tree.kept.seen)
        names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return False
    return any(name in _DEPLOYING or kind_of(name) is Kind.DOCKERFILE for name in names)
