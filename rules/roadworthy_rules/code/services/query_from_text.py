import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, nodes_of, rule

#: How a query starts, and what it has in it.
_QUERY = re.compile(
    r"(?is)\s*(?:select\b.{0,500}?\bfrom|insert\s+into|update\b.{0,200}?\bset|delete\s+from)\b"
)
#: What stands before a value, or before the quote around it; names of tables and columns follow other words.
_BEFORE_VALUE = ("=", "<", ">", " like", " ilike")
_BEFORE_QUOTE = (*_BEFORE_VALUE, "(", ",")
#: A place for a value in a text that `%` or `format` fills.
_HOLE = re.compile(r"%\(\w+\)[sdr]|%[sdrf]|\{\w*(?::[^{}]*)?\}")
#: What makes a value harmless, and what holds the marks of parameters.
_SAFE = frozenset("bool float int len".split())
_MARKS = re.compile(r"(?i)placeholder|marks?\b|params?\b|qs\b")
#: How a query is sent.
_SENDS = (".execute(", ".executemany(", "read_sql", ".executescript(")


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("S608", "bandit:B608"),
    handwritten=True,
    security=7.0,
    cwe=89,
)
def query_from_text(module: Module) -> Iterator[Finding]:
    """A query is put together from values and text.

    A value with a quote in it breaks the query, and one that someone made up for it reads or deletes other
    rows. Write a mark for each value, and pass the values beside the query:
    `cursor.execute("SELECT * FROM users WHERE name = ?", (name,))`. The marks are `?` for SQLite and `%s` for
    MySQL and PostgreSQL.

    The rule checks modules that send queries for texts that `%`, `format`, `+` or an f-string put a value
    into, after a comparison, in quotes or among `VALUES`. It ignores names of tables and columns, constants
    and numbers, and reports a module once.

    ```python bad
    def user(cursor, name):
        cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")
        return cursor.fetchone()
    ```
    ```python bad
    def signs(cursor, kind):
        query = "SELECT * FROM signs WHERE kind LIKE '%%%s%%'" % kind
        cursor.execute(query)
        return cursor.fetchall()
    ```
    ```python bad
    def add(cursor, name, count):
        cursor.execute("INSERT INTO signs (name, count) VALUES ('" + name + "', 1)")
        cursor.execute("INSERT INTO signs VALUES ('{}', {})".format(name, count))
    ```
    ```python good
    TABLE = "users"

    def user(cursor, name, ids, column):
        cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
        cursor.execute(f"SELECT * FROM {TABLE} WHERE id = {int(ids[0])}")
        marks = ", ".join("?" for _ in ids)
        cursor.execute(f"SELECT {column} FROM users WHERE id IN ({marks})", ids)
        cursor.execute(f"INSERT INTO users VALUES ({marks})", ids)
        many = ", ".join(["?"] * len(ids))
        cursor.execute(f"INSERT INTO users VALUES ({many})", ids)
        return cursor.fetchone()
    ```
    """
    if not (module.role == "source" and any(word in module.text for word in _SENDS)):
        return
    inner: set[int] = set()
    found = []
    joined = {
        target.id
        for assign in nodes_of(module, ast.Assign)
        if isinstance(assign.value, ast.Call) and last_name(assign.value.func) == "join"
        for target in assign.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes_of(module, ast.JoinedStr, ast.BinOp, ast.Call):
        if id(node) in inner:
            continue
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            inner.update(id(part) for part in _added(node))
        if _is_filled(node, joined):
            found.append(node)
    if found:
        first, *others = found
        more = f" ({len(found)} queries)" if others else ""
        yield Finding(
            f"a value is put into the text of a query{more}",
            module.at(first),
            related=tuple(module.at(node) for node in others),
        )


def _is_filled(node: ast.AST, joined: set[str]) -> bool:
    """Tell whether an expression is a query with a value in its text; what is `joined` may be marks."""
    before = ""
    for part in _parts(node):
        if isinstance(part, str):
            before += part
        elif not before or _QUERY.match(before) is None:
            return False
        elif not _is_harmless(part, joined) and _takes_value(before[-2_000:].lower()):
            return True
        else:
            before += "0"
    return False


def _takes_value(before: str) -> bool:
    """Tell whether what follows a part of a query is a value: in quotes, compared or in a list of values."""
    bare = before[-200:].removesuffix("%").rstrip()
    if bare.endswith(_BEFORE_VALUE):
        return True
    if bare.endswith(("'", '"')) and bare[:-1].rstrip().endswith(_BEFORE_QUOTE):
        return True
    listed = before[before.rfind("values") :] if "values" in before else ""
    return listed.count("(") > listed.count(")")


def _parts(node: ast.AST) -> Iterator[str | ast.expr]:
    """Yield the texts and the values that an expression puts together."""
    match node:
        case ast.JoinedStr(values=values):
            for value in values:
                if isinstance(value, ast.Constant):
                    yield str(value.value)
                elif isinstance(value, ast.FormattedValue):
                    yield value.value
        case ast.BinOp(op=ast.Add()):
            for item in reversed(list(_added(node))):
                if isinstance(item, ast.Constant):
                    yield str(item.value)
                elif isinstance(item, ast.JoinedStr):
                    yield from _parts(item)
                elif not (isinstance(item, ast.BinOp) and isinstance(item.op, ast.Add)):
                    yield item
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            yield from _filled(text, list(right.elts) if isinstance(right, ast.Tuple) else [right])
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            yield from _filled(text, [*node.args, *(item.value for item in node.keywords)])


def _added(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the operands of a chain of `+`, and the chains within it, from right to left."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield node.right
        yield node
        node = node.left
    yield node


def _filled(text: str, values: list[ast.expr]) -> Iterator[str | ast.expr]:
    """Yield the texts between the places for values, and the values in their order."""
    start = 0
    for index, hole in enumerate(_HOLE.finditer(text.replace("%%", "% "))):
        yield text[start : hole.start()].replace("%%", "%")
        yield values[min(index, len(values) - 1)] if values else ast.Constant(0)
        start = hole.end()


def _is_harmless(value: ast.expr, joined: set[str]) -> bool:
    """Tell whether a value cannot change a query: a constant, a number, or marks of parameters."""
    match value:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper() or name in joined or _MARKS.search(name) is not None
        case ast.Call(func=ast.Name(id=name)) if name in _SAFE:
            return True
        case ast.Call(
            func=ast.Attribute(attr="join"), args=[ast.GeneratorExp() | ast.ListComp() | ast.BinOp()]
        ):
            return True
    return False
