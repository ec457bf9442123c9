"""Which settings stand in the code of a service that takes others from its environment."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules._platform_files import may_follow
from roadworthy_rules._secrets import is_secret_setting
from roadworthy_rules._trainings._run_together import imports_any
from roadworthy_rules.operations._model_stores import extracted, text_of
from roadworthy_rules.operations._shared import server

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from roadworthy import Dockerfile, Files, ModuleSummary, Operations, Tree

#: A port that is a number, as a setting among others.
_PORT = re.compile(r"(?m)^[ \t]{0,20}((?:[A-Z]{1,20}_)?PORT)(?:[ \t]*:[ \t]*int)?[ \t]*=[ \t]*\d{2,5}\b")
#: The same where a script starts a server.
_STARTED_PORT = re.compile(r"\brun\([^()]{0,300}\b(port\s{0,3}=\s{0,3}\d{2,5})\b")
#: The file of a data base, as a setting among others.
_DATABASE = re.compile(
    r"""(?m)^((?:[A-Z\d]{1,20}_){0,4}(?:DATABASE|DB)_UR[IL])(?:[ ]?:[ ]?str)?[ ]?=[ ]?["']"""
    r"""sqlite(?:\+\w{1,20})?://[^"'\n]{1,200}["']"""
)
#: The addresses of front ends that may ask, as a list of texts, and the address of a provider as a setting.
_ORIGINS = re.compile(
    r"""(?m)^(?![ \t]*#)[^\n]{0,200}?\b(?:\w{0,30}_)?((?i:origins))["']?[ \t]{0,4}"""
    r"""(?::[ \t]{0,4}[\w.\[\]]{1,30}[ \t]{0,4}=|[=:])"""
    r"""[ \t]{0,4}[\[(]\s{0,40}["']https?://"""
)
_PROVIDER = re.compile(
    r"""(?m)^[ \t]{0,8}((?i:(?:[a-z]{1,20}_){0,3}(?:api_base|api_url|base_url|endpoint)))"""
    r"""(?:[ ]?:[ ]?str)?[ ]?=[ ]?["']https://[^"'\n]{4,200}["'][ \t]{0,20}$"""
)
#: The port of a store as a number, beside a host that the code is given.
_STORE_PORT = re.compile(
    r"\b(?:Redis|StrictRedis|HttpClient|MongoClient|QdrantClient|ConnectionParameters)"
    r"\((?:[^()]|\([^()]{0,200}\)){0,200}?\b(port\s{0,3}=\s{0,3}\d{2,5})\b"
)
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
#: The base of classes whose fields are read from the environment.
_OF_ENVIRONMENT = "BaseSettings"
#: A key that signs sessions or tokens as a literal: no default, no name of a variable, and no path.
_SECRET = re.compile(
    r"""(?m)^[ \t]{0,16}(?:\w{1,40}\.){0,2}(?:config\[["'])?"""
    r"""((?i:(?:\w{1,20}_)?secret(?:_key)?|jwt_key|signing_key))(?:["']\])?(?:[ ]?:[ ]?str)?[ ]?=[ ]?b?"""
    r"""["'](?!\$|[A-Z_\d]{1,60}["'])[^"'<{/\n]{1,200}["'][ \t]{0,20}(?:#[^\n]{0,200})?$"""
)
#: A key or a password of another service, and a directory of one person's machine.
_KEY = re.compile(
    r"""(?i)\b((?:\w{1,40}_)?(?:api_?key|access_key|access_token|auth_token|password))["'\]]{0,2}[ ]?=[ ]?"""
    r"""["']([^"'\n]{6,200})["']"""
)
_PERSONAL = re.compile(r"""["'](?:[A-Za-z]:[\\/]{1,2}Users[\\/]|/Users/\w)[^"'\n]{1,200}["']""")
#: The bucket of a store, as a setting among others.
_BUCKET = re.compile(
    r"""(?m)^[ \t]{0,16}((?:[A-Z\d]{1,20}_){0,4}BUCKET(?:_NAME)?|(?:[a-z\d]{1,20}_){0,4}bucket(?:_name)?)"""
    r"""(?:[ ]?:[ ]?str)?[ ]?=[ ]?["'][\w.-]{3,63}["'](?![ \t]{0,20}[,)])"""
)
_BUCKET_NAME = re.compile(r"(?i)bucket(?:_name)?$")
#: What makes a line one of a comment, or gives it a default.
_NONE_LINE = re.compile(r"^\s*#|environ|getenv|\bget\(|default|add_argument|Field\(")
#: What makes the fields of classes defaults.
_DEFAULTS = re.compile(r"BaseSettings|BaseModel|dataclass|attrs|NamedTuple")


def fixed_setting(
    served: Iterable[ModuleSummary],
    reading: Iterable[ModuleSummary],
    operations: Operations,
    tree: Tree,
    *,
    by_name: bool = False,
) -> str:
    """Return what stands in the code of `served` modules that each deployment needs for itself; else "".

    It is a port or the file of a data base among the settings of those `reading` the environment, an address,
    or what signs or opens. A bucket that no code uses is none, unless a framework takes settings `by_name`.
    """
    port = next(filter(None, (_fixed_port(module, tree) for module in reading)), "")
    served = [module for module in served if module.role == "source"]
    return port or _fixed_address(operations, served) or _fixed_text(served, tree, by_name=by_name)


def started_by_images(
    dockerfiles: Iterable[Dockerfile], modules: Iterable[ModuleSummary]
) -> Iterator[ModuleSummary]:
    """Yield the modules that images start as scripts: `CMD ["python", "main.py"]`."""
    scripts: set[str] = set()
    for file in dockerfiles:
        words = file.started
        scripts.update(word for word in words if word.endswith(".py"))
        named = [name.replace(".", "/") for option, name in itertools.pairwise(words) if option == "-m"]
        scripts.update(f"{name}{end}" for name in named for end in (".py", "/__main__.py"))
    for module in modules:
        path = f"/{module.path}"
        # The image may hold the checkout in a directory of its own: `/app/main.py`.
        whole = any(word.startswith("/") and word.endswith(path) for word in scripts)
        if whole or any(path.endswith(f"/{word.lstrip('./')}") for word in scripts):
            yield module


def started_by_people(
    dockerfiles: Collection[Dockerfile], modules: Collection[ModuleSummary], tree: Tree
) -> Iterator[ModuleSummary]:
    """Yield the modules that people start as scripts, where nothing else in the checkout starts the server.

    An image, a platform or a command, such as one in the README, may start it at another port.
    """
    if dockerfiles or may_follow(tree):
        return
    running = [module for module in modules if module.role == "source" and "run" in _started_uses(module)]
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


def started_port(started: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the port that a script which is started gives its server as a number: `port=8000`."""
    return next(filter(None, (_found(tree, module.path, _started_port_in) for module in started)), "")


def started_address(dockerfiles: Iterable[Dockerfile]) -> str:
    """Return the address of a store in a program that the command of an image holds: `python -c "..."`."""
    for file in dockerfiles:
        words = " ".join(file.started)[:5_000]
        if not file.for_development and "-c" in file.started and (found := _STARTED_ADDRESS.search(words)):
            return f"{found[1]}{found[2]}"
    return ""


def front_end(served: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the name of a list of front ends' addresses in the code, beside a port that is a number."""
    paths = [module.path for module in served if module.role == "source"]
    ported = any(_found(tree, path, _started_port_in) for path in paths)
    return next(filter(None, (_found(tree, path, _origins_in) for path in paths)), "") if ported else ""


def provider_address(reading: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the name of a provider's address in the code, as a setting among those that are read."""
    return next(filter(None, (_found(tree, module.path, _provider_in) for module in reading)), "")


def store_port(reading: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the port that a client of a store is given as a number, where its host is no literal."""
    return next(filter(None, (_found(tree, module.path, _store_port_in) for module in reading)), "")


def only_trains(module: ModuleSummary) -> bool:
    """Tell whether a module is named for training, and imports nothing that serves."""
    return "train" in module.path.rpartition("/")[2] and server((module,)) is None


def _fixed_port(module: ModuleSummary, tree: Tree) -> str:
    """Return the name of a port that is a number in the code; a field of a `BaseSettings` is a default."""
    bases = (base.removesuffix("()") for item in module.definitions for base in item.bases)
    if any(base.rpartition(".")[2] == _OF_ENVIRONMENT for base in bases):
        return ""
    return _found(tree, module.path, _port_in)


def _fixed_address(operations: Operations, served: Iterable[ModuleSummary]) -> str:
    """Return an address of another service in the code; a password is left out of it."""
    found = operations.settings.fixed
    text = next((found[path] for path in sorted(module.path for module in served) if path in found), "")
    scheme, colon, rest = text.partition("://")
    return f"{scheme}{colon}{rest.rpartition('@')[2]}"


def _fixed_text(served: Collection[ModuleSummary], tree: Tree, *, by_name: bool) -> str:
    """Return the name of a key or a bucket in the code, or a directory of one person's machine.

    The field of a class that takes its fields from elsewhere is a default.
    """
    for module in served:
        found = "" if only_trains(module) else _found(tree, module.path, _text_in)
        # Frameworks take keys by their names.
        known = by_name or not _BUCKET_NAME.search(found)
        if found and (known or not _is_unused(found, module, served)):
            return found
    return ""


def _is_unused(name: str, module: ModuleSummary, others: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module binds a name at its top level, and no code uses it there or elsewhere."""
    if name not in module.assigned:
        return False
    used = (use.split(".") for use in (*module.uses, *module.main_uses))
    if any(name in parts for parts in used) or any(name in item.names for item in module.definitions):
        return False
    imported = (item for one in others for item in one.imports)
    return not any(name == item.name or item.name == "*" for item in imported) and not any(
        one.mentions((name,)) for one in others if one is not module
    )


def _found(tree: Tree, path: str, extract: Callable[[Files, str], str]) -> str:
    """Return what an extractor finds in a file; nothing where the file cannot be read."""
    return extracted(tree, path, extract, "")


@extractor
def _port_in(files: Files, path: str) -> str:
    """Return the name of a port that is a number, or of the file of a data base."""
    text = files.text(path, strict=False)
    found = _PORT.search(text) or _DATABASE.search(text)
    return found[1] if found and not (found[0][0] in " \t" and _is_read(found[1], text)) else ""


@extractor
def _started_port_in(files: Files, path: str) -> str:
    """Return the port that a script starts a server at, where it is a number."""
    found = _STARTED_PORT.search(files.text(path, strict=False))
    return re.sub(r"\s", "", found[1]) if found else ""


@extractor
def _origins_in(files: Files, path: str) -> str:
    """Return the name of a list of the addresses of front ends, where its texts are written out."""
    text = files.text(path, strict=False)
    found = None if _OF_ENVIRONMENT in text else _ORIGINS.search(text)
    return found[1] if found else ""


@extractor
def _provider_in(files: Files, path: str) -> str:
    """Return the name of a provider's address; the field of a class of defaults is one."""
    text = files.text(path, strict=False)
    found = None if _DEFAULTS.search(text) else _PROVIDER.search(text)
    return found[1] if found else ""


@extractor
def _store_port_in(files: Files, path: str) -> str:
    """Return the port that a client of a store is given, where it is a number."""
    found = _STORE_PORT.search(files.text(path, strict=False))
    return re.sub(r"\s", "", found[1]) if found else ""


@extractor
def _text_in(files: Files, path: str) -> str:
    """Return the name of a key or a bucket whose value is written out, or a directory of one machine."""
    text = files.text(path, strict=False)
    for names in (_SECRET, _BUCKET):
        found = names.search(text)
        if found and not (found[0][0] in " \t" and (_DEFAULTS.search(text) or _is_read(found[1], text))):
            return found[1]
    for key in _KEY.finditer(text):
        if is_secret_setting(key[1], key[2]) and not _NONE_LINE.search(_line(text, key.start())):
            return key[1]
    for one in _PERSONAL.finditer(text):
        if not _NONE_LINE.search(_line(text, one.start())):
            return one[0].strip("\"'")[:60]
    return ""


def _is_read(name: str, text: str) -> bool:
    """Tell whether another class of a module takes a setting of the same name from the environment."""
    lines = (line.strip() for line in text.splitlines() if "environ" in line or "getenv" in line)
    return any(re.split(r"[ :=]", line, maxsplit=1)[0] == name for line in lines)


def _line(text: str, at: int) -> str:
    """Return the line of a text that holds a place, up to 500 characters on both sides."""
    start = text.rfind("\n", max(0, at - 500), at) + 1
    end = text.find("\n", at, at + 500)
    return text[max(start, at - 500) : end if end > 0 else at + 500]
