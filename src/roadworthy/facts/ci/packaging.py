"""What packaging tools do: install, build, check and publish."""

from __future__ import annotations

from itertools import pairwise

from roadworthy.core.late_re import re
from roadworthy.facts.ci.verbs import Verb, Words

_EXTRAS = re.compile(r"(?<!^)\[[\w,\s.-]*+\]$")
_PATH = re.compile(r"(?:\.{1,2}|\.{0,2}/\S*+)")
#: Options of pip with a value that is no requirement.
_VALUED = frozenset(
    "-i --index-url --extra-index-url -f --find-links -c --constraint --trusted-host --timeout --progress-bar"
    " --python-version --platform --target -t --prefix --root --src --cache-dir --log --build --report"
    " --python"
    " --no-binary --only-binary --config-settings -C --use-feature --upgrade-strategy --proxy --retries"
    " --cert"
    " --user-agent -p --index --default-index --torch-backend --resolution --prerelease --link-mode".split()
)
Found = list[tuple[Verb, str]]


def packaging_acts(tool: str, rest: Words) -> Found:
    """Return what one of the packaging tools does with these arguments."""
    if tool == "pip" or (tool == "uv" and rest[:1] == ("pip",)):
        return _pip(rest if tool == "pip" else rest[1:])
    command = next((word for word in rest if not word.startswith("-")), "")
    if tool == "setup.py":
        return _setup_py(rest)
    if tool in ("build", "pyproject-build"):
        only = "--sdist" in rest or "-s" in rest
        wheel = "--wheel" in rest or "-w" in rest or not only
        sdist = only or not ("--wheel" in rest or "-w" in rest)
        return [(Verb.BUILDS_WHEEL, tool)] * wheel + [(Verb.BUILDS_SDIST, tool)] * sdist
    if tool == "twine":
        return [(Verb.CHECKS_WHEEL, tool)] * (command == "check") + [(Verb.PUBLISHES, _index(rest))] * (
            command == "upload"
        )
    if command == "publish" or (tool == "maturin" and command in ("publish", "upload")):
        builds = "--build" in rest or (tool in ("flit", "pdm", "maturin") and "--no-build" not in rest)
        return [(Verb.BUILDS_WHEEL, tool)] * builds + [(Verb.PUBLISHES, _index(rest))]
    if command == "build":
        sdist = any(word in rest for word in ("--sdist", "-t=sdist")) or rest[-1:] == ("sdist",)
        only_sdist = (sdist or "--format=sdist" in rest) and "--wheel" not in rest and "wheel" not in rest
        if tool in ("poetry", "pdm", "uv", "hatch", "flit", "rye", "maturin", "pixi"):
            found: Found = [] if only_sdist else [(Verb.BUILDS_WHEEL, tool)]
            return found if "--wheel" in rest or "wheel" in rest else [*found, (Verb.BUILDS_SDIST, tool)]
        return []
    if tool == "maturin" and command == "develop":
        return [(Verb.INSTALLS, "editable")]
    return _environment(tool, command, rest)


def _environment(tool: str, command: str, rest: Words) -> Found:
    if tool in ("poetry", "pdm") and command in ("install", "sync"):
        if {"--no-root", "--no-self", "--only", "--only-main", "--dependency"} & set(rest):
            return [(Verb.INSTALLS, "requirements")]
        return [(Verb.INSTALLS, "project" if tool == "pdm" and "--no-editable" in rest else "editable")]
    if tool == "uv" and command == "sync":
        if "--no-install-project" in rest or "--only-group" in rest or "--only-dev" in rest:
            return [(Verb.INSTALLS, "requirements")]
        return [(Verb.INSTALLS, "project" if "--no-editable" in rest else "editable")]
    if (tool == "rye" and command == "sync") or (tool == "flit" and command == "install"):
        editable = tool == "rye" or "-s" in rest or "--symlink" in rest or "--pth-file" in rest
        return [(Verb.INSTALLS, "editable" if editable else "project")]
    if (tool == "pipenv" and command in ("install", "sync")) or tool == "pip-sync":
        return [(Verb.INSTALLS, "requirements")]
    if tool in ("conda", "mamba", "micromamba") and {"install", "create", "update"} & set(rest[:2]):
        return [(Verb.INSTALLS, "requirements" if {"-f", "--file"} & set(rest) else "named")]
    if tool == "pixi" and command == "install":
        return [(Verb.INSTALLS, "requirements")]
    if (tool == "poetry" and command == "audit") or (tool == "pipenv" and command in ("check", "audit")):
        return [(Verb.AUDITS, tool)] if tool == "pipenv" else []
    if tool == "uv" and command == "audit":
        return [(Verb.AUDITS, "uv")]
    return []


def _pip(rest: Words) -> Found:
    command = next((word for word in rest if not word.startswith("-")), "")
    if command == "wheel":
        valued = _VALUED | {"-w", "--wheel-dir", "-r", "--requirement", "--build-option"}
        given = [word for before, word in pairwise(("", *rest)) if before not in valued]
        own = any(_is_path(word) for word in given if not word.startswith("-"))
        return [(Verb.BUILDS_WHEEL, "pip")] if own else []
    if command == "check":
        return []
    if command == "audit":
        return [(Verb.AUDITS, "pip")]
    if command not in ("install", "sync"):
        return []
    found: list[str] = []
    at = rest.index(command) + 1
    while at < len(rest):
        word = rest[at]
        if word in ("-e", "--editable"):
            found.append("editable")
            at += 1
        elif word.startswith(("-e", "--editable=")) and len(word) > 2 and not word.startswith("--ex"):
            found.append("editable")
        elif word in ("-r", "--requirement", "--requirements", "--group"):
            found.append("requirements")
            at += 1
        elif word.startswith(("-r", "--requirement=")):
            found.append("requirements")
        elif word in _VALUED:
            at += 1
        elif not word.startswith("-"):
            found.append(_kind(word))
        at += 1
    if command == "sync":
        found = ["requirements"]
    return [(Verb.INSTALLS, kind) for kind in dict.fromkeys(found)]


def _kind(word: str) -> str:
    path = _EXTRAS.sub("", word).lower()
    built = path.endswith((".whl", ".tar.gz")) or path.startswith(("dist/", "./dist/", "wheelhouse"))
    if built or "/dist/" in path or (path.startswith("$") and "wh" in path):
        return "wheel"
    return "project" if _is_path(word) else f"named:{word}"


def _is_path(word: str) -> bool:
    path = _EXTRAS.sub("", word)
    return "://" not in path and (bool(_PATH.fullmatch(path)) or path.endswith("/"))


def _setup_py(rest: Words) -> Found:
    found: Found = []
    for word in rest:
        if word in ("test", "pytest", "nosetests"):
            found.append((Verb.TESTS, f"setup.py {word}"))
        elif word in ("install", "develop"):
            found.append((Verb.INSTALLS, "editable" if word == "develop" else "project"))
        elif word in ("bdist_wheel", "bdist"):
            found.append((Verb.BUILDS_WHEEL, "setup.py"))
        elif word == "sdist":
            found.append((Verb.BUILDS_SDIST, "setup.py"))
        elif word == "upload":
            found.append((Verb.PUBLISHES, _index(rest)))
        elif word in ("flake8", "lint", "pylint"):
            found.append((Verb.LINTS, f"setup.py {word}"))
        elif word == "build_ext" and ("--inplace" in rest or "-i" in rest):
            found.append((Verb.INSTALLS, "editable"))
    return found


def _index(rest: Words) -> str:
    """Return which index is published to, as far as the arguments say: `pypi`, `testpypi` or another one."""
    text = " ".join(rest)
    if "test.pypi.org" in text or "testpypi" in text.lower() or "test-pypi" in text:
        return "testpypi"
    for at, word in enumerate(rest):
        name, _, value = word.partition("=")
        if name in (
            "-r",
            "--repository",
            "--repository-url",
            "--publish-url",
            "--index",
            "--repo",
            "--registry",
        ):
            value = value or (rest[at + 1] if at + 1 < len(rest) else "")
            return "pypi" if value == "pypi" or "upload.pypi.org" in value else value or "another"
    return "pypi"
