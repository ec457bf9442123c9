"""Which calls are of a library's signals: what the names of a call stand for, in its module and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from roadworthy.core.finding import Location
from roadworthy.facts.operations.calls import Bound, Called
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.signals import SIGNALS, Concern, Signal, is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.python import Import

_STEPS = 4
#: What only training does: a distance that is measured beside it is a loss, or between parts of one set.
_TRAINING = frozenset(
    "train_test_split backward zero_grad GradientTape generator discriminator critic cross_val_score KFold"
    " StratifiedKFold fit_transform".split()
)
#: Names of two parts of one set.
_PARTS = tuple(
    frozenset(both.split())
    for both in (
        "X_train X_test",
        "train test",
        "train_data test_data",
        "train_df test_df",
        "train_set test_set",
    )
)


class Library:
    """The calls of a project, by what they mean."""

    def __init__(self, graph: Graph, calls: Iterable[Called], bound: Iterable[Bound]) -> None:
        self.graph = graph
        self.calls = [*calls, *_decorators(graph)]
        self.bound: dict[str, dict[str, list[Bound]]] = {}
        for item in bound:
            self.bound.setdefault(item.at.file, {}).setdefault(item.name, []).append(item)
        self.imports: dict[str, dict[str, str]] = {}
        for path, module in graph.modules.items():
            self.imports[path] = {
                item.binds: (
                    ".".join(filter(None, (item.module, item.name)))
                    if item.name or item.alias
                    else item.module.partition(".")[0]
                )
                for item in module.imports
                if not item.level
            }
        self._calls: dict[str, list[Called]] = {}
        self._marked: dict[tuple[str, str], bool] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._named_imports: dict[str, dict[str, list[tuple[int, Import]]]] = {}
        for call in self.calls:
            self._calls.setdefault(call.at.file, []).append(call)
        #: The names of the classes of the project that inherit from something.
        self._heirs = {
            item.name for item in graph.definitions.values() if item.kind == "class" and item.bases
        }
        self.made = {path: frozenset(self._made(path)) for path in graph.modules}

    def full(self, path: str, name: str, route: tuple[str | int, ...] = ()) -> str:
        """Return what a dotted name stands for: `report.run` is `evidently.Report.run`."""
        for _ in range(_STEPS):
            found = self._bound(path, name, route)
            if found is None:
                break
            name = found
        return self._elsewhere(path, self._imported(path, name))

    def _imported(self, path: str, name: str) -> str:
        """Return a dotted name whose first part is what a module imports under it."""
        root, dot, rest = name.partition(".")
        return f"{self.imports.get(path, {}).get(root) or root}{dot}{rest}"

    def _bound(self, path: str, name: str, route: tuple[str | int, ...]) -> str | None:
        """Return a name with what was given to its longest known beginning; None where nothing was."""
        known = self.bound.get(path, {})
        parts = name.split(".")
        for length in range(len(parts) - (0 if len(parts) == 1 else 1), 0, -1):
            items = known.get(".".join(parts[:length]))
            if items:
                here = next((item for item in items if item.at.route == route), items[0])
                made = ".".join([here.callee, *parts[length:]])
                return made if made != name and not made.startswith(f"{name}.") else None
        return None

    def _inherited(self, path: str, name: str) -> str:
        """Return a method of a class of the project as that of the library's class which it inherits from.

        `Rows.validate` is `pandera.DataFrameModel.validate`, unless `Rows` has a method of that name itself.
        """
        owner, _, method = name.rpartition(".")
        made = owner.rpartition(".")[2]
        if made not in self._heirs or not _candidates(method):
            return name
        for where, route in (*self.graph.resolved(path, made), *self.graph.resolved(path, owner)):
            definition = self.graph.definitions.get((where, route))
            if definition is None or definition.kind != "class":
                continue
            if self.graph.classes.method((where, route), method):
                continue
            for base in definition.bases:
                made = self._imported(where, base.removesuffix("()"))
                if made.partition(".")[0] in self.graph.roots[where] and "." in made:
                    return f"{made}.{method}"
        return name

    def _elsewhere(self, path: str, name: str) -> str:
        """Return what a name of another module of the project stands for there: a counter in `metrics.py`."""
        parts = name.split(".")
        for item in self._imports_of(path, parts):
            for base, rest in ((item.module, [item.name or ""]), (f"{item.module}.{item.name}", [])):
                where = self.graph.names.module(path, item.level, base.lstrip("."))
                if where is None or where == path:
                    continue
                skip = 1 if parts[0] == (item.alias or item.name) else base.count(".") + 1 + len(rest)
                inner = ".".join([*filter(None, rest), *parts[skip:]])
                found = self._bound(where, inner, ())
                if found:
                    return self._imported(where, found)
        return name

    def _imports_of(self, path: str, parts: list[str]) -> list[Import]:
        """Return the imports of a module, in order, that may bind the beginning of a dotted name."""
        named = self._named_imports.get(path)
        if named is None:
            named = self._named_imports[path] = {}
            for number, item in enumerate(self.graph.modules[path].imports):
                for name in {item.binds, f"{item.module}.{item.name}"}:
                    named.setdefault(name, []).append((number, item))
        found = dict(one for name in accumulate(parts, "{}.{}".format) for one in named.get(name, ()))
        return [found[number] for number in sorted(found)]

    def _made(self, path: str) -> Iterator[str]:
        """Yield what the calls of a module stand for."""
        for items in self.bound.get(path, {}).values():
            for item in items:
                yield self._imported(path, item.callee)
        for call in self._calls.get(path, ()):
            yield self._imported(path, call.callee)

    def found(self) -> Iterator[tuple[Signal, Called, Node]]:
        """Yield each call that is part of a signal, with the definition that holds it."""
        for call in self.calls:
            path = call.at.file
            if path not in self.graph.modules:
                continue
            full = self._inherited(path, self.full(path, call.callee, call.at.route))
            node = self.graph.node_of(path, call.at.route)
            seen: set[Concern] = set()
            for signal in _candidates(full.rpartition(".")[2]):
                if signal.watch in seen or self._is_training(signal, call, node):
                    continue
                # One report may be of drift and of quality.
                if self._is(signal, call, full, path):
                    seen.add(signal.watch)
                    yield signal, call, node

    def _is(self, signal: Signal, call: Called, full: str, path: str) -> bool:
        inside = full == signal.library or full.startswith(f"{signal.library}.")
        if not is_named(signal.does, full.rpartition(".")[2]) and not any(
            "." in one and full.endswith(f".{one}") for one in signal.does.split()
        ):
            return False
        if signal.marks:
            marked = any(is_named(signal.marks, name) for name in call.keywords)
            if not marked and not self._mentions(path, signal.marks):
                return False
        if not signal.makes:
            return inside or (bool(signal.marks) and self._imports(signal, path))
        middle = full.removeprefix(signal.library).strip(".").split(".")[:-1]
        if inside and (signal.makes == "*" or any(is_named(signal.makes, part) for part in middle)):
            return True
        # An object that came from elsewhere: the module makes one of that kind, too.
        root = call.callee.partition(".")[0]
        unknown = inside or (
            not self._knows(path, root)
            and not self._knows(path, full.partition(".")[0])
            and not self.graph.resolved(path, root or ".")
        )
        return (
            unknown
            and signal.makes != "*"
            and any(
                made.startswith(f"{signal.library}.") and is_named(signal.makes, made.rpartition(".")[2])
                for made in self.made[path]
            )
        )

    def _imports(self, signal: Signal, path: str) -> bool:
        return any(
            name == signal.library or name.startswith(f"{signal.library}.")
            for name in self.imports[path].values()
        )

    def _mentions(self, path: str, marks: str) -> bool:
        """Tell whether a module mentions one of the marks of a signal: asked for each of its calls."""
        if (path, marks) not in self._marked:
            module = self.graph.modules[path]
            names = module.mentioned.union(item.name or "" for item in module.imports)
            self._marked[path, marks] = any(is_named(marks, name) for name in names)
        return self._marked[path, marks]

    def _knows(self, path: str, name: str) -> bool:
        """Tell whether a name is imported by a module, or what it imports has that name."""
        if path not in self._known:
            self._known[path] = frozenset((*self.imports[path], *self.imports[path].values()))
        return name in self._known[path]

    def _is_training(self, signal: Signal, call: Called, node: Node) -> bool:
        """Tell whether a call compares parts of one training set, or measures a loss."""
        definition = self.graph.definitions.get(node)
        module = self.graph.modules[node[0]]
        names = definition.names if definition is not None else module.names
        if signal.watch.value == "drift" and (names & _TRAINING or any(both <= names for both in _PARTS)):
            return True
        return signal.library == "scipy" and call.arguments < 2


@lru_cache(4096)
def _candidates(last: str) -> tuple[Signal, ...]:
    """Return the signals that a call may be part of whose name ends so."""
    return tuple(
        signal
        for signal in SIGNALS
        if is_named(signal.does, last) or any(one.endswith(f".{last}") for one in signal.does.split())
    )


def _decorators(graph: Graph) -> Iterator[Called]:
    """Yield decorators without arguments as the calls that they are."""
    for (path, _), definition in graph.definitions.items():
        for name in definition.decorators:
            if not name.endswith("()"):
                yield Called(name, Location(path, definition.route, definition.span))
