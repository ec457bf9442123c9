import ast
import re
import textwrap
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, nodes_of, rule

_COMMENT = re.compile(r"[ \t]*#(?![!:])(.*)")
#: Without one of these no line of a block is code, and nothing needs to be parsed.
_HINT = re.compile(r"[=(\[]|\b(?:import|return|del|raise|assert)\b")
_NOT_CODE = re.compile(
    r"\s*+(?:type:|noqa|pragma|pylint|ruff|fmt|isort|mypy|/// |>>>|%%|MAGIC|COMMAND|[-=*#~]{3,})"
)
_WORK = (
    *(ast.Assert, ast.Assign, ast.AugAssign, ast.ClassDef, ast.Delete, ast.For, ast.FunctionDef),
    *(ast.Import, ast.ImportFrom, ast.Raise, ast.Return, ast.While, ast.With),
)


@rule(Severity.NOTE, since="0.1", codes=("ERA001",), handwritten=True)
def code_commented_out(module: Module) -> Iterator[Finding]:
    """Code is commented out.

    Readers cannot tell whether it is still needed, no test runs it, and the names that it uses soon no longer
    exist. Delete it: the Git history keeps it.

    The rule parses whole blocks of comments and reports those with at least two lines of code. It ignores
    prose, headings, and examples within a text.

    ```python bad
    def fit(rows):
        # rows = rows.dropna()
        # print(rows)
        return mean(rows)
    ```
    ```python good
    def fit(rows):
        # rows = those that are left (see above)
        # Each is a pair, as in:
        #     pair = (1, 2)
        #     pairs = [pair]
        return mean(rows)  # x = 1
    ```
    """
    if module.role != "source":
        return
    inside: frozenset[int] | None = None
    for line, texts in _blocks(module.text):
        if not any(map(_HINT.search, texts)) or any(map(_NOT_CODE.match, texts)):
            continue
        # A block may start with a word on what was tried; what is indented below it is an example.
        starts = [n for n in range(min(3, len(texts))) if _indent(texts[n]) == _indent(texts[0])]
        skipped, number = next(((n, found) for n in starts if (found := _code(texts[n:]))), (0, 0))
        line, texts = line + skipped, texts[skipped:]
        if not number:
            continue
        last = line + len(texts) - 1
        # Only now, for few modules have such a block, and their trees need not be looked through.
        inside = _text_lines(module) if inside is None else inside
        if inside.isdisjoint(range(line, last + 1)):
            end = len(module.lines.line(last)) + 1
            start = len(module.lines.line(line)) - len(module.lines.line(line).lstrip()) + 1
            yield Finding(
                f"{number} lines of code are commented out",
                Location(module.path, span=Span(line, start, last, end)),
            )


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield first line and texts of each run of lines that look like comments, those inside texts too."""
    block: list[str] = []
    number = 0
    for number, line in enumerate(_lines(text), 1):
        found = _COMMENT.match(line) if "#" in line else None
        if found:
            block.append(found[1])
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n?|\n", text) if "\r" in text else text.split("\n")


def _text_lines(module: Module) -> frozenset[int]:
    """Return the lines that lie inside a text of several lines."""
    lines: set[int] = set()
    for node in nodes_of(module, ast.Constant, ast.JoinedStr):
        if (node.end_lineno or 0) > node.lineno:
            lines.update(range(node.lineno, (node.end_lineno or 0) + 1))
    return frozenset(lines)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _code(texts: list[str]) -> int:
    """Return how many lines of a block are code, 0 where it is not all code, or less than two statements."""
    try:
        # Without a name: for a syntax error, Python would open the file of that name.
        tree = ast.parse(textwrap.dedent("\n".join(texts)), "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    found = [item for item in ast.walk(tree) if isinstance(item, _WORK) or _is_call(item)]
    prose = any(isinstance(item, ast.Expr) and not _is_call(item) for item in tree.body)
    lines = sum(1 for text in texts if text.strip())
    return lines if len(found) > 1 and lines > 1 and not prose else 0


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await))
