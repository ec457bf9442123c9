from collections import Counter
from collections.abc import Iterator

from roadworthy import (
    Finding,
    Location,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    Span,
    and_more,
    rule,
)
from roadworthy_rules.code.calls._classes import NETWORKS, OwnClass
from roadworthy_rules.code.calls._own import Own
from roadworthy_rules.code.calls._seen import ModuleCalls, OwnCall
from roadworthy_rules.code.calls._signatures import Function, Given, Taken

#: What torch and Python call with arguments of their own, and what estimators take by convention.
_CONVENTIONS = frozenset(
    "__call__ backward collate collate_fn fit fit_transform forward score transform".split()
)
#: By one of these, any attribute may be read.
_UNSEEN = frozenset("__dict__ asdict getattr vars".split())
_BARE = NETWORKS.union("ABC Dataset Generic data.Dataset object torch.utils.data.Dataset".split())


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("ARG001", "ARG002", "ARG003", "ARG004", "pylint:unused-argument", "pylint:W0613"),
    handwritten=True,
)
def parameter_unused(
    own: Own,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
) -> Iterator[Finding]:
    """A function takes a setting that callers give, and never uses it.

    `load(rows, augment=True)` runs as if `augment` were false: callers believe in a setting that does
    nothing. Use the parameter, or delete it from the function and its calls.

    The rule reports parameters with a default that a call sets nevertheless, and those that a constructor
    only keeps, if nothing in the project reads an attribute of that name. It ignores libraries, functions
    that do nothing yet, decorated functions, methods that a base class or another class of the project has
    too, and parameters whose name begins with `_` or `unused`.

    ```python load.py bad
    def load(path, augment=False):
        return [float(line) for line in open(path)]

    if __name__ == "__main__":
        print(load("rows.txt", augment=True))
    ```
    ```python model.py bad
    class Model:
        def __init__(self, size, margin):
            self.size = size
            self.margin = margin

        def loss(self, good, bad):
            return max(0, 1 - good + bad) / self.size

    if __name__ == "__main__":
        print(Model(7, margin=0.5).loss(1, 2))
    ```
    ```python load.py good
    def load(path, augment=False, _limit=None):
        rows = [float(line) for line in open(path)]
        return rows + rows if augment else rows

    def save(rows, path):
        raise NotImplementedError

    class Model:
        def __init__(self, size, margin):
            self.size = size
            self.margin = margin

    class Small:
        def area(self, rows, scale=1):
            return len(rows)

    class Large:
        def area(self, rows, scale=1):
            return scale * len(rows)

    def shown(name, row):
        return f"the row {name}"

    if __name__ == "__main__":
        print(load("rows.txt", augment=True, _limit=3), save([], "rows.txt"))
        model = Model(7, margin=0.5)
        print(model.size, model.margin, Small().area([], 2), Large().area([], 2), shown("a", 7))
    ```
    """
    # What a library keeps, its users may read.
    if profile.name == "library":
        return
    if not any(function.unread for one in own.seen.values() for function in _functions(one)):
        return
    forms = Counter(_form(function) for one in own.seen.values() for function in _functions(one))
    read = _read(modules, notebooks)
    found: dict[tuple[str, int], tuple[str, dict[str, Location]]] = {}
    for one in own.running():
        for call in one.calls:
            meant = _meant(own, one.path, call) if call.given else None
            if meant is None or call.given is None:
                continue
            path, name, function, taken = meant
            # What others take as well is an interface.
            if not function.unread or forms[_form(function)] > 1:
                continue
            told = found.setdefault((path, function.line), (name, {}))[1]
            for parameter, attribute in function.unread:
                counts = (
                    read is not None and attribute not in read if attribute else _is_setting(taken, parameter)
                )
                if counts and _gives(call.given, taken, parameter):
                    told.setdefault(parameter, Location(one.path, span=call.at))
    for (path, line), (name, told) in sorted(found.items()):
        if told:
            listing = and_more(list(told), 3)
            at = Location(path, span=Span(line, 1, line, 1))
            it = "it" if len(told) == 1 else "them"
            message = f"`{name}` is given {listing}, and does not use {it}"
            yield Finding(message, at, related=tuple(told.values())[:10])


def _functions(one: ModuleCalls) -> Iterator[Function]:
    yield from one.functions.values()
    for cls in one.classes.values():
        yield from cls.methods.values()


def _form(function: Function) -> tuple[str, ...]:
    """Return what functions share that stand for each other: a name, and constructors their parameters."""
    if function.name != "__init__" or function.signature is None:
        return (function.name,)
    return (function.name, *function.signature.names, *function.signature.keywords)


def _read(modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]) -> set[str] | None:
    """Return the attributes that the project reads; None where it may read any."""
    read = {name for notebook in notebooks for name in notebook.names}
    for module in modules:
        for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
            if not _UNSEEN.isdisjoint(uses):
                return None
            for use in uses:
                if use.startswith("'"):
                    read.add(use[1:])
                elif "." in use:
                    read.update(use.split(".")[1:])
    return read


def _meant(own: Own, path: str, call: OwnCall) -> tuple[str, str, Function, Taken] | None:
    """Return the function that a call certainly runs: its module, its name for readers, and what it takes."""
    parts = call.callee.split(".")
    if call.holder and not own.kin.is_kept((path, call.holder), parts[0]):
        return None
    if call.within or call.made:
        if call.within:
            owner = (path, call.within)
        else:
            made = own.meaning(path, call.made.split("."))
            if made is None or not isinstance(made[1], OwnClass):
                return None
            owner = (made[0], made[1].name)
        cls = own.kin.class_at(owner)
        method = cls.methods.get(parts[-1]) if cls and len(parts) == 2 and parts[0] != "super()" else None
        if cls is None or method is None or not _alone(own, owner, cls) or method.name in _CONVENTIONS:
            return None
        return (owner[0], f"{cls.name}.{method.name}", method, method.bound) if method.bound else None
    found = own.meaning(path, parts)
    if found is None:
        return None
    at, what = found
    if isinstance(what, OwnClass):
        init = what.methods.get("__init__")
        if init is None or init.bound is None or not what.fixed or not _BARE.issuperset(what.bases):
            return None
        return at, what.name, init, init.bound
    if what.signature is None or what.kind != "function" or what.name in own.stored | _CONVENTIONS:
        return None
    return at, what.name, what, what.signature


def _alone(own: Own, owner: tuple[str, str], cls: OwnClass) -> bool:
    """Tell whether no class above or below may ask for the same methods."""
    return _BARE.issuperset(cls.bases) and len(own.kin.family(owner)) == 1


def _is_setting(taken: Taken, parameter: str) -> bool:
    """Tell whether a parameter has a default."""
    named = parameter in taken.keywords and parameter not in taken.needed
    return named or parameter in taken.names[taken.required :]


def _gives(given: Given, taken: Taken, parameter: str) -> bool:
    """Tell whether a call gives an argument."""
    return parameter in given.names or parameter in taken.names[: given.number]
