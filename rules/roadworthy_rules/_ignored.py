"""What `.gitignore` files name."""

from roadworthy import Tree


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
