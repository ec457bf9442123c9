import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule
from roadworthy_rules.code.exceptions._caught import is_import, is_nothing


@rule(Severity.NOTE, since="0.1", codes=("E722", "pylint:bare-except", "pylint:W0702"), handwritten=True)
def exception_type_missing(module: Module) -> Iterator[Finding]:
    """An `except` names no exception.

    It also catches Ctrl-C, `sys.exit()` and typos in the code above, so the program takes the other way for
    the wrong reason. Name the exceptions that you expect, or write `except Exception` and log it.

    The rule ignores optional imports, and handlers that re-raise or log the exception with its traceback. It
    reports a module once. Handlers that only ignore the exception are reported by `exception-swallowed`.

    ```python bad
    def load(path, network):
        try:
            return network.load(path)
        except:
            print("old format")
            return network.convert(path)
    ```
    ```python good
    try:
        import fast
    except:
        fast = None

    def load(path, network, log):
        try:
            return network.load(path)
        except OSError:
            return network.convert(path)
        except:
            log.error("cannot load %s", path)
            raise

    def serve(request, log):
        try:
            return request.answer()
        except:
            log.exception("cannot answer")
            return None
    ```
    """
    if module.role != "source" or "except:" not in module.text.replace(" ", ""):
        return
    found = [
        handler
        for node in nodes_of(module, ast.Try)
        if not is_import(node.body)
        for handler in node.handlers
        if handler.type is None and not _is_handled(handler, node.body)
    ]
    if found:
        first, *others = (module.at(handler) for handler in found)
        more = f" ({counted(len(found), 'place')})" if others else ""
        yield Finding(f"`except:` catches every exception, also Ctrl-C{more}", first, related=tuple(others))


def _is_handled(handler: ast.ExceptHandler, tried: list[ast.stmt]) -> bool:
    """Tell whether a handler raises, looks at the exception, or does nothing, which another rule reports."""
    if all(is_nothing(item, tried) for item in handler.body):
        return True
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise):
            return True
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if name in ("exception", "exc_info", "print_exc", "format_exc", "exit", "_exit"):
            return True
        if isinstance(node, ast.keyword) and node.arg == "exc_info":
            return True
    return False
