"""What the filename of a wheel (PEP 427) or sdist (PEP 625) says."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy.core.versions import parse_version

SDIST_SUFFIXES = (".tar.gz", ".zip")


@dataclass(frozen=True, slots=True)
class Filename:
    """A name and version in normal form, a build tag and tags, or a `fault` that leaves some empty."""

    name: str = ""
    version: str = ""
    build: str = ""
    tags: tuple[str, ...] = ()
    fault: str = ""


def read_wheel_filename(filename: str) -> Filename:
    """Return what a wheel's filename says; where it says nothing valid, only `fault`."""
    from packaging.utils import parse_wheel_filename

    try:
        name, version, build, _ = parse_wheel_filename(filename)
    except ValueError as error:
        return Filename(fault=_fault(error))
    pythons, abis, platforms = (part.split(".") for part in filename[:-4].lower().split("-")[-3:])
    tags = tuple(f"{python}-{abi}-{platform}" for python in pythons for abi in abis for platform in platforms)
    return Filename(name, str(version), "".join(map(str, build)), tuple(dict.fromkeys(tags)))


def read_sdist_filename(filename: str) -> Filename:
    """Return what an sdist's filename says; where it is not valid, name and version as good as they come."""
    from packaging.utils import canonicalize_name, parse_sdist_filename

    try:
        name, version = parse_sdist_filename(filename)
    except ValueError as error:
        raw_name, _, raw_version = sdist_stem(filename).rpartition("-")
        return Filename(canonicalize_name(raw_name), raw_version, fault=_fault(error))
    return Filename(name, str(version))


def sdist_stem(filename: str) -> str:
    """Return an sdist's filename without its suffix."""
    for suffix in SDIST_SUFFIXES:
        if filename.lower().endswith(suffix):
            return filename[: -len(suffix)]
    return filename


def bears_name(filename: str, name: str) -> bool:
    """Tell whether a wheel's or sdist's filename starts with a project's name, however it is spelled."""
    from packaging.utils import canonicalize_name

    wanted = canonicalize_name(name)
    stem = sdist_stem(filename)
    parts = stem.split("-")
    for count in range(1, len(parts)):
        if canonicalize_name("-".join(parts[:count])) == wanted:
            # An sdist has no more than a version after its name: demo-extra-1.0 is another project's.
            return filename.lower().endswith(".whl") or _is_rest("-".join(parts[count:]))
    return False


def _is_rest(text: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        parse_version(text)
    except InvalidVersion:
        return "-" not in text
    return True


def _fault(error: ValueError) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
