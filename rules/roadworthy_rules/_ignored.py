"""What `.gitignore` files name, and what a target of a Makefile makes."""

import re

from roadworthy import Tree

#: What a rule of a Makefile makes.
_TARGETS = re.compile(r"^([^\s:=#.][^:=#\n]*+):(?!=)", re.MULTILINE)


def is_made_by_target(path: str, tree: Tree) -> bool:
    """Tell whether a Makefile has a target for a path or a directory around it, which `.gitignore` names."""
    parts = path.strip("/").split("/")
    for name in ("GNUmakefile", "Makefile", "makefile"):
        if name not in tree.files:
            continue
        found = _TARGETS.findall(tree.text(name, strict=False))
        targets = {target.strip("/") for line in found for target in line.split()}
        for length in range(1, len(parts) + 1):
            above = "/".join(parts[:length])
            if above in targets and is_ignored_by_name(above, tree):
                return True
    return False


def is_ignored_by_name(path: str, tree: Tree) -> bool:
    """Tell whether a `.gitignore` above a path names it, or its last part: then something makes it."""
    directory, _, name = path.strip("/").rpartition("/")
    parts = directory.split("/") if directory else []
    for length in range(len(parts) + 1):
        base = "".join(f"{part}/" for part in parts[:length])
        if f"{base}.gitignore" in tree.files:
            lines = tree.text(f"{base}.gitignore", strict=False).splitlines()
            inner = path.strip("/").removeprefix(base)
            if any(line.strip().strip("/") in (name, inner) for line in lines):
                return True
    return False
