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
#: The program that a health check runs, another that it runs else, and images of Python without the first.
_ASKING = re.compile(r"(?:CMD(?:-SHELL)?\s+)?(?:\[\s*\"(?:CMD(?:-SHELL)?\"\s*,\s*\")?)?(curl|wget)\b")
_ELSE = re.compile(r"\|\|(?!\s{0,20}(?:exit|false|kill))")
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
    """Return the program of the health check of an image that lacks it: `curl` in a slim image."""
    check = health_check(file)
    return _lacked(file, check.arguments) if check is not None else ""


def lacks_of_service(service: ComposeService, files: Iterable[Dockerfile]) -> str:
    """Return the program of the health check of a service of Compose which the image that it builds lacks.

    One that it builds up to another stage than the last may have it.
    """
    build, check = service.data.get("build"), service.data.get("healthcheck")
    if not isinstance(check, dict) or (isinstance(build, dict) and build.get("target")):
        return ""
    test = check.get("test")
    words = test[test[:1] in (["CMD"], ["CMD-SHELL"]) :] if isinstance(test, list) else [test]
    file = next((one for one in files if one.path == service.dockerfile), None)
    return _lacked(file, " ".join(map(str, words))) if file is not None else ""


def _lacked(file: Dockerfile, command: str) -> str:
    """Return the program that a command runs, where an image is known to lack it.

    Whole images of Python and Debian's `buildpack-deps` have it, and so may what is unknown.
    """
    found = None if _ELSE.search(command) else _ASKING.match(command)
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


def run_instead(
    file: Dockerfile, files: Iterable[Dockerfile], services: Iterable[ComposeService], scripts: Iterable[str]
) -> str:
    """Return a service of Compose that runs another image, without a check, where nothing names this one."""
    services = tuple(services)
    if any(service.dockerfile == file.path for service in services):
        return ""
    bare = {one.path for one in files if health_check(one) is None and _SERVES.search(_command(one))}
    bare = {path for path in bare if not _OTHER.search(path)}
    found = (
        service.name
        for service in services
        if service.dockerfile in bare and not service.data.get("healthcheck") and not service.for_development
    )
    name = next(found, "")
    named = {word.removeprefix("./") for script in scripts for word in script.split()}
    return name if file.path not in named else ""


def _command(file: Dockerfile) -> str:
    return " ".join(item.arguments for item in file.final if item.keyword in ("ENTRYPOINT", "CMD"))
