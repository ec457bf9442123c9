"""Which settings stand in the code of a service that takes others from its environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules._secrets import is_secret_setting
from roadworthy_rules.operations._model_stores import extracted
from roadworthy_rules.operations._shared import server
from roadworthy_rules.operations._starting._lines import DEFAULTS, is_read, line_at
from roadworthy_rules.operations._starting._scripts import started_port

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from roadworthy import Files, ModuleSummary, Operations, Tree

#: A port that is a number, as a setting among others.
_PORT = re.compile(r"(?m)^[ \t]{0,20}((?:[A-Z]{1,20}_)?PORT)(?:[ \t]*:[ \t]*int)?[ \t]*=[ \t]*\d{2,5}\b")
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
#: The address of a service on a machine of its own, as a setting of a page that asks it.
_BACK_END = re.compile(
    r"""(?m)^((?:[A-Z]{1,20}_){0,4}(?:API|BACKEND|BASE|ENDPOINT|HOST|SERVER|UR[IL])"""
    r"""|(?:[a-z]{1,20}_){1,4}(?:api|backend|base|endpoint|host|server|ur[il]))"""
    r"""(?:[ ]?:[ ]?str)?[ ]?=[ ]?["']https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|[a-z][a-z_-]{1,40})"""
    r"""(?::\d{2,5})(?:/[^"'\n]{0,200})?["'][ \t]{0,20}(?:#[^\n]{0,200})?$"""
)
#: The port of a store as a number, beside a host that the code is given.
_STORE_PORT = re.compile(
    r"\b(?:Redis|StrictRedis|HttpClient|MongoClient|QdrantClient|ConnectionParameters)"
    r"\((?:[^()]|\([^()]{0,200}\)){0,200}?\b(port\s{0,3}=\s{0,3}\d{2,5})\b"
)
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


def front_end(served: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the name of a list of front ends' addresses in the code, beside a port that is a number."""
    served = [module for module in served if module.role == "source"]
    if not started_port(served, tree):
        return ""
    return next(filter(None, (_found(tree, module.path, _origins_in) for module in served)), "")


def back_end(pages: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return the name of the address in the code at which a page asks a service of the project; else ""."""
    return next(filter(None, (_found(tree, module.path, _back_end_in) for module in pages)), "")


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
    return found[1] if found and not (found[0][0] in " \t" and is_read(found[1], text)) else ""


@extractor
def _origins_in(files: Files, path: str) -> str:
    """Return the name of a list of the addresses of front ends, where its texts are written out."""
    text = files.text(path, strict=False)
    found = None if _OF_ENVIRONMENT in text else _ORIGINS.search(text)
    return found[1] if found else ""


@extractor
def _back_end_in(files: Files, path: str) -> str:
    """Return the name of the address of a service as one text, which no variable stands for."""
    text = files.text(path, strict=False)
    found = _BACK_END.search(text)
    return found[1] if found and not is_read(found[1], text) else ""


@extractor
def _provider_in(files: Files, path: str) -> str:
    """Return the name of a provider's address; the field of a class of defaults is one."""
    text = files.text(path, strict=False)
    found = None if DEFAULTS.search(text) else _PROVIDER.search(text)
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
        if found and not (found[0][0] in " \t" and (DEFAULTS.search(text) or is_read(found[1], text))):
            return found[1]
    for key in _KEY.finditer(text):
        if is_secret_setting(key[1], key[2]) and not _NONE_LINE.search(line_at(text, key.start())):
            return key[1]
    for one in _PERSONAL.finditer(text):
        if not _NONE_LINE.search(line_at(text, one.start())):
            return one[0].strip("\"'")[:60]
    return ""
