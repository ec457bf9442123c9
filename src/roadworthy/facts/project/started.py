"""What starts the code of a service: the command of its image, or a platform that calls its functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree

#: The function that AWS Lambda calls by default, with an event and a context.
HANDLER = "lambda_handler"
#: What else platforms call: a function with these parameters, in a module or by a name that says so.
_EVENT = re.compile(r"\(\s*_{0,2}event\b[^,()]{0,80},\s*_{0,2}(?:context|ctx)\b[^,()]{0,80},?\s*\)")
_CALLED = frozenset("app.py function.py handler.py handlers.py index.py lambda_function.py main.py".split())
#: The function that SageMaker calls for the model, and how it calls the directory.
_LOADER, _DIRECTORY = "model_fn", "model_dir"
#: What describes functions that a platform runs, in files of the Serverless Framework and of AWS SAM.
_FUNCTIONS = ("serverless.yml", "serverless.yaml")
_TEMPLATES = ("template.yaml", "template.yml")
#: How the image at the root is called; Docker is told the name where it is written in another way.
_IMAGES = ("Dockerfile", "dockerfile", "DockerFile", "Containerfile")
#: What an image runs that answers requests with code of its own.
_STARTED = re.compile(
    r"(?im)^[ \t]*(?:CMD|ENTRYPOINT)\b[^\n]{0,200}?\b(uvicorn|gunicorn|hypercorn|daphne|waitress-serve"
    r"|fastapi[\", ']+run|streamlit[\", ']+run|flask[\", ']+run)\b"
)
#: The same in a line of a `Procfile`, and of a script of the shell that an image runs.
_WEB = re.compile(
    r"(?im)^web:[^\n]{0,200}?\b(uvicorn|gunicorn|hypercorn|daphne|waitress-serve|fastapi[ \t]+run"
    r"|streamlit[ \t]+run|flask[ \t]+run)\b"
)
_IN_SCRIPT = re.compile(
    r"(?m)^[ \t]*(?:exec[ \t]+)?(?:python3?[ \t]+-m[ \t]+|(?:poetry|uv|pipenv)[ \t]+run[ \t]+)?"
    r"(uvicorn|gunicorn|hypercorn|daphne|waitress-serve|fastapi[ \t]+run|streamlit[ \t]+run|flask[ \t]+run)\b"
)
_SCRIPT = re.compile(r"(?im)^[ \t]*(?:CMD|ENTRYPOINT)\b[^\n]{0,100}?([\w./-]{1,100}\.sh)\b")
#: A program of Python that an image runs: a module, or a file.
_PROGRAM = re.compile(
    r"(?im)^[ \t]*(?:CMD|ENTRYPOINT)[ \t]+[^\n]{0,60}?\bpython[\d.]{0,5}[\", \t]+"
    r"(?:-[uOB]{1,3}[\", \t]+){0,3}(?:-m[\", \t]+([\w.]{1,100})|([\w./-]{1,100}\.py)\b)"
)
#: The rest of the line, in which it names a module or a file, and the folders that keep a project's images.
_REST = re.compile(r"[^\n]{0,400}")
_TARGET = re.compile(r"([\w./]{1,200}?)(?:\.py\b|:\w)")
_FOLDERS = frozenset("build container containers deploy deployment docker dockerfiles infra".split())
_SIZE = 100_000
#: What runs the application of a module.
_RUNS = frozenset(("hypercorn.run", "runpod.serverless.start", "uvicorn.run", "waitress.serve"))
_APPLICATIONS = frozenset(("Bottle", "Flask", "Quart", "Robyn", "Sanic"))
#: The kinds of applications that a service makes for itself.
_MADE = _APPLICATIONS | {"FastAPI", "Litestar", "Starlette"}


@dataclass(frozen=True, slots=True)
class Started:
    """What an image starts to answer requests: the server, and the module of the project that it names.

    `module` is None where the command names none that was read.
    """

    server: str
    module: ModuleSummary | None = None

    @property
    def makes_application(self) -> bool:
        """Whether the module makes an application of its own, where an extension adds to that of others."""
        kinds = (kind.rpartition(".")[2] for _, kind in self.module.objects) if self.module else ()
        return not _MADE.isdisjoint(kinds)


def started_by_image(tree: Tree, sources: Iterable[ModuleSummary]) -> Started | None:
    """Return what the image at the root, or one in a folder of images, starts to answer requests.

    It may start it by a script of the shell, or a program of the project that runs its server itself; so may
    the line of a `Procfile`. An image in a folder, or one of several at the root, as `Dockerfile.api`, may
    start what is of others, so it must name a module of the project.
    """
    paths = {f"/{module.path}": module for module in sources}
    for name in (*_IMAGES, "Procfile"):
        if not 0 < tree.files.get(name, 0) <= _SIZE:
            continue
        text = tree.read(name).decode(errors="replace")
        if found := (_STARTED if name in _IMAGES else _WEB).search(text):
            return Started(_worded(found[1]), next(_named(text, found.end(), paths), None))
        if name in _IMAGES and (started := _by_script(text, tree, paths) or _by_program(text, paths)):
            return started
    for name in sorted(tree.files):
        folder = name.rpartition("/")[0].partition("/")[0].lower()
        if (folder and folder not in _FOLDERS) or kind_of(name) is not Kind.DOCKERFILE:
            continue
        if not 0 < tree.files[name] <= _SIZE:
            continue
        text = tree.read(name).decode(errors="replace")
        found = _STARTED.search(text)
        if found and (module := next(_named(text, found.end(), paths), None)):
            return Started(_worded(found[1]), module)
    return None


def _by_script(text: str, tree: Tree, paths: Mapping[str, ModuleSummary]) -> Started | None:
    """Return what the script of the shell starts that an image runs."""
    named = _SCRIPT.search(text)
    ends = f"/{named[1].rpartition('/')[2]}" if named else ""
    for path in sorted(tree.files) if ends else ():
        if f"/{path}".endswith(ends) and 0 < tree.files[path] <= _SIZE:
            script = tree.read(path).decode(errors="replace")
            if found := _IN_SCRIPT.search(script):
                return Started(_worded(found[1]), next(_named(script, found.end(), paths), None))
    return None


def _by_program(text: str, paths: Mapping[str, ModuleSummary]) -> Started | None:
    """Return the program of the project that an image runs, if it runs a server itself."""
    if (named := _PROGRAM.search(text)) is None:
        return None
    file = (named[1] or "").replace(".", "/") + ".py" if named[1] else named[2]
    end = f"/{file.removeprefix('./').lstrip('/')}"
    for module in (module for path, module in paths.items() if path.endswith(end)):
        if runs_server((module,)) or any(map(_serves_inside, module.definitions)):
            return Started(f"`{module.path}`, which serves", module)
    return None


def _serves_inside(item: Definition) -> bool:
    """Tell whether a function, such as the `main` of a program, runs a server."""
    return not item.uses.isdisjoint(_RUNS)


def _worded(command: str) -> str:
    """Return a command without the marks of a list: `["fastapi", "run"]`."""
    return " ".join(word for word in re.split(r"[\s\[\]\",']+", command) if word)


def _named(text: str, start: int, paths: Mapping[str, ModuleSummary]) -> Iterator[ModuleSummary]:
    """Yield the modules that the rest of a line names: `app.main:app`, `demo/web.py`."""
    rest = _REST.match(text, start)
    for target in _TARGET.finditer(rest[0]) if rest else ():
        path = "/" + target[1].replace(".", "/").strip("/") + ".py"
        yield from (module for one, module in paths.items() if one.endswith(path))


def files_of_functions(tree: Tree) -> Iterator[str]:
    """Yield the files at the root that describe functions which a platform runs."""
    for name in (*_FUNCTIONS, *_TEMPLATES):
        if 0 < tree.files.get(name, 0) <= _SIZE and (
            name in _FUNCTIONS or b"AWS::Serverless" in tree.read(name)
        ):
            yield name


def runs_server(modules: Iterable[ModuleSummary]) -> str | None:
    """Return the first of some modules that runs its server where it is started itself."""
    for module in modules:
        runs = {f"{name}.run" for name, kind in module.objects if kind.rpartition(".")[2] in _APPLICATIONS}
        if not module.main_uses.isdisjoint(_RUNS | runs):
            return module.path
    return None


def handles_events(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module has a function that a platform calls with an event and a context."""
    return any(takes_event(module.path, item) for module in modules for item in module.definitions)


def loads_for_sagemaker(item: Definition) -> bool:
    """Tell whether SageMaker calls a function to load the model, with the directory that it has put it in."""
    named = item.kind == "function" and item.name == _LOADER and not item.owner
    return named and item.arguments < 3 and _DIRECTORY in " ".join(item.header)


def takes_event(path: str, item: Definition) -> bool:
    """Tell whether a platform such as AWS Lambda or Cloud Functions calls a function, by its parameters."""
    if item.arguments != 2 or item.owner:
        return False
    named = "handler" in item.name.lower() or path.rpartition("/")[2] in _CALLED
    return item.name == HANDLER or (named and _EVENT.search(" ".join(item.header)) is not None)
