"""Pages of facts, for authors of packs: what each one is, how it is asked for, and what it holds."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator

import roadworthy
from roadworthy import HOMES
from roadworthy.core.fault import Fault
from roadworthy.core.registry import FileFact, Provider, Registry
from roadworthy.core.signature import Key, hints_of, imported, item_of, loaded, members_of


@dataclasses.dataclass(frozen=True, slots=True)
class FactPage:
    """One fact: the class that a parameter's annotation names, how it may be asked for, and who gives it."""

    name: str
    kind: type
    asked: tuple[str, ...]
    given_by: str

    @property
    def text(self) -> str:
        """The page as Markdown."""
        document = inspect.cleandoc(self.kind.__doc__ or "")
        ways = "\n".join(f"- `{way}`" for way in self.asked)
        holds = "\n".join(_members(self.kind))
        parts = (f"## {self.name}", document, ways, self.given_by, holds)
        return "\n\n".join(filter(None, parts)) + "\n"


def fact_pages(registry: Registry) -> list[FactPage]:
    """Return the pages of all facts that rules and other facts may ask for, sorted by name."""
    pages: dict[str, FactPage] = {}
    for file in (known.whole for known in registry.kinds):
        whole = f"a rule on a whole `{file.suffix}` file"
        for kind in {file.subject, *file.contexts}:
            asked = [f"file: {kind.__name__} ({whole})"] if kind is file.subject else []
            if kind in file.contexts:
                asked.append(f"node: ast.Call, within: {kind.__name__} (a rule on a node of its syntax tree)")
            but = f" but `{file.summary.__name__}`" if kind is file.subject else ""
            given = f"Given for each `{file.suffix}` file, in the first stage; the rule asks for nothing else"
            given += f"{but}."
            pages[kind.__name__] = FactPage(kind.__name__, kind, tuple(asked), given)
        summary = file.summary
        asked = [f"all: tuple[{summary.__name__}, ...]", f"each: {summary.__name__}"]
        given = f"Given for each `{file.suffix}` file that can be parsed, in the second stage."
        pages[summary.__name__] = FactPage(summary.__name__, summary, tuple(asked), given)
    providers: dict[Key, Provider | FileFact] = {**registry.file_facts, **registry.providers}
    for key, provider in providers.items():
        function = loaded(provider.signature.function)
        needs = ", ".join(f"`{need.name}`" for need in provider.signature.needs)
        summary_line = inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        when = " in the first stage" if key in registry.file_facts else ""
        by = f"`{function.__module__}.{function.__name__}`"
        given = f"Given by {by} from {needs}{when}. {summary_line}".rstrip()
        optional = provider.signature.maybe
        for kind in _given(function):
            pages[kind.__name__] = FactPage(kind.__name__, kind, tuple(_ways(key, kind, optional)), given)
    for key in registry.given:
        for kind in _known(key):
            if kind.__name__ not in pages and kind is not Fault:
                ways = tuple(_ways(key, kind, False))
                pages[kind.__name__] = FactPage(kind.__name__, kind, ways, "Given by the engine itself.")
    homes = (names for home, names in HOMES.items() if home.startswith("roadworthy.facts."))
    for name in (name for names in homes for name in names):
        kind = getattr(roadworthy, name)
        if isinstance(kind, type) and name not in pages:
            pages[name] = FactPage(name, kind, (), "A part of other facts, which hold it.")
    return [pages[name] for name in sorted(pages)]


def _given(function: Callable[..., object]) -> Iterator[type]:
    """Yield the classes of what a provider gives."""
    for kind in members_of(hints_of(function)["return"]):
        inner = getattr(kind, "__args__", (kind,))[0]
        if isinstance(inner, type) and inner is not type(None):
            yield inner


def _known(key: Key) -> Iterator[type]:
    """Yield the classes that a key of the engine's own names."""
    for name in key if isinstance(key, tuple) else (item_of(key) or key,):
        kind = imported(*name.rsplit(".", 1))
        if isinstance(kind, type):
            yield kind


def _ways(key: Key, kind: type, optional: bool) -> Iterator[str]:
    if item_of(key):
        yield f"each: {kind.__name__} (a rule runs once for each)"
        yield f"all: tuple[{kind.__name__}, ...]"
    elif optional:
        yield f"value: {kind.__name__} (not applicable where there is none)"
        yield f"value: {kind.__name__} | None"
    else:
        yield f"value: {kind.__name__}"


def _members(kind: type) -> Iterator[str]:
    """Yield a line for each field, property and method that others may use."""
    found = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    fields = {field.name: field for field in found}
    for name, field in fields.items():
        if not name.startswith("_"):
            display = field.type if isinstance(field.type, str) else inspect.formatannotation(field.type)
            yield f"- `{name}: {display}`"
    for name, member in sorted(_public(kind)):
        if name in fields:
            continue
        wrapped = member.fget if isinstance(member, property) else getattr(member, "func", member)
        wrapped = getattr(wrapped, "__func__", wrapped)
        line = inspect.cleandoc(wrapped.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        display = name
        if inspect.isfunction(member) or isinstance(member, classmethod):
            display += _parameters(wrapped)
        yield f"- `{display}`: {line}" if line else f"- `{display}`"


def _public(kind: type) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    # What a class has of Python's own, such as `int`, is known, and differs between its versions.
    for base in (base for base in kind.__mro__ if base.__module__ not in ("builtins", "enum")):
        for name, member in vars(base).items():
            known = isinstance(member, (property, classmethod)) or callable(member) or hasattr(member, "func")
            if known and not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, member


def _parameters(function: object) -> str:
    try:
        signature = inspect.signature(function)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return "(...)"
    parameters = [p for name, p in signature.parameters.items() if name not in ("self", "cls")]
    return str(signature.replace(parameters=parameters)).replace("'", "")
