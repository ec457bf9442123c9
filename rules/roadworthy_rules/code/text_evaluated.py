import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, dotted, fact, last_name, rule
from roadworthy_rules.code.calls.argument_unused import ParsedArgument

#: What gives a text from outside, by the last part of its name.
_READERS = frozenset("getenv input read read_text readline readlines".split())


@dataclass(frozen=True, slots=True)
class EvaluatedText:
    """A text that is run as code; `sources` are the attributes it comes from, "" for what is from outside."""

    shown: str
    sources: tuple[str, ...]
    at: Location


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("S307", "S102", "PGH001", "pylint:eval-used", "pylint:W0123", "pylint:exec-used", "pylint:W0122"),
    handwritten=True,
    security=6.5,
    cwe=95,
)
def text_evaluated(
    evaluated: tuple[EvaluatedText, ...], arguments: tuple[ParsedArgument, ...]
) -> Iterator[Finding]:
    """Text from a file, a setting or a user is run as code.

    Anyone who can change the text can run any code with the rights of your program, and a typo in it becomes
    a bug. Look names up in a dictionary of allowed values, parse values with `ast.literal_eval` or JSON, and
    import modules instead of executing their files.

    The rule reports `eval` and `exec` of text that was just read, of values taken from a mapping, of
    arguments of the command line that may be any text, and of text that is made of these.

    ```python bad
    def build(settings):
        return eval(settings["layer"])
    ```
    ```python bad
    def load(path):
        exec(open(path).read())
    ```
    ```python bad
    def main(options):
        return eval("{}.main()".format(options["step"]))
    ```
    ```python bad
    def main(options):
        return eval(f"{options['step']}.main()")
    ```
    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--layer", default="Linear")

    def build(options):
        return eval(options.layer)()
    ```
    ```python good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--layer", default="Linear", choices=("Linear", "Dropout"))

    def build(options):
        return eval(options.layer)()
    ```
    ```python good
    import ast

    LAYERS = {"linear": Linear, "dropout": Dropout}

    def build(settings):
        return LAYERS[settings["layer"]](**ast.literal_eval(settings["options"]))

    def method(name, scope):
        exec(f"def {name}(self): return 1", scope)
        return eval(name, scope)

    def sizes(names):
        return [eval("{}.size".format(name)) for name in names]
    ```
    """
    texts = {argument.name for argument in arguments if argument.is_text}
    for one in evaluated:
        if "" in one.sources or not texts.isdisjoint(one.sources):
            yield Finding(one.shown, one.at)


@fact(where=lambda module: module.role == "source" and ("eval" in module.text or "exec" in module.text))
def evaluated_text(node: ast.Call, module: Module) -> EvaluatedText | None:
    """Keep what source code evaluates, if it may come from outside."""
    if not isinstance(node.func, ast.Name) or node.func.id not in ("eval", "exec") or not node.args:
        return None
    sources = tuple(_sources(node.args[0]))
    shown = f"`{node.func.id}` runs `{_short(node.args[0])}` as code"
    return EvaluatedText(shown, sources, module.at(node)) if sources else None


def _sources(given: ast.expr) -> Iterator[str]:
    """Yield what a text comes from: "" where it was read or taken out of a mapping, or attributes by name."""
    match given:
        case ast.Subscript(slice=ast.Constant(value=str())):
            yield ""
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_]):
            yield ""
        case ast.Call(func=ast.Name(id="compile"), args=[inner, *_]):
            yield from _sources(inner)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            for item in [*given.args, *(item.value for item in given.keywords)]:
                yield from _sources(item)
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from _sources(part.value)
        case ast.BinOp(left=left, right=right):
            yield from _sources(left)
            yield from _sources(right)
        case ast.Attribute(attr=name, value=base) if dotted(base) not in ("", "self", "cls"):
            # What the object itself keeps may be anything, whatever the arguments are called.
            yield name
        case ast.Call(func=function):
            if last_name(function) in _READERS:
                yield ""


def _short(given: ast.expr) -> str:
    text = ast.unparse(given)
    return text if len(text) <= 60 else f"{text[:59]}…"
