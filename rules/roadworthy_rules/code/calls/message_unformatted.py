import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, counted, dotted, nodes_of, rule
from roadworthy_rules.code.calls._modules import is_collected

_LEVELS = frozenset("critical debug error exception info warn warning".split())
#: A placeholder of `%`; a space as its flag is none here, so that "100 % done" has none.
_PERCENT = re.compile(r"%(?:\(\w+\))?[-+#0]{0,3}(?:\d+|\*)?(?:\.(?:\d+|\*))?[diouxXeEfFgGcrsa]")
_BRACES = re.compile(r"\{(?:\w*)(?:![rsa])?(?::[^{}]*)?\}")


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("PLE1205", "PLE1206", "pylint:logging-too-many-args", "pylint:E1205", "pylint:E1206"),
    handwritten=True,
)
def message_unformatted(module: Module) -> Iterator[Finding]:
    """The values of a message are not put into its placeholders.

    `print("loss: %s", loss)` prints the placeholder, and `logging.info("loss:", loss)` reports an error
    instead of the message, because logging finds no placeholder for the value. Write
    `print(f"loss: {loss}")` and `logging.info("loss: %s", loss)`.

    The rule compares literal messages with the number of their values, in calls of `print`, and of
    `logging` and the loggers that a module gets from `logging.getLogger`. It reports a module once.

    ```python bad
    import logging

    logger = logging.getLogger(__name__)

    def report(epoch, loss):
        print("epoch %s has the loss %.3f", epoch, loss)
        print("the loss is {}", loss)
        logging.info("epoch:", epoch)
        logger.warning("the loss of %s is high", epoch, loss)
    ```
    ```python good
    import logging

    logger = logging.getLogger(__name__)

    def report(epoch, loss, share, log):
        print("epoch %s has the loss %.3f" % (epoch, loss))
        print("the loss is", loss)
        print("done: 100 %", share, "of %s files" % epoch)
        print("{}", "is an empty dictionary", loss)
        logging.info("epoch: %s", epoch)
        logging.info("epoch: %(epoch)s", {"epoch": epoch})
        logger.warning("done: 100 %%")
        logger.warning("the widths are %*d", 3, epoch)
        log.info("loss", loss)
    ```
    """
    if module.role not in ("source", "test", "example"):
        return
    # Others among tests may be what a formatter or a linter is tried on.
    if module.role == "test" and not is_collected(module.path):
        return
    loggers = {"logging"} | {
        dotted(node.targets[0])
        for node in (nodes_of(module, ast.Assign) if "getLogger" in module.text else ())
        if isinstance(node.value, ast.Call) and dotted(node.value.func) == "logging.getLogger"
    }
    places: list[tuple[str, Location]] = []
    for node in nodes_of(module, ast.Call):
        if len(node.args) < 2:
            continue
        name = dotted(node.func)
        owner, _, level = name.rpartition(".")
        if not (name == "print" or (level in _LEVELS and owner in loggers)):
            continue
        text, *values = node.args
        starred = any(isinstance(value, ast.Starred) for value in values)
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str) or starred:
            continue
        found = _printed(text.value, values) if name == "print" else _logged(text.value, len(values))
        if found:
            places.append((f"`{name}` gets {counted(len(values), 'value')}, {found}", module.at(node)))
    if places:
        (message, at), *others = places
        more = f" ({counted(len(places), 'place')})" if others else ""
        yield Finding(message + more, at, related=tuple(place for _, place in others))


def _printed(message: str, values: list[ast.expr]) -> str:
    """Return what is wrong with a message that is printed, "" if nothing is."""
    for pattern in (_PERCENT, _BRACES):
        places = [match[0] for match in pattern.finditer(message.replace("%%", ""))]
        # Another text shows that the parts stand beside each other.
        if len(places) == len(values) and not any(map(_is_text, values)):
            return f"but prints `{places[0]}`"
    return ""


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


def _logged(message: str, number: int) -> str:
    """Return what is wrong with a message that is logged, "" if nothing is."""
    rest = message.replace("%%", "")
    places = [match[0] for match in _PERCENT.finditer(rest)]
    # A name asks for a mapping, and a star for one more value.
    if any("(" in place or "*" in place for place in places) or len(places) != rest.count("%"):
        return ""
    has = counted(len(places), "placeholder") if places else "no placeholder"
    return "" if len(places) == number else f"but its message has {has}"
