"""Which files setuptools takes into a package: by `package-data`, and by MANIFEST.in."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from itertools import islice

Takes = Callable[[str], bool]

#: Commands of one file, more than anybody writes.
_CHECKS = 1000


def manifest(text: str) -> Takes:
    """Return what tells whether MANIFEST.in takes a file (setuptools, "Controlling files").

    Commands that leave files out are not followed: what is taken and left out again counts as meant.
    """
    checks = list(islice(_checks(text), _CHECKS))
    return lambda path: any(check(path) for check in checks)


def _checks(text: str) -> Iterator[Takes]:
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        command, *words = line.partition("#")[0].split()[:100] or [""]
        words = [word.strip("/").removeprefix("./") for word in words]
        if command == "include":
            yield _whole(words)
        elif command == "recursive-include" and len(words) > 1:
            yield _below(words[0], words[1:])
        elif command == "global-include":
            yield _below("", words)
        elif command == "graft":
            yield from (_below(word, ["*"]) for word in words)


def _whole(patterns: list[str]) -> Takes:
    """Match paths as a glob does: `*` stays within a directory."""
    found = [pattern.split("/") for pattern in patterns]

    def takes(path: str) -> bool:
        parts = path.split("/")
        return any(len(pattern) == len(parts) and all(map(fnmatchcase, parts, pattern)) for pattern in found)

    return takes


def _below(directory: str, patterns: list[str]) -> Takes:
    head = "" if directory in ("", ".") else f"{directory}/"

    def takes(path: str) -> bool:
        inside = path.startswith(head) or (head and fnmatchcase(path, f"{head}*"))
        names = (path.rpartition("/")[2], path[len(head) :])
        return bool(inside) and any(fnmatchcase(name, pattern) for name in names for pattern in patterns)

    return takes


def package_data(tables: dict[str, list[str]], base: str) -> Takes:
    """Return what tells whether `package-data` takes a file; keys are dotted packages, or `*` for all."""

    def takes(path: str) -> bool:
        for package, patterns in tables.items():
            head = base if package in ("*", "") else f"{base}{package.replace('.', '/')}/"
            for pattern in patterns if path.startswith(head) else ():
                inner = path[len(head) :]
                # Of any package, the file may be relative to each directory above it.
                ends = [inner] if package not in ("*", "") else _ends(inner)
                if any(fnmatchcase(end, pattern.replace("**/", "*")) for end in ends):
                    return True
        return False

    return takes


def _ends(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]
