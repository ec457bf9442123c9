"""What earns the points of the repository."""

from __future__ import annotations

from roadworthy import Answer, Location, Repository, kept, practice
from roadworthy_rules._absence import absent
from roadworthy_rules.repository._shared import LICENSE_TEXT


@practice(3, rules=("version-control-missing",))
def under_version_control(repository: Repository) -> Answer | None:
    """Git keeps the project's history."""
    if repository.git:
        number = repository.tracked and len(repository.tracked)
        return kept(f"Git tracks {number} files" if number else "there is a Git directory")
    return absent(repository, "neither this directory nor a parent is under version control")


@practice(2, rules=("readme-missing",))
def readme_written(repository: Repository) -> Answer | None:
    """A README describes the project."""
    found = repository.named("README")
    if found and repository.files.get(found, 1):
        return kept((f"`{found}`", Location(found)))
    return absent(repository, "there is no README")


@practice(2, rules=("license-file-missing",))
def license_included(repository: Repository) -> Answer | None:
    """The repository contains the text of the licence, unless the project is private."""
    known = sorted({*repository.files, *(repository.tracked or ())})
    found = next(filter(LICENSE_TEXT.fullmatch, known), None)
    if found:
        return kept((f"`{found}`", Location(found)))
    return absent(repository, "the repository has no text of a licence")


@practice(1, rules=("gitignore-missing",))
def cruft_ignored(repository: Repository) -> Answer | None:
    """Git ignores generated files."""
    if repository.gitignore:
        return kept((f"`.gitignore` has {len(repository.gitignore)} patterns", Location(".gitignore")))
    return absent(repository, "there is no `.gitignore`")
