"""The fact `CoreMetadata`: what each wheel and sdist says of itself in METADATA or PKG-INFO, judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roadworthy.core.fact import fact
from roadworthy.core.fault import Flaw, Unmeasured
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.versions import parse_requirement
from roadworthy.facts.artifacts.distinfo import Headers
from roadworthy.facts.artifacts.sdist import Sdist
from roadworthy.facts.artifacts.wheel import Wheel

#: Fields that hold requirements, but that packaging takes as they are.
_UNJUDGED = ("provides-dist", "obsoletes-dist")


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """The core metadata of the archive at `path`, in its `member`.

    `headers` map field names in lower case to values, `description` is the body. `faults` are what
    packaging finds, all of it, each about a field in lower case; `unknown` are the names of fields that no
    specification has.
    """

    path: str
    member: str
    headers: Headers = field(repr=False)
    description: str = field(repr=False)
    faults: tuple[Flaw, ...] = field(repr=False)
    unknown: tuple[str, ...] = field(repr=False)

    def at(self) -> Location:
        """Return the location of the member that holds it."""
        return Location(self.path, (self.member,))

    def first(self, name: str) -> str:
        """Return the first value of a field, stripped; nothing where there is none."""
        return "".join(self.headers.get(name, ())[:1]).strip()


@fact
def core_metadata(
    wheels: tuple[Wheel, ...] | None, sdists: tuple[Sdist, ...] | None
) -> tuple[CoreMetadata, ...]:
    """Read the core metadata of every wheel and sdist that has any; raises `Unmeasured` without both."""
    if wheels is None and sdists is None:
        raise Unmeasured("no wheel and no sdist in dist/")
    members: list[tuple[Wheel | Sdist, str]] = []
    members += [(wheel, f"{wheel.dist_info.directory}/METADATA") for wheel in wheels or ()]
    members += [(sdist, f"{sdist.top}/PKG-INFO") for sdist in sdists or ()]
    return tuple(_read(artifact, member) for artifact, member in members if _has(artifact, member))


def _has(artifact: Wheel | Sdist, member: str) -> bool:
    return any(other.name.removeprefix("./") == member for other in artifact.contents.members)


def _read(artifact: Wheel | Sdist, member: str) -> CoreMetadata:
    from packaging.metadata import parse_email

    unknown: tuple[str, ...] = ()
    faults: list[Flaw] = []
    try:
        _, unparsed = parse_email(artifact.metadata.raw)
        known = {"description", *_known()}
        unknown = tuple(sorted(name for name in unparsed if name not in known))
        faults = [fault for fault in _judged(artifact) if fault.about not in unknown]
    except Exception as error:  # packaging lets through what email and Python raise over odd bytes.
        faults = [Flaw(f"cannot be read: {error}")]
    faults += _requirements(artifact.metadata.headers)
    unique = tuple(dict.fromkeys(faults))
    return CoreMetadata(
        artifact.path, member, artifact.metadata.headers, artifact.metadata.description, unique, unknown
    )


def _known() -> set[str]:
    from packaging.metadata import Metadata

    singular = {"classifiers": "classifier", "platforms": "platform", "license_files": "license-file"}
    singular |= {"supported_platforms": "supported-platform", "project_urls": "project-url"}
    singular |= {"import_names": "import-name", "import_namespaces": "import-namespace"}
    return {singular.get(name, name.replace("_", "-")) for name in vars(Metadata) if not name.startswith("_")}


def _judged(artifact: Wheel | Sdist) -> Iterator[Flaw]:
    from packaging.metadata import InvalidMetadata, Metadata

    try:
        Metadata.from_email(artifact.metadata.raw)
    except ExceptionGroup as group:
        for error in group.exceptions:
            if isinstance(error, InvalidMetadata) and not _is_early(error):
                yield Flaw(_words(error), error.field)
    except InvalidMetadata as error:
        yield Flaw(_words(error), error.field)


def _is_early(error: Exception) -> bool:
    """Tell whether a licence file is named before version 2.4: setuptools did, and uploaders drop it."""
    return getattr(error, "field", "") == "license-file" and "introduced in metadata version" in str(error)


def _words(error: Exception) -> str:
    field = getattr(error, "field", "")
    text = " ".join(str(error).split()).removesuffix(f" for {field!r}").replace("'", "`")
    # Some of packaging's lists come out of sets, in an order that differs from run to run.
    text = re.sub(r"\[(`[^][]*+)\]", lambda found: ", ".join(sorted(found[1].split(", "))), text)
    return text[:1].lower() + text[1:]


def _requirements(headers: Headers) -> Iterator[Flaw]:
    from packaging.requirements import InvalidRequirement

    for name in _UNJUDGED:
        for value in headers.get(name, ()):
            try:
                parse_requirement(value)
            except InvalidRequirement:
                yield Flaw(f"`{value}` is not a valid requirement", name)
