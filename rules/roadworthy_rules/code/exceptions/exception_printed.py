import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, nodes_of, rule
from roadworthy_rules.code.exceptions._caught import is_import

#: What writes to the terminal, and nothing else.
_PRINTS = frozenset(("print", "traceback.print_exc", "pprint"))
#: Where a program ends anyway, or where the failure is what is asked for.
_ENTRIES = frozenset(("main", "run", "run_forever"))
#: What tells which exception is handled.
_TELLS = frozenset(("exc_info", "format_exc"))


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
)
def exception_printed(module: Module) -> Iterator[Finding]:
    """A function prints any exception and goes on.

    The caller gets `None`, or half of the result, and cannot tell that something failed. The program ends
    with success, and a pipeline goes on with what is missing. Let the exception pass, or catch the one that
    you expect, and say what happens instead.

    The rule checks functions for handlers of `Exception`, or of everything, that only print, and reports a
    module once. It ignores loops, where one broken row is printed and left out, `main`, and methods and
    functions with parameters that are called `run`. A `run()` without parameters that does so is an entry
    point whose exit status is 0, whatever happens; so is a `main()` that ends so, and that its module calls.

    ```python bad
    import pandas as pd

    def load(path):
        try:
            return pd.read_csv(path)
        except Exception as error:
            print("cannot load", error)
    ```
    ```python bad
    import traceback

    def save(model, path):
        try:
            model.save(path)
        except Exception:
            traceback.print_exc()
            return None
    ```
    ```python bad
    import sys

    def run():
        try:
            train("train.json")
        except Exception as error:
            kind, value, trace = sys.exc_info()
            print(kind, trace.tb_lineno)
            print(error)

    if __name__ == "__main__":
        run()
    ```
    ```python bad
    def main():
        try:
            train("train.json")
        except KeyboardInterrupt:
            print("stopped")
        except Exception as error:
            print(error)

    if __name__ == "__main__":
        main()
    ```
    ```python good
    import sys

    def main():
        failed = False
        try:
            train("train.json")
        except Exception as error:
            print(error)
        else:
            return
        sys.exit(1)

    if __name__ == "__main__":
        main()
    ```
    ```python good
    import sys

    def main():
        try:
            train("train.json")
        except Exception as error:
            print(error)
        finally:
            sys.exit(status())

    if __name__ == "__main__":
        main()
    ```
    ```python good
    import sys

    def run():
        try:
            train("train.json")
        except Exception as error:
            print(error)
            sys.exit(1)

    class Job:
        def run(self):
            try:
                self.work()
            except Exception as error:
                print(error)
    ```
    ```python good
    import pandas as pd

    def load(path):
        try:
            return pd.read_csv(path)
        except FileNotFoundError:
            print("there are no rows yet")
            return pd.DataFrame()

    def load_all(paths):
        for path in paths:
            try:
                yield pd.read_csv(path)
            except Exception as error:
                print("left out", path, error)

    def main():
        try:
            load("rows.csv")
        except Exception as error:
            print(error)
    ```
    """
    if not (module.role == "source" and "except" in module.text and "print" in module.text):
        return
    found = [
        (handler, function.name == "main")
        for function in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)
        if function.name not in _ENTRIES or _is_program(function) or _is_last(function, module)
        for handler in _printing(function)
    ]
    found.sort(key=lambda pair: pair[1])
    if found:
        (first, ends), *others = found
        more = f", and {counted(len(others), 'more handler')} do" if len(others) > 1 else ""
        more = ", and 1 more handler does" if len(others) == 1 else more
        goes = "the process ends with status 0" if ends else "the function goes on"
        yield Finding(
            f"any exception is printed, and {goes}{more}",
            module.at(first),
            related=tuple(module.at(handler) for handler, _ in others),
        )


def _is_program(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is a program of its own: `run` without parameters."""
    given = function.args
    named = (*given.posonlyargs, *given.args, *given.kwonlyargs)
    return function.name == "run" and not named and not given.vararg and not given.kwarg


def _is_last(function: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> bool:
    """Tell whether a process ends with status 0 where `main` prints: it ends so, and its module runs it."""
    match function:
        case ast.FunctionDef(name="main", body=[*_, ast.Try(finalbody=final)]):
            pass
        case _:
            return False
    last = module.tree.body[-1]
    match last:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), body=[*_, last]):
            pass
    return all(map(_succeeds, final)) and isinstance(last, ast.Expr) and ast.unparse(last) == "main()"


def _succeeds(statement: ast.stmt) -> bool:
    """Tell whether a statement leaves the status at 0: an exit without one, or any other call."""
    match statement:
        case ast.Expr(value=ast.Call(func=called, args=given)):
            exits = dotted(called) in ("sys.exit", "exit", "quit", "os._exit")
            return not exits or all(isinstance(one, ast.Constant) and one.value in (0, None) for one in given)
    return False


def _printing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers of a function, outside of loops, that only print any exception."""
    pending: list[ast.stmt] = list(reversed(function.body))
    while pending:
        statement = pending.pop()
        match statement:
            case ast.Try():
                if not is_import(statement.body):
                    yield from filter(_only_prints, statement.handlers)
                pending += [*statement.body, *statement.orelse, *statement.finalbody]
            case ast.If():
                pending += [*statement.body, *statement.orelse]
            case ast.With() | ast.AsyncWith():
                pending += statement.body


def _only_prints(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler of any exception prints, and hands on nothing."""
    if handler.type is not None and dotted(handler.type) not in ("Exception", "BaseException"):
        return False
    prints = False
    told: set[str] = set()
    for statement in handler.body:
        match statement:
            case ast.Expr(value=ast.Call(func=function)) if dotted(function) in _PRINTS:
                prints = True
            case ast.Assign(targets=[target], value=value) if _tells(value, told):
                told |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
            case ast.Pass() | ast.Return(value=None | ast.Constant(value=None)):
                pass
            case _:
                return False
    return prints


def _tells(value: ast.expr, told: set[str]) -> bool:
    """Tell whether a value says which exception is handled, and where: `sys.exc_info()`, or a part of it."""
    return any(
        (isinstance(part, ast.Attribute) and part.attr in _TELLS)
        or (isinstance(part, ast.Name) and part.id in told)
        for part in ast.walk(value)
    )
