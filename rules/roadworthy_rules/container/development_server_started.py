import re
from collections.abc import Iterator

from roadworthy import (
    ComposeService,
    Dockerfile,
    Finding,
    KubernetesObject,
    Profile,
    Purpose,
    Repository,
    Severity,
    rule,
)
from roadworthy_rules.container._shared import is_built_from

_SERVER = re.compile(
    r"(?<![\w-])(flask(?: --app \S+)? run|manage\.py runserver|python3? -m http\.server|fastapi dev"
    r"|jupyter[ -](?:lab|notebook)|(?:uvicorn|hypercorn) (?:\S+ )*--reload)(?![\w-])"
)
_PLATFORMS = frozenset("Procfile app.yaml manifest.yml manifest.yaml".split())
#: Servers for production, as what runs the image may start them in place of its command.
_PRODUCTION = re.compile(
    r"(?<![\w-])(?:daphne|granian|gunicorn|uwsgi|waitress-serve|(?:hypercorn|uvicorn)(?! (?:\S+ )*--reload))"
    r"(?![\w-])"
)
#: The image for production has a file of its own.
_RELEASED = re.compile(r"(?i)(?:^|[._/-])(?:prod(?:uction)?|release|deploy(?:ment)?)(?:[._/-]|$)")
#: Images that are there to run notebooks.
_NOTEBOOKS = re.compile(r"(?i)jupyter|notebook|\blab\b")


@rule(Severity.WARNING, since="0.1")
def development_server_started(
    dockerfile: Dockerfile,
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    profile: Profile,
    purpose: Purpose,
    repository: Repository,
) -> Iterator[Finding]:
    """The image starts a development server.

    Development servers answer one request at a time, show tracebacks to clients, or restart when a file
    changes; their documentation says not to use them in production. Start the application with a server such
    as gunicorn, or uvicorn without `--reload`.

    The rule ignores libraries, lessons, images for development, and images for notebooks. It stays silent if
    Compose or a manifest starts another server, and about an image beside one for production.

    ```dockerfile good
    FROM python:3.13-slim
    CMD ["python", "manage.py", "runserver"]
    ```
    ```yaml compose.yaml good
    services:
      web: {build: ., command: gunicorn demo.wsgi}
    ```
    ```dockerfile good
    FROM python:3.13-slim
    CMD ["python", "manage.py", "runserver"]
    ```
    ```dockerfile Dockerfile.prod good
    FROM python:3.13-slim
    USER 1000
    CMD ["gunicorn", "demo.wsgi"]
    ```

    ```text README.md good
    # Course project
    ```
    ```dockerfile good
    FROM python:3.13-slim
    CMD ["flask", "run"]
    ```

    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    USER 1000
    CMD ["flask", "--app", "serve", "run", "--host", "0.0.0.0"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    USER 1000
    CMD uvicorn serve:app --host 0.0.0.0 --reload
    ```
    ```python good
    from fastapi import FastAPI
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY . .
    USER 1000
    CMD ["uvicorn", "serve:app", "--host", "0.0.0.0"]
    ```
    ```dockerfile docker/notebook/Dockerfile good
    FROM quay.io/jupyter/scipy-notebook:2025-01-01
    CMD ["jupyter", "lab"]
    ```
    """
    base = dockerfile.stages[-1].image if dockerfile.stages else ""
    if profile.name == "library" or purpose.name == "lesson" or dockerfile.for_development:
        return
    # Where a platform runs the application by a file of its own, the image is for those who try it out.
    if not repository.files.keys().isdisjoint(_PLATFORMS):
        return
    if not _RELEASED.search(dockerfile.path) and any(_RELEASED.search(file.path) for file in dockerfiles):
        return
    started = [
        f"{one.data.get('command')} {one.data.get('entrypoint')}"
        for one in services
        if is_built_from(one, dockerfile)
    ]
    started += [
        f"{container.get('command')} {container.get('args')}"
        for item in objects
        if len(dockerfiles) == 1
        for _, container in item.containers()
    ]
    if any(_PRODUCTION.search(re.sub(r"[\[\]',\"]", " ", text[:2_000])) for text in started):
        return
    last = {item.keyword: item for item in dockerfile.final if item.keyword in ("CMD", "ENTRYPOINT")}
    for item in last.values():
        text = " ".join(item.json) if item.json else item.arguments
        found = _SERVER.search(text[:2000])
        if found and not ("jupyter" in found[1] and _NOTEBOOKS.search(f"{dockerfile.path} {base}")):
            yield Finding(f"`{found[1]}` is a development server", dockerfile.at(item))
