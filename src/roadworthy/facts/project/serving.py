"""What a container starts, and whether that answers requests."""

from __future__ import annotations

from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.container import Dockerfile
from roadworthy.tree.tree import Tree

#: What serves requests, or waits for messages, as a command starts it.
_SERVING = re.compile(
    r"(?<![\w-])(?:bentoml serve|bokeh serve|celery|chainlit run|daphne|fastapi (?:run|dev)|flask|granian"
    r"|gunicorn|hypercorn|jupyterhub|litestar run|mlflow (?:server|ui|models serve)|panel serve|rq worker"
    r"|runserver|sanic|serve run|streamlit run|torchserve|tritonserver|uvicorn|uwsgi|voila"
    r"|waitress-serve)(?![\w-])"
)
#: The same in a script of Python that the command starts.
_RUNNING = re.compile(
    r"\b(?:app|application|bot|demo|server|socketio)\.(?:launch|listen|run)\(|\buvicorn\.run\(|serve_forever"
)
_SIZE = 100_000


def serves(file: Dockerfile, tree: Tree) -> tuple[str, Location] | None:
    """Return what says that a container answers requests: a port, its command, or what that starts."""
    starts = [item for item in file.final if item.keyword in ("CMD", "ENTRYPOINT")]
    if not starts:
        return None
    ports = [item for item in file.final if item.keyword == "EXPOSE"]
    if ports:
        return ("the image exposes a port", file.at(ports[-1]))
    at = file.at(starts[-1])
    if found := _SERVING.search(" ".join(file.started)[:2_000]):
        return (f"the image starts `{found[0]}`", at)
    names = {word.rpartition("/")[2] for word in file.started[:20] if word.endswith((".py", ".sh"))}
    for path in sorted(tree.files) if names else ():
        if path.rpartition("/")[2] in names and not tree.exceeds(path, _SIZE):
            text = tree.text(path, strict=False)
            if _SERVING.search(text) or (path.endswith(".py") and _RUNNING.search(text)):
                return (f"the image starts `{path}`, which serves", at)
    return None
