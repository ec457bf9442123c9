import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, Span, and_more, counted, fact, nodes_of, rule
from roadworthy_rules.code.services._loading import Function, answers

#: A parameter in a comment that FastAPI would fill.
_COMMENT = re.compile(r"[ \t]*#[ \t]*\w+[ \t]*(?::[^=\n]*)?=[ \t]*(Depends|Security)\(([\w.]*)")
#: What a dependency has in its name that makes sure who asks; others open sessions or read settings.
_ASKS = re.compile(r"(?i)admin|auth|claim|credential|jwt|login|permission|role|scope|token|user")


@dataclass(frozen=True, slots=True)
class DroppedDependency:
    """A dependency of a handler that a comment holds; "" for one that a router gives all of its handlers."""

    name: str
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True, security=7.5, cwe=862)
def authorisation_commented_out(dependencies: tuple[DroppedDependency, ...]) -> Iterator[Finding]:
    """The check of who sends a request is commented out.

    Anyone who can reach the service can call these addresses. Such a line is often left out for a test, and
    nothing fails without it. Remove the `#`, and add a test that sends a request without a token.

    The rule reports comments such as `# user: User = Depends(current_user)` between the parameters of a
    handler of FastAPI, once a module. It ignores handlers that check in another way: by another dependency,
    in their body, or by `dependencies=` of a router.

    ```python bad
    from fastapi import APIRouter, Depends

    router = APIRouter()

    @router.delete("/users/{name}")
    def delete(
        name: str,
        db=Depends(session),
        # user: User = Depends(current_user),
    ):
        db.delete(name)
    ```
    ```python good
    from fastapi import APIRouter, Depends

    router = APIRouter()

    @router.delete("/users/{name}")
    def delete(
        name: str,
        # db=Depends(session),
        user: User = Depends(current_user),
    ):
        user.delete(name)

    @router.get("/users/{name}")
    def show(
        name: str,
        # user: User = Depends(current_user),
        admin: User = Depends(current_admin),
    ):
        return admin.show(name)
    ```
    """
    if any(not item.name for item in dependencies):
        return
    found: dict[str, list[DroppedDependency]] = {}
    for item in dependencies:
        found.setdefault(item.at.file, []).append(item)
    for items in found.values():
        names = and_more(list(dict.fromkeys(item.name for item in items)), 3)
        number = counted(len(items), "handler")
        first, *others = (item.at for item in items)
        yield Finding(f"{names} of {number} is commented out", first, related=tuple(others[:10]))


@fact
def dropped_dependencies(module: Module) -> tuple[DroppedDependency, ...]:
    """Look for dependencies between the parameters of handlers that are comments."""
    if module.role != "source" or not ("Depends(" in module.text or "Security(" in module.text):
        return ()
    for call in nodes_of(module, ast.Call):
        if any(item.arg == "dependencies" and _is_asking(item.value) for item in call.keywords):
            return (DroppedDependency("", module.at(call)),)
    found = []
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        if not answers(node) or any(map(_is_asking, [*node.args.defaults, *node.args.kw_defaults])):
            continue
        for number in range(node.lineno, node.body[0].lineno):
            line = module.lines.line(number)
            match = _COMMENT.match(line) if "#" in line else None
            if match and (match[1] == "Security" or _ASKS.search(match[2])) and not _calls(node, match[2]):
                at = Location(module.path, span=Span(number, line.index("#") + 1, number, len(line) + 1))
                found.append(DroppedDependency(match[2] or match[1], at))
    return tuple(found)


def _is_asking(node: ast.AST | None) -> bool:
    """Tell whether a value is a dependency that makes sure who asks."""
    text = ast.unparse(node) if node is not None else ""
    return "Security(" in text or ("Depends(" in text and _ASKS.search(text) is not None)


def _calls(node: Function, name: str) -> bool:
    """Tell whether the body of a handler names a dependency."""
    last = name.rpartition(".")[2]
    return any(last and last in ast.unparse(statement) for statement in node.body)
