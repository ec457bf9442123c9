"""What may add files to a build by setuptools unseen: plug-ins, replaced commands, code of setup.py."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_re import re
from roadworthy.facts.contents.setup_call import SetupCall
from roadworthy.facts.metadata import Pyproject

#: Build requirements that add no files: what they are for is metadata, or compiling.
_HARMLESS = re.compile(
    r"(setuptools|wheel|pip|build|packaging|toml|tomli|tomlkit|cython|numpy|oldest-supported-numpy|scipy|pybind11"
    r"|nanobind|cffi|cmake|ninja|setuptools-scm|vcs-versioning|setuptools-git-versioning|versioningit|versioneer"
    r"|versioneer-518|dunamai|pytest-runner|six|attrs|typing-extensions|certifi|importlib-metadata|mypy|docutils"
    r"|hatchling|flit-core|poetry-core|pkginfo|requests|jinja2|markdown|extension-helpers|setuptools-dso"
    r"|torch|pyyaml|twine|cython-setuptools|setuptools-gitver|setupmeta)\Z"
)
#: Of these, which ship all files that Git tracks, so that MANIFEST.in and Git say together what there is.
_FILE_FINDERS = re.compile(r"(setuptools-scm|vcs-versioning|setuptools-git|pbr|setuptools-svn|hatch-vcs)\Z")
#: Commands that may be replaced without an effect on what is shipped.
_COMMANDS = frozenset(
    "bdist_wheel build_sphinx clean docs lint publish pytest test tests upload typecheck format".split()
)
#: Arguments of `setup` by which something else says what is packaged.
_ELSEWHERE = ("pbr", "distclass", "script_name", "src_root", "headers", "rust_extensions", "cmake_source_dir")
#: Plug-ins that may write a file with the version, wherever they are told.
_VERSIONING = frozenset(
    ("setuptools-scm", "vcs-versioning", "setuptools-git-versioning", "versioneer", "versioningit")
)


def build_additions(
    pyproject: Pyproject | None, configured: Mapping[tuple[str, str], list[str]], call: SetupCall | None
) -> tuple[str, str]:
    """Return why there may be files that no setting names, and why the sdist alone may have some.

    `configured` are the options of setup.cfg. Raises `Unmeasured` where something else says what is packaged.
    """
    more = sdist_more = ""
    if call is not None:
        more = call.writes
        if "cmdclass" in call.arguments:
            more = more or _replaced(call)
        for name in _ELSEWHERE:
            if name in call.arguments:
                raise Unmeasured(f"setup.py uses `{name}`")
    table = pyproject and pyproject.get(object, "tool", "setuptools", "cmdclass")
    if table or ("options", "cmdclass") in configured:
        more = more or "commands of the build are replaced"
    for name in _required(pyproject, configured, call):
        if _FILE_FINDERS.match(name):
            sdist_more = f"`{name}` ships what Git tracks"
            if name == "pbr":
                raise Unmeasured("`pbr` says what is packaged")
        elif name and not _HARMLESS.match(name):
            more = more or f"`{name}` may add files"
        if name in _VERSIONING:
            more = more or _version_file(pyproject, call, name)
    return more, sdist_more


def _required(
    pyproject: Pyproject | None, configured: Mapping[tuple[str, str], list[str]], call: SetupCall | None
) -> Iterator[str]:
    """Yield the names of all that the build asks for."""
    texts = [text for _, text in pyproject.each(str, "build-system", "requires")] if pyproject else []
    if call is not None and "setup_requires" in call.arguments:
        texts += listed(call.value("setup_requires") or [])
    texts += configured.get(("options", "setup_requires"), [])
    for text in texts:
        yield re.split(r"[^\w.-]", text.strip(), maxsplit=1)[0].lower().replace("_", "-")


def _version_file(pyproject: Pyproject | None, call: SetupCall | None, name: str) -> str:
    tables = ("setuptools_scm", "versioningit", "versioneer", "vcs-versioning")
    keys = ("write_to", "version_file", "write", "versionfile_source")
    if pyproject is not None and any(pyproject.has("tool", table, key) for table in tables for key in keys):
        return f"`{name}` writes a file"
    return f"`{name}` may write a file" if call is not None and "use_scm_version" in call.arguments else ""


def _replaced(call: SetupCall) -> str:
    match call.arguments["cmdclass"]:
        case ast_dict if (keys := _keys(ast_dict, call)) is not None and keys <= _COMMANDS | {"build_ext"}:
            return "native code is compiled" if "build_ext" in keys else ""
    return "commands of the build are replaced"


def _keys(node: Any, call: SetupCall) -> set[str] | None:
    if isinstance(node, ast.Name):
        node = call.values.get(node.id)
    if not isinstance(node, ast.Dict):
        return None
    if not all(isinstance(key, ast.Constant) for key in node.keys):
        return None
    return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}


def listed(value: Any) -> list[str]:
    """Return a setting that may be one text or several, as texts."""
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []
