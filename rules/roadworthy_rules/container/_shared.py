from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from roadworthy import Location
from roadworthy_rules._shell import commands

if TYPE_CHECKING:
    from roadworthy import ComposeService, Dockerfile, Tree

#: What gives up root when the container starts.
_DROPS = re.compile(r"\b(gosu|setpriv|runuser|s6-setuidgid|s6-overlay|su-exec)\b")
#: How a script makes or chooses the user that the rest runs as.
_CHANGES = re.compile(r"\b(?:useradd|adduser|usermod|PUID|su -|su --?c)|--user[= ]|--uid[= ](?!root\b|0\b)\w")
#: How the settings of a server choose it.
_USER = re.compile(r"(?m)^[ \t]*(?:uid|user)[ \t]*=[ \t]*[\"']?(?!root\b|0\b)\w")
_SETTINGS = (".cfg", ".conf", ".ini", ".py")
#: Bytes of a script.
_SIZE = 100_000
#: What starts others, and may start them as another user: a script, or a server by its settings.
_STARTERS = re.compile(r"(.*/)?(supervisord|uwsgi|[^/]+\.sh)")
#: What describes an image that a CI system starts for a step, and the file that it is built from.
_ACTIONS = ("action.yml", "action.yaml")
_STEP_IMAGE = re.compile(r"(?m)^[ ]*image:[ ]*[\"']?([^\s\"'#]+)")
#: Servers whose master starts as root, and whose workers do not run as root.
_SERVERS = frozenset(
    "apache2 apache2-foreground apachectl haproxy httpd httpd-foreground nginx postgres".split()
)
#: Servers of the system that have to start as root, or drop root by themselves, where a script starts them.
_SYSTEM = re.compile(
    r"\b(?:apk|apt|apt-get|dnf|microdnf|yum)\b[^\n]{0,40}?\b(?:add|install)\b[^\n]{0,2000}?"
    r"\b(?:cron|cronie|dovecot|nfs-kernel-server|nfs-utils|openssh-server|openvpn|postfix|vsftpd)(?=\s|$)"
)
#: How a server or shell is told which user to be.
_CHOSEN = re.compile(r"(?:^|\s)(?:su|sudo -u|chroot --userspec)\s|\s--(?:user|uid)[= ](?!root\b|0\b)\w")
#: What answers the calls of AWS Lambda, which starts each image as a user of its own.
_LAMBDA = re.compile(r"\bawslambdaric\b|aws-lambda-rie|\bLAMBDA_TASK_ROOT\b|/aws-lambda-web-adapter\b")
#: What talks to the Docker daemon, whose socket belongs to root.
_DOCKER = re.compile(r"\bdocker(?:-ce-cli|-cli|\.sock)\b|\bpip3? install [^\n]{0,200}\bdocker(?=\s|$)")
#: Files are given to another user than root.
_OWNER = re.compile(r"\bchown[= ](?:-\S++ )*+(?!root\b|0\b)\w")


def may_drop_root(dockerfile: Dockerfile) -> bool:
    """Tell whether the command may run as another user than the image's.

    A program or server gives up root, or is told another user; AWS Lambda chooses one; or files belong to
    another user, and a script starts the rest.
    """
    if _DROPS.search(dockerfile.text) or _LAMBDA.search(dockerfile.text):
        return True
    words = dockerfile.started
    if _CHOSEN.search(" ".join(words)[:2_000]):
        return True
    if not _SERVERS.isdisjoint(word.rpartition("/")[2] for word in words):
        return True
    starts = any(map(_STARTERS.fullmatch, words))
    installed = (item.arguments for item in dockerfile.final if item.keyword == "RUN")
    if starts and any(_SYSTEM.search(" ".join(text.split())) for text in installed):
        return True
    return starts and bool(_OWNER.search(dockerfile.text))


def starter_drops_root(dockerfile: Dockerfile, tree: Tree) -> bool:
    """Tell whether the command is a script of the project, or has settings, that change the user."""
    names = {word.rpartition("/")[2].rpartition("=")[2] for word in dockerfile.started[:20]}
    if any("supervisord" in name for name in names):
        names.add("supervisord.conf")
    for path in tree.files:
        name = path.rpartition("/")[2]
        if name in names and not tree.exceeds(path, _SIZE):
            text = tree.text(path, strict=False)
            if text.startswith("#!") and (_DROPS.search(text) or _CHANGES.search(text)):
                return True
            if name.endswith(_SETTINGS) and _USER.search(text):
                return True
    return False


def talks_to_docker(dockerfile: Dockerfile, services: Iterable[ComposeService]) -> bool:
    """Tell whether the container uses the socket of the Docker daemon, which belongs to root."""
    if any(_DOCKER.search(item.arguments) for item in dockerfile.final if item.keyword == "RUN"):
        return True
    return any(
        is_built_from(service, dockerfile) and "docker.sock" in str(service.data.get("volumes"))
        for service in services
    )


def is_built_from(service: ComposeService, dockerfile: Dockerfile) -> bool:
    """Tell whether Compose may build a service from a Dockerfile, by the last parts of its path."""
    directory, _, name = dockerfile.path.rpartition("/")
    build = service.data.get("build")
    if not build:
        return False
    given = build if isinstance(build, dict) else {"context": build}
    context = str(given.get("context") or "").rstrip("/").rpartition("/")[2]
    above, _, file = str(given.get("dockerfile") or "Dockerfile").rpartition("/")
    last = above.rpartition("/")[2].strip(".") or context.strip(".")
    return last == directory.rpartition("/")[2] and file == name


def runs_as_step(dockerfile: Dockerfile, tree: Tree) -> bool:
    """Tell whether the image is that of a GitHub action or of a Bitbucket pipe.

    They write to a directory that the runner mounts and that belongs to root, so GitHub asks for no USER.
    """
    start = dockerfile.path[: dockerfile.path.rfind("/") + 1]
    # A pipe names the image as published; the Dockerfile lies beside.
    if _step_images(f"{start}pipe.yml", tree):
        return True
    starts = [dockerfile.path[: place.end()] for place in re.finditer("/", dockerfile.path)]
    return any(
        dockerfile.path in {start + image for image in _step_images(start + name, tree)}
        for start in ("", *starts)
        for name in _ACTIONS
    )


def _step_images(path: str, tree: Tree) -> set[str]:
    """Return the images that a file which describes a step names; none where there is no such file."""
    if tree.files.get(path, _SIZE + 1) > _SIZE:
        return set()
    return {image[1].removeprefix("./") for image in _STEP_IMAGE.finditer(tree.text(path, strict=False))}


def at_stage(dockerfile: Dockerfile, index: int) -> Location:
    """Return the location of a stage's FROM."""
    stage = dockerfile.stages[index]
    return Location(dockerfile.path, (stage.name or f"stage {index}", "FROM"), stage.span)


def certain_commands(arguments: str) -> Iterator[list[str]]:
    """Yield the words of the commands of a RUN, but for those that depend on a condition."""
    depth = 0
    for words in commands(arguments):
        if words[0] == "if":
            depth += 1
        elif words[0] == "fi":
            depth -= 1
        elif depth <= 0:
            yield words
