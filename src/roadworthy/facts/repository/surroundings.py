"""The fact `Surroundings`: what a repository does with a project that lies in one of its directories."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci import CI, PipelineJob, RanJob, Unseen, Verb, ci_of
from roadworthy.facts.container import ComposeService, Dockerfile, compose_services, dockerfiles_of
from roadworthy.facts.project import Profile
from roadworthy.facts.repository.repository import tracked_files
from roadworthy.tree.checkout import checkout_root
from roadworthy.tree.tree import DirectoryTree, Tree
from roadworthy.tree.walk import is_inside

#: How many Dockerfiles of a repository are read for what they copy.
_FILES = 100
_SHIPPING = (Verb.DEPLOYS, Verb.PUSHES_IMAGE)


@dataclass(frozen=True)
class Surroundings:
    """The pipelines, images and Compose services of the repository around a project that concern it.

    They are read where the project lies below the root of a checkout and the run was given all of that: else
    `known` is false. Paths lead up from the project's root, as in `../.github/workflows/release.yml`. `ci`
    has the jobs that name the project's directory, or need one that does; `ships_others` tells whether other
    jobs deploy something or push an image.
    """

    known: bool = False
    ci: CI = field(default_factory=lambda: CI(()), repr=False)
    dockerfiles: tuple[Dockerfile, ...] = field(default=(), repr=False)
    services: tuple[ComposeService, ...] = field(default=(), repr=False)
    ships_others: bool = False


@fact
def surroundings(profile: Profile, tree: Tree) -> Surroundings:
    """Read the root of the checkout around the project, unless it is a library."""
    top = _top(tree) if profile.name != "library" and isinstance(tree, DirectoryTree) else None
    if top is None or not isinstance(tree, DirectoryTree):
        return Surroundings()
    path = tree.real[len(top) :].replace("\\", "/").strip("/")
    outer = DirectoryTree(top, _untracked(top, tree), kept=tree.kept)
    up = "../" * (path.count("/") + 1)
    files = dockerfiles_of(outer, _FILES)
    images = [file for file in files if _is_outside(file.path, path) and file.holds(path)]
    services = [one for one in compose_services(outer) if _is_outside(one.file, path)]
    own = {file.path for file in images}
    services = [one for one in services if _is_inside(one.dockerfile, path) or one.dockerfile in own]
    ran = ci_of(outer)
    names = {path, *own}
    jobs = [job for job in ran.jobs if _is_outside(job.pipeline.file, path)]
    concerned = _concerned(jobs, names)
    others = any(act.verb in _SHIPPING for job in jobs if job not in concerned for act in job.acts)
    return Surroundings(
        True,
        CI(
            tuple(up + name for name in ran.paths),
            tuple(_moved(job, up) for job in concerned),
            tuple(Unseen(_at(item.at, up), item.what) for item in ran.unseen),
        ),
        tuple(replace(file, path=up + file.path) for file in images),
        tuple(replace(one, file=up + one.file) for one in services),
        others,
    )


def _top(tree: DirectoryTree) -> str | None:
    """Return the root of the checkout that the project is a part of, where the run was given all of it."""
    top = checkout_root(tree.real, tree.kept.seen)
    if top is None or top == tree.real:
        return None
    return top if any(is_inside(top, named) for named in tree.kept.named) else None


def _untracked(top: str, tree: DirectoryTree) -> Callable[[str], bool]:
    """Return what tells whether Git does not track a path; nothing is left out where that cannot be told."""
    tracked = tracked_files(top, tree.kept)
    if tracked is None:
        return lambda path: False
    folders: set[str] = set()
    for path in tracked:
        parent = posixpath.dirname(path)
        while parent and f"{parent}/" not in folders:
            folders.add(f"{parent}/")
            parent = posixpath.dirname(parent)
    return lambda path: path not in tracked and path not in folders


def _is_inside(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory}/")


def _is_outside(path: str, directory: str) -> bool:
    return not _is_inside(path, directory)


def _concerned(jobs: list[RanJob], names: Iterable[str]) -> list[RanJob]:
    """Return the jobs that name one of some paths, and those that need one of these."""
    found = [job for job in jobs if any(_names(text, name) for text in _texts(job.job) for name in names)]
    for _ in range(len(jobs)):
        known = {(job.pipeline.file, job.job.name) for job in found}
        more = [
            job
            for job in jobs
            if job not in found and any((job.pipeline.file, need) in known for need in job.job.needs)
        ]
        if not more:
            break
        found += more
    return found


def _names(text: str, name: str) -> bool:
    """Tell whether a text has the name of a path: a single word may mean anything else.

    Such a one is a path alone, beside a slash, after `cd`, and at the end of what builds an image.
    """
    if text.strip("./") == name:
        return True
    start = text.find(name)
    while start >= 0:
        before, after = text[max(start - 1, 0) : start], text[start + len(name) :][:1]
        if not any(sign.isalnum() or sign in "_-" for sign in before + after):
            line = text[:start].rpartition("\n")[2]
            ends = after in ("", "\n") and "docker" in line and "build" in line
            if "/" in name or "/" in (before, after) or line.split()[-1:] in (["cd"], ["pushd"]) or ends:
                return True
        start = text.find(name, start + 1)
    return False


def _texts(job: PipelineJob) -> Iterator[str]:
    """Yield what a job says that may name a directory."""
    for values in job.values.values():
        yield from values
    for step in job.steps:
        yield step.directory
        yield "\n".join(line for line in step.script.splitlines() if not line.lstrip().startswith("#"))
        yield from step.inputs.values()
        yield from step.env.values()


def _at(at: Location, up: str) -> Location:
    return replace(at, file=up + at.file)


def _moved(ran: RanJob, up: str) -> RanJob:
    """Return a job whose places lead up from the project."""
    steps = tuple(replace(step, at=_at(step.at, up)) for step in ran.job.steps)
    acts = tuple(
        replace(act, at=_at(act.at, up), via=tuple(_at(one, up) for one in act.via)) for act in ran.acts
    )
    unseen = tuple(Unseen(_at(item.at, up), item.what) for item in ran.unseen)
    job = replace(ran.job, at=_at(ran.job.at, up), steps=steps)
    return RanJob(replace(ran.pipeline, file=up + ran.pipeline.file), job, acts, unseen)
