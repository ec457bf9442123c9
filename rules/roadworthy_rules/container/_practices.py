"""What earns the points of the container."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roadworthy import (
    Answer,
    Code,
    Dockerfile,
    Location,
    Profile,
    Repository,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules._absence import absent
from roadworthy_rules.container._shared import certain_commands, is_development, may_drop_root
from roadworthy_rules.container.dockerfile_missing import is_deployed_otherwise
from roadworthy_rules.container.wheel_not_installed import installs_project, may_install

_STARTS = ("CMD", "ENTRYPOINT")
#: What an image has that Python runs in, or that installs for it.
_PYTHON = re.compile(r"(?i)python|pip|pypy|\buv\b|poetry|\bpdm\b|conda|mamba|\.py\b|\.whl\b|\.sh\b")
_LIST = re.compile(r"-r|--requirements?|requirements[^/]*\.txt")


def _deployed(dockerfiles: Iterable[Dockerfile]) -> list[Dockerfile]:
    """Return the files that something is deployed from."""
    return [file for file in dockerfiles if file.instructions and not is_development(file)]


def _runs(dockerfile: Dockerfile) -> Iterator[tuple[list[str], Location]]:
    """Yield the words of each command that building the image certainly runs, with its place."""
    for item in dockerfile.final:
        if item.keyword == "RUN":
            for words in certain_commands(" ".join(item.json) if item.json else item.arguments):
                yield words, dockerfile.at(item)


@practice(5, rules=("dockerfile-missing", "wheel-not-installed"))
def image_installs_project(
    code: Code, profile: Profile, dockerfiles: tuple[Dockerfile, ...], repository: Repository
) -> Answer | None:
    """A container image is built that installs the project.

    A wheel, an index or the checkout itself, by an installer: what was tested is then what runs. An image
    that installs the dependencies and copies the source earns a half.
    """
    if profile.name == "library" or (profile.is_tool and not dockerfiles) or not code.modules:
        return None
    found = _deployed(dockerfiles)
    if not found:
        if is_deployed_otherwise(repository, code.modules):
            return untold("it is deployed in a way that is not read")
        return absent(repository, "there is no Dockerfile")
    if not any(_PYTHON.search(file.text) for file in found):
        return untold("no image holds Python: what runs the project is elsewhere")
    best = lacking("no image installs anything of the project")
    for dockerfile in found:
        for words, at in _runs(dockerfile):
            if may_install(words) and not any(word.endswith(".whl") for word in words):
                best = untold(f"what `{' '.join(words)[:80]}` does cannot be read")
            elif installs_project(words):
                return kept((f"`{' '.join(words)[:80]}`", at))
            elif "install" in words and any(map(_LIST.fullmatch, words)):
                reason = "it copies the source, and installs only what that needs"
                best = kept((f"`{' '.join(words)[:80]}`", at), share=0.5, reason=reason)
    return best


@practice(2, rules=("user-root",))
def image_unprivileged(profile: Profile, dockerfiles: tuple[Dockerfile, ...]) -> Answer | None:
    """What the image runs has not the rights of root."""
    found = [file for file in _deployed(dockerfiles) if any(i.keyword in _STARTS for i in file.final)]
    if profile.name == "library" or not found:
        return None
    named = []
    for file in found:
        users = [item for item in file.final if item.keyword == "USER"]
        if users and users[-1].arguments.strip().partition(":")[0] not in ("root", "0"):
            named.append((f"`USER {users[-1].arguments.strip()}`", file.at(users[-1])))
    if not named and any(may_drop_root(file) or "nonroot" in file.text.lower() for file in found):
        return untold("an entry point or a base image may change the user")
    return kept(*named[:3], share=len(named) / len(found), reason="" if named else "no `USER` is set")
