"""Which modules are started as scripts, and at which ports they start servers."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules._platform_files import may_follow
from roadworthy_rules._trainings._run_together import imports_any
from roadworthy_rules.operations._model_stores import extracted, text_of
from roadworthy_rules.operations._starting._lines import DEFAULTS, is_comment, is_read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from roadworthy import Dockerfile, Files, ModuleSummary, Tree

#: What starts a server, or makes one that another call starts.
_STARTING = frozenset("FastMCP add_insecure_port launch run run_app run_webhook serve start_webhook".split())
#: The port that it is given: a number, or a name. What a definition gives is a default.
_STARTED_PORT = re.compile(
    r"(?<!def )\b(?:uvicorn\.Config|FastMCP|app_run|launch|run|run_app|run_webhook|serve|start_webhook)"
    r"\((?:[^()]|\([^()]{0,200}\)){0,200}?\b(?:server_)?port\s{0,3}=\s{0,3}"
    r"(?:(\d{2,5})|((?:[A-Za-z_]\w{0,40}\.){0,3}[A-Za-z_]\w{0,40}))\s{0,20}[,)#]"
)
#: The address of a server of gRPC, which is one text.
_BOUND_PORT = re.compile(r"\badd_insecure_port\(\s{0,40}[\"']([^\"'{}\n]{0,60}:\d{2,5})[\"']")
#: A number that a module or a class gives the name of a port.
_PORT_NUMBER = re.compile(
    r"(?m)^([ \t]{0,8})((?:\w{1,30}_)?(?:PORT|port))(?:[ \t]*:[ \t]*int)?"
    r"[ \t]*=[ \t]*(\d{2,5})[ \t]*(?:#.*)?$"
)
#: What people give on the command line.
_GIVEN = frozenset("arguments args opt options opts parsed".split())
#: The address of a store in a program that a command holds; what `${NAME:-...}` gives is a default.
_STARTED_ADDRESS = re.compile(
    r"(?<![\w-])((?:amqps?|mongodb|mysql|postgres(?:ql)?|rediss?)://)(?:[^\s/@\"']{1,80}@)?([\w.-]{1,80})"
)
#: A script that a command starts.
_SCRIPT = re.compile(r"\bpython3?(?:\.\d{1,2})?[ \t]+(?:-[uB][ \t]+)?([\w./-]{1,150}\.py)\b")
#: How people and scripts start a server otherwise, and the files that say so.
_COMMAND = re.compile(
    r"\b(?:uvicorn|gunicorn|hypercorn|daphne|waitress-serve)[ \t][^\n]{0,120}?\b[\w.]{1,80}:\w"
    r"|\bfastapi[ \t](?:dev|run)\b|\bflask[ \t][^\n]{0,80}?\brun\b|\b(?:chainlit|litestar|quart)[ \t]run\b"
    r"|\bmanage\.py[ \t]runserver\b|\bwaitress-serve\b"
)
_SAYING = (".bat", ".cfg", ".md", ".rst", ".service", ".sh", ".toml", ".txt", ".yaml", ".yml")
_BUILDING = frozenset(("Justfile", "Makefile", "README", "Taskfile", "justfile"))
#: Bytes of such a file, and how many are read.
_SIZE, _MANY = 100_000, 50


def started_by_images(
    dockerfiles: Iterable[Dockerfile], modules: Collection[ModuleSummary], tree: Tree
) -> Iterator[ModuleSummary]:
    """Yield the modules that images start as scripts: `CMD ["python", "main.py"]`, also by a shell script."""
    scripts: set[str] = set()
    for file in dockerfiles:
        words = file.started
        scripts.update(word for word in words if word.endswith(".py"))
        named = [name.replace(".", "/") for option, name in itertools.pairwise(words) if option == "-m"]
        scripts.update(f"{name}{end}" for name in named for end in (".py", "/__main__.py"))
        for word in words:
            scripts.update(_in_shell(word.rpartition("/")[2], tree) if word.endswith(".sh") else ())
    for word in sorted(scripts):
        tail = f"/{word.lstrip('./')}"
        # The image may hold the checkout in a directory of its own, `/app/main.py`, or a part of it.
        inside = [one for one in modules if f"/{one.path}".endswith(tail) or _is_below(word, one.path)]
        name = word.rpartition("/")[2]
        alike = [one for one in modules if one.path.rpartition("/")[2] == name]
        yield from inside or (alike if word.startswith("/") and len(alike) == 1 else [])


def _is_below(word: str, path: str) -> bool:
    return word.startswith("/") and word.endswith(f"/{path}")


def _in_shell(name: str, tree: Tree) -> Iterator[str]:
    """Yield the scripts of Python that the scripts of the shell of a name start."""
    paths = [path for path in sorted(tree.files) if path.rpartition("/")[2] == name]
    for path in paths[:_MANY]:
        text = "" if tree.exceeds(path, _SIZE) else text_of(tree, path)
        yield from (found[1] for found in _SCRIPT.finditer(text) if not is_comment(text, found.start()))


def started_by_people(
    dockerfiles: Collection[Dockerfile], modules: Collection[ModuleSummary], tree: Tree
) -> Iterator[ModuleSummary]:
    """Yield the modules that people start as scripts, where nothing else in the checkout starts the server.

    An image, a platform or a command, such as one in the README, may start it at another port.
    """
    if dockerfiles or may_follow(tree):
        return
    running = [
        one for one in modules if one.role == "source" and not _STARTING.isdisjoint(_started_uses(one))
    ]
    texts = list(_sayings(tree)) if running else []
    if not running or any(_COMMAND.search(text) for text in texts):
        return
    # A text may name the script of another module that starts the server.
    named = {found[1].lstrip("./") for text in texts for found in _SCRIPT.finditer(text)}
    started = [one for one in modules if any(f"/{one.path}".endswith(f"/{name}") for name in named)]
    if any(other in running or imports_any(other, running) for other in started):
        yield from (one for one in running if one in started)
    else:
        yield from running


def _started_uses(module: ModuleSummary) -> set[str]:
    """Return the last names of what a module uses as a script, also in functions that it calls then."""
    called = (one for one in module.definitions if one.kind == "function" and one.name in module.main_uses)
    uses = module.uses.union(module.main_uses, *(item.uses for item in called))
    # `create_app().run()` is a use of what a call made.
    return {use.replace("=", ".").rpartition(".")[2] for use in uses}


def _sayings(tree: Tree) -> Iterator[str]:
    """Yield the texts of a checkout that may say how a server is started."""
    named = [
        path
        for path in sorted(tree.files, key=lambda path: (path.count("/"), path))
        if path.endswith(_SAYING) or path.rpartition("/")[2] in _BUILDING
    ]
    return (text_of(tree, path) for path in named[:_MANY] if not tree.exceeds(path, _SIZE))


def started_port(started: Iterable[ModuleSummary], tree: Tree, loaded: Collection[ModuleSummary] = ()) -> str:
    """Return the port that a script which is started gives its server as a number: `port=8000`.

    A module among those `loaded` may give the number a name.
    """
    for module in started:
        port = extracted(tree, module.path, _port_in, "")
        if "=" in port or ":" in port:
            return port
        root, _, name = port.rpartition(".")
        if not name or root.rpartition(".")[2] in _GIVEN:
            continue
        # A name in small letters is one of the script, unless it is an attribute of something.
        others = loaded if root or name.isupper() else ()
        for one in (module, *others):
            if number := _number_of(name, one.path, tree):
                return f"{name}={number}"
    return ""


def _number_of(name: str, path: str, tree: Tree) -> str:
    """Return the number that a module gives the name of a port; else nothing."""
    none: tuple[tuple[str, str], ...] = ()
    return dict(extracted(tree, path, _numbers_in, none)).get(name, "")


def started_address(dockerfiles: Iterable[Dockerfile]) -> str:
    """Return the address of a store in a program that the command of an image holds: `python -c "..."`."""
    for file in dockerfiles:
        words = " ".join(file.started)[:5_000]
        if not file.for_development and "-c" in file.started and (found := _STARTED_ADDRESS.search(words)):
            return f"{found[1]}{found[2]}"
    return ""


@extractor
def _port_in(files: Files, path: str) -> str:
    """Return the port that a script starts a server at: with its number, or the name that it has."""
    text = files.text(path, strict=False)
    for found in _STARTED_PORT.finditer(text):
        if not is_comment(text, found.start()):
            return f"port={found[1]}" if found[1] else found[2]
    bound = _BOUND_PORT.search(text)
    return bound[1] if bound else ""


@extractor
def _numbers_in(files: Files, path: str) -> tuple[tuple[str, str], ...]:
    """Return the names of ports with their numbers; a field of a class of defaults is none."""
    text = files.text(path, strict=False)
    return tuple(
        (name, number)
        for indent, name, number in _PORT_NUMBER.findall(text)
        if not (indent and DEFAULTS.search(text)) and not is_read(name, text)
    )
