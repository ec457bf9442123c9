"""Which files setuptools takes into a package: by `package-data`, and by MANIFEST.in."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from itertools import islice

Takes = Callable[[str], bool]

#: Commands of one file, more than anybody writes.
_CHECKS = 1000
#: Characters of one pattern that are looked at.
_LENGTH = 500


def manifest(text: str) -> Takes:
    """Return what tells whether MANIFEST.in takes a file (setuptools, "Controlling files").

    Commands that leave files out are not followed: what is taken and left out again counts as meant.
    """
    patterns = list(islice(_patterns(text), _CHECKS))
    return lambda path: any(_matches(path, pattern) for pattern in patterns)


def _patterns(text: str) -> Iterator[str]:
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        command, *words = line.partition("#")[0].split() or [""]
        words = [word.strip("/").removeprefix("./") for word in words]
        if command == "include":
            yield from words
        elif command == "recursive-include" and words:
            yield from (f"{words[0]}/**/{word}" if words[0] != "." else f"**/{word}" for word in words[1:])
        elif command == "global-include":
            yield from (f"**/{word}" for word in words)
        elif command == "graft":
            yield from (f"{word}/**" if word != "." else "**" for word in words)


def package_data(tables: dict[str, list[str]], base: str) -> Takes:
    """Return what tells whether `package-data` takes a file; keys are dotted packages, or `*` for all."""

    def takes(path: str) -> bool:
        for package, patterns in tables.items():
            every = package in ("*", "")
            head = base if every else f"{base}{package.replace('.', '/')}/"
            if path.startswith(head):
                inner = path[len(head) :].split("/")
                # Of any package, the file is relative to each directory above it.
                ends = ["/".join(inner[start:]) for start in range(len(inner) if every else 1)]
                if any(_matches(end, pattern) for end in ends for pattern in patterns):
                    return True
        return False

    return takes


def _matches(path: str, pattern: str) -> bool:
    """Tell whether a glob takes a path: `**` goes through any number of directories, `*` stays in one."""
    parts = path.split("/")
    ends = {0}
    for wanted in pattern[:_LENGTH].split("/"):
        if wanted == "**":
            ends = {end for start in ends for end in range(start, len(parts) + 1)}
        else:
            ends = {start + 1 for start in ends if start < len(parts) and fnmatchcase(parts[start], wanted)}
    return len(parts) in ends
