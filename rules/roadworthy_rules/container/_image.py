"""What is in the image that a Dockerfile builds: what its stages install, and what COPY takes from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from roadworthy import Verb
from roadworthy_rules.container._directories import Directories, builds_nothing
from roadworthy_rules.container._shared import certain_commands

if TYPE_CHECKING:
    from roadworthy import Dockerfile, Instruction, Location, Pyproject, Resolver

#: Paths that hold installed packages, and those that hold wheels or single files.
_WHEELS = re.compile(r"(?i)(?:.*/)?(?:[^/]*\.whl|\*|wheels?(?:house)?/?\*?|dist/?\*?(?:\.whl)?)")
#: Where wheels of dependencies are kept beside a project that is no package.
_OF_OTHERS = re.compile(r"(?i)(?:[^\s/]{0,80}/){0,8}(?:vendor|wheels?)[\w.-]{0,40}/\*?[^/]*\.whl")
_FILE = re.compile(r"(?:.*/)?(?:[^/]+\.(?!venv\b|local\b)\w{1,6}|bin/?[^/]*)")
#: What says what to install.
_REQUIREMENTS = re.compile(
    r"(?i)requirement|constraint|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|\.(?:lock|txt|whl)$"
)
#: What brings code from elsewhere; `curl` in a list of packages to install, or for an installer, does not.
_FETCHES = re.compile(
    r"\bgit clone\b|\bgit\+https"
    r"|\b(?:curl|wget)\b[^;&|\n]{0,300}(?:\.zip|\.tar|\.tgz|\.py\b|/tarball|/zipball)"
)
_ENVIRONMENT = re.compile(r"(?i)venv|virtualenv|site-packages|dist-packages|/env\b")
#: Names of packages in a command, and those that install or start others and are no library of a project.
_NAMED = re.compile(r"[A-Za-z][\w.-]*(?:\[[\w,-]*\])?(?:[=<>~!].*)?")
_TOOLS = frozenset(
    "build gunicorn hatch install pdm pip pip3 pip-tools pipenv pipx poetry python python3 setuptools".split()
    + "supervisor uv uvicorn wheel".split()
)
#: How a script that was not found is named.
_UNSEEN_SCRIPT = re.compile(r"`(?:[^`]{0,200}/)?([^`/]{1,100}\.py)`")
#: What an editable or managed install needs, where the project is no package.
_MANAGED = frozenset("uv poetry pdm rye hatch".split())
#: Installations of the checkout itself.
_OWN = frozenset(("editable", "project"))


@dataclass(frozen=True, slots=True)
class Installed:
    """One thing that is installed: `wheel`, `project`, `index`, `editable` or `requirements`, by what, where.

    `isolated` is true where only the environment was copied from the stage that installed it.
    """

    what: str
    words: str
    at: Location
    isolated: bool = False


@dataclass(slots=True)
class Image:
    """A stage after its last instruction: what is installed, what it holds, and what is unknown."""

    installed: list[Installed] = field(default_factory=list)
    #: Whether a wheel of the project was built here, or came from the build context.
    wheel: bool = False
    wheels: bool = False
    source: list[Instruction] = field(default_factory=list)
    #: Whether anything but lists of requirements is copied into it.
    copies: bool = False
    unseen: list[str] = field(default_factory=list)
    #: Libraries that are installed by their names.
    named: set[str] = field(default_factory=set)
    #: The image from elsewhere that it is built from.
    base: str = ""
    #: What a variable or a command names that is installed: `pip install $(pwd)`.
    unclear: str = ""
    #: The scripts of Python that are copied into it by their names.
    files: set[str] = field(default_factory=set)
    #: Where it works, and which directories hold code of others.
    directories: Directories = field(default_factory=Directories)

    def best(self) -> Installed | None:
        """Return what comes nearest to the built package.

        Of several installations of the checkout, the last one replaces those before it.
        """
        order = ("wheel", "index", "project", "editable", "requirements")
        own = [item for item in self.installed if item.what in _OWN]
        left = [item for item in self.installed if item.what not in _OWN or item is own[-1]]
        return min(left, key=lambda item: order.index(item.what), default=None)


def image_of(dockerfile: Dockerfile, resolver: Resolver, pyproject: Pyproject | None) -> Image:
    """Return what is in the last stage; what a script that is not there may install is in `unseen`."""
    stages: list[Image] = []
    names = {stage.name.lower(): stage.index for stage in dockerfile.stages if stage.name}
    for stage in dockerfile.stages:
        image = Image()
        if stage.base is not None:
            base = stages[stage.base]
            image = Image(list(base.installed), base.wheel, base.wheels, list(base.source), base.copies)
            image.unseen += base.unseen
            image.files |= base.files
            image.directories = base.directories.copied()
            image.base, image.unclear = base.base, base.unclear
        elif not stage.image_known:
            image.unseen.append(f"`{stage.image}`, whose name is a variable")
        else:
            image.base = stage.image
        stages.append(image)
        for item in dockerfile.instructions:
            if item.stage != stage.index:
                continue
            if item.keyword in ("COPY", "ADD"):
                _copy(item, image, stages, names)
            elif item.keyword == "WORKDIR":
                image.directories.enter(item.arguments)
            elif item.keyword == "RUN":
                _run(item, image, stages, names, dockerfile, resolver, pyproject)
    return stages[-1] if stages else Image()


def sources_of(item: Instruction) -> tuple[str, ...]:
    """Return what a COPY or ADD copies."""
    return tuple(item.json or item.arguments.partition("\n")[0].split())[:-1]


def copied_stage(item: Instruction, names: dict[str, int]) -> int | str | None:
    """Return the stage that a COPY takes from: its index, another image's name, or None for the context."""
    for flag in item.flags:
        if flag.startswith("--from="):
            value = flag.partition("=")[2]
            if value.isdecimal() and len(value) < 4:
                return int(value)
            return names.get(value.lower(), value)
    return None


def _copy(item: Instruction, image: Image, stages: list[Image], names: dict[str, int]) -> None:
    origin = copied_stage(item, names)
    sources = sources_of(item)
    if origin is None:
        if any(source.endswith(".whl") for source in sources):
            image.wheel = image.wheels = True
        image.copies = image.copies or not all(map(_REQUIREMENTS.search, sources))
        image.files |= {source.rpartition("/")[2] for source in sources if source.endswith(".py")}
        if _has_directory(sources):
            image.source.append(item)
        return
    if isinstance(origin, str):
        # An image from elsewhere: uv's own, or a base that holds the environment.
        if not any(_FILE.fullmatch(source) for source in sources) and "uv" not in origin:
            image.unseen.append(f"what `{origin}` holds")
        return
    if not 0 <= origin < len(stages) - 1:
        return
    other = stages[origin]
    for source in sources:
        if _WHEELS.fullmatch(source):
            image.wheel, image.wheels = image.wheel or other.wheel, True
        elif not _FILE.fullmatch(source):
            isolated = bool(_ENVIRONMENT.search(source))
            image.installed += [
                Installed(one.what, one.words, one.at, isolated or one.isolated) for one in other.installed
            ]
            image.wheel = image.wheel or other.wheel
            image.unseen += other.unseen
            image.unclear = image.unclear or other.unclear
            image.copies = image.copies or (other.copies and not isolated)
            if not isolated:
                image.source += other.source


def _run(
    item: Instruction,
    image: Image,
    stages: list[Image],
    names: dict[str, int],
    dockerfile: Dockerfile,
    resolver: Resolver,
    pyproject: Pyproject | None,
) -> None:
    for flag in item.flags:
        origin = next((part[5:] for part in flag.split(",") if part.startswith("from=")), "")
        if origin.lower() in names and names[origin.lower()] < len(stages) - 1:
            image.wheel = image.wheel or stages[names[origin.lower()]].wheel
    at = dockerfile.at(item)
    script = " ".join(item.json) if item.json else item.arguments
    image.copies = image.copies or _FETCHES.search(script) is not None
    image.directories.run(script)
    found = resolver.resolve_script(script, at)
    if found.unseen and (folder := at.file.rpartition("/")[0]):
        # The directory of the Dockerfile may be what it copies.
        beside = resolver.resolve_script(script, at, folder)
        found = beside if len(beside.unseen) < len(found.unseen) else found
    # A script of Python that a COPY brought by its name is in the checkout, below another directory.
    image.unseen += [one.what for one in found.unseen if _script_named(one.what) not in image.files]
    if not found.acts:
        scripts = [words[0] for words in certain_commands(script) if words[0].endswith(".sh")]
        image.unseen += [f"what `{path}` does" for path in scripts]
    for act in found.acts:
        words = " ".join(act.words)
        if act.verb is Verb.BUILDS_WHEEL:
            image.wheel = image.wheels = True
        elif act.verb is Verb.INSTALLS and (what := _kind(act.detail, act.words, image, pyproject)):
            # A library that is installed from its source is one that the project needs.
            if what in _OWN and (
                builds_nothing(dockerfile, resolver.tree)
                or (
                    holds_source(dockerfile)
                    and image.directories.of_others(script, act.words, own_name(pyproject), resolver.tree)
                )
            ):
                what = "requirements"
            image.installed.append(Installed(what, words[:80], at))
        elif act.verb is Verb.INSTALLS and act.detail.startswith("named:"):
            if act.detail.startswith("named:$"):
                image.unclear = image.unclear or act.detail.removeprefix("named:")
            image.named |= {word for word in act.words if _NAMED.fullmatch(word)} - _TOOLS
            # One package may be a tool; several are what the project needs.
            if len(image.named) > 1:
                image.installed.append(Installed("requirements", words[:80], at))


def holds_source(dockerfile: Dockerfile) -> bool:
    """Tell whether an image is given directories of the checkout; what Git clones is code of others then."""
    return any(
        item.keyword in ("COPY", "ADD")
        and not any(flag.startswith("--from=") for flag in item.flags)
        and _has_directory(sources_of(item))
        for item in dockerfile.instructions
    )


def _has_directory(sources: tuple[str, ...]) -> bool:
    return any("." not in source.rstrip("/").rpartition("/")[2].strip(".") for source in sources)


def _script_named(unseen: str) -> str:
    """Return the name of the script of Python that a resolver did not find; "" where it is something else."""
    found = _UNSEEN_SCRIPT.search(unseen)
    return found[1] if found else ""


def _kind(detail: str, words: tuple[str, ...], image: Image, pyproject: Pyproject | None) -> str:
    """Return what an install really installs, given what the stage holds; nothing for another package."""
    own = own_name(pyproject)
    if detail.startswith("named:"):
        name = re.split(r"[\[<>=!~;@ ]", detail[6:].strip("\"'"), maxsplit=1)[0]
        return "index" if own and canonicalize_name(name) == own else ""
    from_wheels = detail == "wheel" or any(_WHEELS.fullmatch(word) and "*" in word for word in words)
    if from_wheels and detail in ("wheel", "project"):
        # A wheel that is fetched by a name of its own is another package.
        fetched = next((word for word in words if "://" in word and ".whl" in word), "")
        if fetched and not (own and _distribution(fetched) == own):
            return ""
        # Wheels of the dependencies alone, or one that someone built before.
        package = pyproject is not None and pyproject.is_package
        others = image.wheels or (not package and any(map(_OF_OTHERS.match, words)))
        return "wheel" if image.wheel or not others else "requirements"
    if detail == "editable" and words[0] in _MANAGED and not (pyproject is not None and _is_built(pyproject)):
        return "requirements"
    return detail if detail in ("project", "editable", "requirements") else ""


def own_name(pyproject: Pyproject | None) -> str:
    """Return the normalized name of the project; "" where it has none."""
    name = pyproject.get(str, "project", "name") if pyproject is not None else None
    return canonicalize_name(name) if name else ""


def _distribution(url: str) -> str:
    """Return the normalized name of the distribution of a wheel at an address."""
    return canonicalize_name(url.rpartition("/")[2].partition("-")[0])


def _is_built(pyproject: Pyproject) -> bool:
    """Tell whether uv or Poetry installs the project itself, and not only its dependencies."""
    if pyproject.get(bool, "tool", "uv", "package") is False:
        return False
    if pyproject.get(bool, "tool", "poetry", "package-mode") is False:
        return False
    return pyproject.is_package
