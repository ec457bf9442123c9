"""Which images of a project serve, and which of them have a health check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ComposeService, Dockerfile, Instruction

#: What an image runs that serves a model, and what else images are for.
_SERVES = re.compile(
    r"(?i)uvicorn|gunicorn|hypercorn|flask|fastapi|bentoml|serve\b|\b(?:api|app|main|server)\b"
)
_OTHER = re.compile(
    r"(?i)airflow|batch|celery|dashboard|\bdev\b|front|gradio|jupyter|mlflow (?:server|ui)|notebook|streamlit"
    r"|test|train|(?:^|[-_./ ])(?:job|ui|web|worker)(?:$|[-_./ ])"
)
#: The program that a health check runs, and images of Python that have no such program.
_ASKING = re.compile(r"(?:CMD(?:-SHELL)?\s+)?(?:\[\s*\"(?:CMD(?:-SHELL)?\"\s*,\s*\")?)?(curl|wget)\b")
_SLIM = re.compile(r"(?:docker\.io/(?:library/)?)?python:(?:[\w.]+-)?(?:slim|alpine)[\w.-]*(?:@[\w:]+)?")
#: What installs by a list, or brings what other stages hold of the system.
_BROUGHT = re.compile(
    r"\.sh\b|\b(?:apk|apt|apt-get)\b[^\n]{0,200}(?:\$|xargs)|(?:^|\s)/(?:usr/?(?:local/?)?(?:s?bin/?)?|s?bin/?)?(?:\s|$)"
)


def health_check(file: Dockerfile) -> Instruction | None:
    """Return the health check of an image; None where it has none, or switches it off."""
    checks = [item for item in file.final if item.keyword == "HEALTHCHECK"]
    return checks[-1] if checks and checks[-1].arguments.strip().upper() != "NONE" else None


def lacks_program(file: Dockerfile) -> str:
    """Return the program of the health check of an image where no one put it there: `curl` in a slim image.

    Whole images of Python and Debian's `buildpack-deps` have it, and so may what is unknown.
    """
    check = health_check(file)
    return _lacking(file, check.arguments) if check is not None else ""


def lacks_program_of(service: ComposeService, files: Iterable[Dockerfile]) -> str:
    """Return the program of the health check of a service of Compose that the image built for it lacks."""
    file = next((one for one in files if one.path == service.dockerfile), None)
    build, check = service.data.get("build"), service.data.get("healthcheck")
    test = check.get("test") if isinstance(check, dict) else None
    # A stage that is named is another image than that of the last stage.
    if file is None or (isinstance(build, dict) and build.get("target")):
        return ""
    words = test if isinstance(test, list) else [test]
    return _lacking(file, " ".join(str(word) for word in words if word not in ("CMD", "CMD-SHELL")))


def _lacking(file: Dockerfile, command: str) -> str:
    found = _ASKING.match(command)
    stage = file.stages[-1] if file.stages else None
    while stage is not None and stage.base is not None:
        stage = file.stages[stage.base]
    if found is None or stage is None or not _SLIM.fullmatch(stage.image):
        return ""
    name = found[1]
    others = (item for item in file.final if item.keyword in ("RUN", "COPY", "ADD"))
    told = any(name in item.arguments or _BROUGHT.search(item.arguments) for item in others)
    return "" if told or (name == "wget" and "alpine" in stage.image) else name


def unchecked(files: Iterable[Dockerfile], services: Iterable[ComposeService]) -> list[Dockerfile]:
    """Return the images that serve something without a health check, where others of other commands have one.

    A service of Compose may have the check of its image.
    """
    checked: set[str] = set()
    bare: dict[str, Dockerfile] = {}
    built = {service.dockerfile for service in services if service.data.get("healthcheck")}
    for file in files:
        command = _command(file)
        if health_check(file) is not None or file.path in built:
            checked.add(command)
        elif _SERVES.search(command) and not _OTHER.search(f"{file.path} {command}"):
            bare.setdefault(command, file)
    return [file for command, file in bare.items() if command not in checked]


def _command(file: Dockerfile) -> str:
    return " ".join(item.arguments for item in file.final if item.keyword in ("ENTRYPOINT", "CMD"))
