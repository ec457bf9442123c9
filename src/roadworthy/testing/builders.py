"""Builds artifacts in memory for examples and tests: wheels (PEP 427), sdists (PEP 625) and a Git index.

Pure functions from text to bytes. Equal input gives equal bytes on any machine: timestamps are fixed and
nothing is compressed. What they build is valid unless told otherwise. wheel's `WheelFile` writes to the disk,
has a RECORD without faults, and would be a dependency of every pack's tests; our tests hold what is built
here to it.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from roadworthy.core.names import escaped

#: The core metadata's body.
_DESCRIPTION = {"Description": "A demo.\n"}
#: How native code starts; such text stands for bytes, one a character.
_BINARY = ("\x7fELF", "MZ", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe")


def build_wheel(
    *,
    name: str = "demo",
    version: str = "1.0",
    tag: str = "py3-none-any",
    files: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] = {},
    wheel: Mapping[str, str] = {},
    record: Mapping[str, str] = {},
    entry_points: str = "",
    modes: Mapping[str, int] = {},
    omit: Sequence[str] = (),
    info: str = "",
    padding: Mapping[str, int] = {},
    compression: str = "stored",
    zip_faults: Sequence[str] = (),
    binaries: Mapping[str, Mapping[str, Any]] = {},
) -> tuple[str, bytes]:
    """Return the filename and content of a wheel.

    `tag` may be compressed (`py2.py3-none-any`) and begin with a build tag. `files` replaces the default,
    a package with an empty `__init__.py`; a path that ends with `/` makes a directory, one of `.dist-info`
    wins over what would be generated. `metadata` and `wheel` add to or override the headers of METADATA
    and WHEEL: the value "" drops a header, lines repeat it, and `Description` is the body. `record`
    overrides what follows the path in a row of RECORD (`"sha256=...,12"`): "" drops the row, an unknown
    path adds one. `modes` gives members other mode bits than 0o644. Members in `omit` are left out, and
    so are their rows. `info` is the name of another `.dist-info` directory. `padding` adds so many blocks of
    4 KiB to members, which deflate to a hundredth. `compression` and `zip_faults` are those of `write_zip`,
    and "tar" for a wheel that is a tar archive as well.
    `binaries` are members of native code, by the arguments of `build_binary`.
    """
    plain = escaped(name)
    info = info or f"{plain}-{version}.dist-info"
    headers = {"Metadata-Version": "2.4", "Name": name, "Version": version, **_DESCRIPTION}
    contents = {
        **({_tar_name(f"{plain}/"): ""} if "tar" in zip_faults else {}),
        **({f"{plain}/__init__.py": ""} if files is None else files),
        f"{info}/METADATA": _headers(headers, metadata),
        f"{info}/WHEEL": _headers(_wheel_headers(tag), wheel),
    }
    if entry_points:
        contents[f"{info}/entry_points.txt"] = entry_points
    contents.update(files or {})
    data = {
        path: _encoded(text) + _padding(padding.get(path, 0))
        for path, text in contents.items()
        if path not in omit
    }
    if binaries:
        from roadworthy.testing.binarybuilder import build_binary

        data.update((path, build_binary(**arguments)) for path, arguments in binaries.items())
    listing = f"{info}/RECORD"
    if listing not in (*data, *omit):
        data[listing] = _record(data, listing, record)
    return f"{plain}-{version}-{tag}.whl", _zip(data, modes, {}, compression, zip_faults)


def build_sdist(
    *,
    name: str = "demo",
    version: str = "1.0",
    files: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] = {},
    top: str = "",
    links: Mapping[str, str] = {},
    suffix: str = ".tar.gz",
    omit: Sequence[str] = (),
    modes: Mapping[str, int] = {},
    sparse: Sequence[str] = (),
    padding: Mapping[str, int] = {},
) -> tuple[str, bytes]:
    """Return the filename and content of an sdist, a `.tar.gz` or `.zip` by its `suffix`.

    `files`, `links` (path -> target of a symbolic link), `modes` and `omit` name paths below `top`, which
    is `<name>-<version>` by default; a path with a leading slash counts from the archive's root. PKG-INFO
    and pyproject.toml are there unless they are in `omit`; `metadata` overrides the headers of PKG-INFO as
    for a wheel. `sparse` are paths of empty sparse files, for a `.tar.gz` alone. `padding` adds blocks as
    for a wheel, and makes files that are not there.
    """
    plain = escaped(name)
    stem = f"{plain}-{version}"
    headers = {"Metadata-Version": "2.4", "Name": name, "Version": version, **_DESCRIPTION}
    contents = {
        "PKG-INFO": _headers(headers, metadata),
        "pyproject.toml": (
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
            f'[project]\nname = "{name}"\nversion = "{version}"\n'
        ),
        **({f"src/{plain}/__init__.py": ""} if files is None else files),
    }

    def rooted(path: str) -> str:
        return path[1:] if path.startswith("/") else f"{top or stem}/{path}"

    contents |= {path: "" for path in padding if path not in contents}
    data = {
        rooted(path): _encoded(text) + _padding(padding.get(path, 0))
        for path, text in contents.items()
        if path not in omit
    }
    targets = {rooted(path): target for path, target in links.items()}
    bits = {rooted(path): mode for path, mode in modes.items()}
    if suffix == ".zip":
        return f"{stem}{suffix}", _zip(data, bits, targets)
    return f"{stem}{suffix}", _tar(data, bits, targets, [rooted(path) for path in sparse])


def git_index(paths: Iterable[str]) -> bytes:
    """Return a `.git/index` of version 2 that tracks `paths`, each an empty file."""
    import hashlib

    blob = hashlib.sha1(b"blob 0\0", usedforsecurity=False).digest()
    names = sorted({path.encode("utf-8", "surrogateescape") for path in paths})
    index = b"DIRC" + (2).to_bytes(4, "big") + len(names).to_bytes(4, "big")
    for name in names:
        entry = bytes(24) + (0o100644).to_bytes(4, "big") + bytes(12) + blob
        entry += min(len(name), 0xFFF).to_bytes(2, "big") + name
        index += entry + bytes(8 - len(entry) % 8)
    return index + hashlib.sha1(index, usedforsecurity=False).digest()


def _tar_name(prefix: str) -> str:
    from roadworthy.testing.zipbuilder import tar_name

    return tar_name(prefix)


def _encoded(text: str) -> bytes:
    return text.encode("latin-1" if text.startswith(_BINARY) else "utf-8")


def _padding(blocks: int) -> bytes:
    import hashlib

    digests = (hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(blocks))
    return b"".join(digest.ljust(4096, b"\0") for digest in digests)


def _wheel_headers(tag: str) -> dict[str, str]:
    *first, pythons, abis, platforms = tag.split("-")
    tags = [f"{p}-{a}-{f}" for p in pythons.split(".") for a in abis.split(".") for f in platforms.split(".")]
    pure = all(one.endswith("-none-any") for one in tags)
    headers = {"Wheel-Version": "1.0", "Generator": "demo", "Root-Is-Purelib": str(pure).lower()}
    return {**headers, "Tag": "\n".join(tags), **({"Build": first[0]} if first else {})}


def _headers(defaults: Mapping[str, str], overrides: Mapping[str, str]) -> str:
    given = {name.lower(): (name, value) for name, value in [*defaults.items(), *overrides.items()]}
    _, body = given.pop("description", ("", ""))
    lines = [f"{name}: {line}\n" for name, value in given.values() for line in value.splitlines()]
    return "".join(lines) + (f"\n{body}" if body else "")


def _record(data: Mapping[str, bytes], listing: str, overrides: Mapping[str, str]) -> bytes:
    import base64
    import hashlib

    rows = {}
    for path, content in data.items():
        if not path.endswith("/"):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows[path] = f"sha256={digest},{len(content)}"
    rows |= {listing: ",", **overrides}
    return "".join(f"{_quoted(path)},{row}\n" for path, row in rows.items() if row).encode()


def _quoted(path: str) -> str:
    special = any(character in path for character in ',"\r\n')
    return '"' + path.replace('"', '""') + '"' if special else path


def _mode(path: str, modes: Mapping[str, int], kind: int = stat.S_IFREG) -> int:
    if path.endswith("/"):
        return stat.S_IFDIR | modes.get(path, 0o755)
    mode = modes.get(path, 0o644)
    return mode if stat.S_IFMT(mode) else kind | mode


def _zip(
    data: Mapping[str, bytes],
    modes: Mapping[str, int],
    links: Mapping[str, str],
    compression: str = "stored",
    faults: Sequence[str] = (),
) -> bytes:
    from roadworthy.testing.zipbuilder import write_zip

    members = [(path, content, _mode(path, modes)) for path, content in data.items()]
    members += [(path, target.encode(), _mode(path, modes, stat.S_IFLNK)) for path, target in links.items()]
    return write_zip(members, compression=compression, faults=faults)


def _tar(
    data: Mapping[str, bytes], modes: Mapping[str, int], links: Mapping[str, str], sparse: Sequence[str]
) -> bytes:
    from roadworthy.testing.tarbuilder import write_tar

    members = [(path, content, _mode(path, modes)) for path, content in data.items()]
    targets = [(path, target, _mode(path, modes)) for path, target in links.items()]
    return write_tar(members, targets, [(path, _mode(path, modes)) for path in sparse])
