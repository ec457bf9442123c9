"""Counts the rooms, floors and arrows of the engine, from its imports: `python tests/house.py`.

A room is a folder or a module directly in `src/roadworthy`; an arrow leads from a room to one that it imports
from, wherever the import stands; a room's floor is one above the highest that it imports from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "roadworthy"


def arrows(package: Path = SOURCE, name: str = "roadworthy") -> dict[str, set[str]]:
    """Return, for each room of a package, the rooms that it imports from."""
    rooms = {
        path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    rooms -= {"__init__", "__pycache__"}
    found: dict[str, set[str]] = {room: set() for room in sorted(rooms)}
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room in found:
            targets = set(_imported(ast.parse(path.read_text(encoding="utf-8")), name)) & rooms
            found[room] |= targets - {room}
    return found


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                names = [f"{module}.{alias.name}" for alias in aliases]
            case ast.Import(names=aliases):
                names = [alias.name for alias in aliases]
            case _:
                continue
        for name in names:
            if name.startswith(f"{package}."):
                yield name.removeprefix(f"{package}.").partition(".")[0]


def floors(found: Mapping[str, set[str]]) -> dict[str, int]:
    """Return each room's floor, from 1; raises `graphlib.CycleError` where rooms import in a circle."""
    height: dict[str, int] = {}
    for room in TopologicalSorter(found).static_order():
        height[room] = 1 + max((height[below] for below in found[room]), default=0)
    return height


if __name__ == "__main__":
    house = arrows()
    heights = floors(house)
    for room in sorted(house, key=lambda room: (-heights[room], room)):
        print(f"{heights[room]:2}  {room}: {' '.join(sorted(house[room])) or '-'}")
    print(f"{len(house)} rooms, {max(heights.values())} floors, {sum(map(len, house.values()))} arrows")
