"""Containers that a job starts on a machine of one's own, and leaves there: so a service is deployed, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Event, Verb

if TYPE_CHECKING:
    from roadworthy import CI, Location, RanJob

#: Machines that GitHub lends.
LENT = re.compile(r"(?:ubuntu|windows|macos)-[\w.-]{1,40}")
#: What says that the machine of a job is one's own.
_OWN = re.compile(r"(?:^|\s)self-hosted(?:$|\s)")
#: What stops or removes a container, and what starts one that stays when the job is over.
_STOPS = re.compile(r"\b(?:docker|podman)[ \t]+(?:container[ \t]+)?(?:kill|rm|stop)\b")
_STARTS = re.compile(
    r"\b(?:docker|podman)[ \t]+(?:container[ \t]+)?run[ \t]"
    r"[^\n|&;]{0,300}?(?<=[ \t])(?:-[a-z]{0,4}d[a-z]{0,4}|--detach)[ \t][^\n|&;]{0,2000}"
)
#: What brings the image of a release, and what opens a port of the container to others.
_PULLS = re.compile(r"\b(?:docker|podman)[ \t]+pull[ \t]")
_OPENS = re.compile(r"[ \t](?:-[a-z]{0,4}p|--publish|--net(?:work)?[ =]host)\b")
_COMMENT = re.compile(r"(?m)^[ \t]*#.*$")
#: What is started for a change that is not merged is tried.
_LASTING = frozenset((Event.BRANCH, Event.MAIN, Event.TAG, Event.SCHEDULE, Event.OTHER))
_CHECKED = "--health-cmd"


def replaces_container(ci: CI) -> bool:
    """Tell whether a job stops a container and then starts one that stays.

    On a machine that GitHub lends for the job there is none to stop, and none that stays. An agent of Jenkins
    is a machine of one's own, where what nothing stops stays.
    """
    for ran in ci.jobs:
        text = "\n".join(_scripts(ran))
        started = [found.start() for found in _STARTS.finditer(text)]
        stopped = [found.start() for found in _STOPS.finditer(text)]
        again = started and stopped and stopped[0] < started[-1] and stopped[-1] < started[-1]
        again = again or (started and not stopped and ran.pipeline.system == "Jenkins")
        if again and LENT.fullmatch(ran.job.runner) is None:
            return True
    return False


def started_release(ci: CI) -> tuple[str, Location] | None:
    """Return the command by which a job leaves a released image running on a machine of one's own.

    The image comes from a registry, the container opens a port, and no later command stops it. None where no
    job does so unasked.
    """
    pushed = any(True for _ in ci.each(Verb.PUSHES_IMAGE))
    for ran in ci.jobs:
        if not _OWN.search(ran.job.runner) or not ran.job.events & _LASTING or ran.job.tolerated:
            continue
        scripts = _scripts(ran)
        if not pushed and not any(map(_PULLS.search, scripts)):
            continue
        for number, (step, script) in enumerate(zip(ran.job.steps, scripts, strict=True)):
            found = next((one for one in _STARTS.finditer(script) if _OPENS.search(one[0])), None)
            if found is None or step.tolerated:
                continue
            if not any(map(_STOPS.search, (script[found.end() :], *scripts[number + 1 :]))):
                return found[0], step.at
    return None


def is_checked(command: str) -> bool:
    """Tell whether a command that starts a container says how its health is asked for."""
    return _CHECKED in command


def _scripts(ran: RanJob) -> list[str]:
    """Return what each step of a job runs, with each command in one line."""
    return [_COMMENT.sub("", step.script).replace("\\\n", " ") for step in ran.job.steps]
