import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules.code.exceptions._caught import is_explained, is_import, is_nothing
from roadworthy_rules.code.exceptions._questions import (
    answering,
    asks_attributes,
    asks_git,
    asks_length,
    asks_number,
    asks_type,
    awaits_cancelled,
    holds_calls,
    is_alternative,
    is_question,
    measures,
    only_caches,
    says_no,
)
from roadworthy_rules.code.exceptions._told import telling


@rule(
    Severity.WARNING,
    since="0.1",
    codes=(
        "E722",
        "BLE001",
        "S110",
        "S112",
        "SIM105",
        "pylint:bare-except",
        "pylint:W0702",
        "pylint:broad-except",
        "pylint:broad-exception-caught",
        "pylint:W0703",
        "pylint:W0718",
    ),
    handwritten=True,
)
def exception_swallowed(module: Module) -> Iterator[Finding]:
    """Every exception is caught and ignored.

    A typo, a missing file and even Ctrl-C go unnoticed, and the wrong result appears elsewhere. Catch only
    the exceptions that you expect; log or re-raise the others.

    ```python bad
    def load(path):
        try:
            return float(open(path).read())
        except:
            return 0
    ```
    ```python bad
    import contextlib

    def load(path):
        try:
            return float(open(path).read())
        except (ValueError, BaseException):
            pass

    def mark(file):
        with contextlib.suppress(BaseException):
            file.write("end")
    ```

    In a loop, `except Exception` silently loses rows.

    ```python bad
    def load(paths):
        rows = []
        for path in paths:
            try:
                rows.append(float(open(path).read()))
            except Exception:
                continue
        return rows
    ```

    The rule ignores optional imports, loops that try alternatives until one works, that sleep and try
    again, or that only close things, make directories or remove files. It ignores questions, where a
    failure is the answer: functions that return only `True` and `False`, a `len` that may be unknown, and
    what Git says of the checkout. So are whether a slice of a text is a number, of which type a value is,
    which attributes it has, and how a task ends that was cancelled. It ignores `__del__`, whose exceptions
    Python itself ignores. It ignores `except Exception` outside loops, and in them what only keeps a value
    in a cache or sets a metric: it does not catch Ctrl-C. It ignores handlers that pass over what failed
    with a comment that says why, in them or above the `try`, and what only tells others of an exception that
    is logged.

    ```python good
    def is_up(client):
        try:
            if client.ping().status == "ok":
                return True
            return False
        except:
            return False

    class Listener:
        def stop(self):
            try:
                self.socket.close()
                del self.socket
            except:
                pass

        def close(self):
            try:
                if self.timer is not None:
                    self.timer.cancel()
            except:
                pass

        def __del__(self):
            try:
                self.unload_rows()
            except:
                pass

    def is_version(text):
        if not text:
            return False
        for part in text.split("."):
            try:
                int(part)
            except:
                return False
        return True

    def is_served(client):
        try:
            return client.ping().status == 200
        except:
            return False

    def described(loader):
        try:
            size = len(loader)
        except:
            size = None
        return f"{size} batches"

    def revision():
        try:
            output = subprocess.check_output(["git", "rev-parse", "HEAD"])
            return output.decode().strip()
        except:
            return None
    ```
    ```python bad
    def prepare(timers):
        try:
            timers.first.cancel()
        except:
            pass

    def is_version(text):
        try:
            major = int(text.partition(".")[0])
        except:
            return False
        return major

    def described(loader):
        try:
            size = len(loader.dataset.rows())
        except:
            size = None
        return f"{size} batches"

    def revision():
        try:
            output = subprocess.check_output(["git", "fetch"])
            return output.decode().strip()
        except:
            return None
    ```
    ```python good
    def load(path):
        return path
    ```
    ```python bad
    def rate(client):
        try:
            if client.rows():
                return client.rows().mean()
            return False
        except:
            return False
    ```
    ```python good
    def load(cells):
        rows = []
        for cell in cells:
            try:
                rows.append(float(cell.text))
            except Exception:
                # Headings have no number.
                pass
        return rows
    ```
    ```python good
    try:
        import fast
    except:
        fast = None

    try:
        import streamlit as st

        if "address" in st.secrets:
            ADDRESS = st.secrets["address"]
    except:
        pass

    def load(path, log):
        try:
            return float(open(path).read())
        except Exception:
            return 0
        except:
            log.exception("cannot load")
            raise

    def first(paths):
        for path in paths:
            try:
                return open(path).read()
            except Exception:
                continue
        return ""
    ```

    ```python good
    def close(connections):
        for connection in connections:
            try:
                connection.close()
            except Exception:
                pass

    def connect(self):
        try:
            self.connection.close()
        except:
            pass
        self.connection = open_connection()

    def clean(directory):
        for name in os.listdir(directory):
            try:
                os.remove(os.path.join(directory, name))
            except Exception:
                pass

    def prepare(directories):
        for directory in directories:
            try:
                os.mkdir(directory)
            except:
                pass

    def size_of(paths):
        size = 0
        for path in paths:
            try:
                size += os.path.getsize(path)
            except Exception:
                pass
        return size

    def release(hooks):
        for hook in hooks:
            try:
                hook.remove()
            except Exception:
                pass
    ```
    ```python good
    def show(pairs):
        for pair in pairs:
            try:
                first = pair.entries[0].name
                print(f"first {first}")
            except Exception:
                pass
    ```
    ```python bad
    def show(pairs):
        for pair in pairs:
            try:
                first = pair.load()
                print(f"first {first}")
            except Exception:
                pass
    ```
    ```python good
    import time

    def wait_for(server):
        while not server.stopped:
            time.sleep(1)
            try:
                server.ping()
            except Exception:
                continue
            server.recover()
    ```
    ```python bad
    def serve(queue):
        while True:
            try:
                queue.get().run()
            except Exception:
                continue
    ```
    ```python bad
    def prepare(paths):
        for path in paths:
            try:
                os.mkdir(path.parent)
                path.write_text("")
            except:
                pass
    ```
    ```python bad
    def remove(rows, known):
        for row in rows:
            try:
                known.remove(row)
            except Exception:
                pass
    ```

    ```python good
    import asyncio

    def versions(names, prefix):
        found = []
        for name in names:
            rest = name[len(prefix) :]
            try:
                found.append(int(rest, 16))
            except:
                pass
        return found

    def amount(word):
        try:
            value = float(word.replace("$", ""))
            if value > 0:
                return value
        except:
            pass
        return None

    def expiry(path, read):
        try:
            return read(path)
        except:
            pass  # gone by now, or unreadable
        return None

    async def stop(tasks):
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except (asyncio.CancelledError, Exception):
                pass
    ```
    ```python bad
    def versions(names):
        found = []
        for name in names:
            try:
                found.append(int(name.text["version"].strip(), 16))
            except:
                pass
        return found

    def amounts(lines):
        found = []
        for line in lines:
            line = line.strip()
            try:
                found.append(float(line))
            except Exception:
                continue
        return found

    def expiry(path, read):
        try:
            return read(path)
        except:
            pass  # TODO: what can fail here?
        return None

    def charge(row):
        try:
            paid = row.paid()
        except:
            paid = 0  # some rows have none
        return paid

    async def join(tasks):
        for task in tasks:
            try:
                await task
            except Exception:
                pass
    ```

    ```python good
    import numpy as np

    def numeric(table):
        found = []
        for name in table.columns:
            try:
                if np.issubdtype(table[name].dtype, np.number):
                    found.append(name)
            except:
                pass
        return found

    def fetch(self, keys):
        for key in keys:
            answer = self.client.get(key)
            try:
                self.cache.set(key, answer)
            except Exception:
                pass
            yield answer
    ```
    ```python bad
    import numpy as np

    def numeric(table):
        found = []
        for name in table.columns:
            try:
                if np.issubdtype(table.load(name).dtype, np.number):
                    found.append(name)
            except:
                pass
        return found

    def fetch(self, keys):
        for key in keys:
            answer = self.client.get(key)
            try:
                self.table.set(key, answer)
            except Exception:
                pass
            yield answer
    ```

    What works ends a loop over alternatives, and a message that does not arrive loses nothing that is logged.

    ```python good
    import logging

    def parsed(texts, formats):
        for way in formats:
            try:
                return [way(text) for text in texts]
            except:
                continue
        raise ValueError(texts)

    def answer(bot, request):
        try:
            return bot.answer(request)
        except Exception as error:
            logging.error("no answer: %s", error)
            try:
                chat = request.chat
                if chat:
                    bot.send(chat, "Something went wrong.")
            except:
                pass

    def cleanup_services(crawler):
        if crawler:
            try:
                crawler.__exit__()
            except:
                pass

    def work(queues, waiting):
        for queue in queues:
            try:
                waiting.labels(queue=queue.name).set(len(queue))
            except Exception:
                pass

    def tokens(parts):
        total = 0
        for part in parts:
            try:
                if part.raw and hasattr(part.raw, "usage"):
                    total = getattr(part.raw.usage, "total", total)
            except Exception:
                pass
        return total
    ```
    ```python bad
    import logging

    def parsed(text):
        for attempt in range(3):
            try:
                return text.parsed()
            except:
                continue
        raise ValueError(text)

    def next_row(queue):
        while True:
            try:
                row = queue.get()
                break
            except:
                continue
        return row

    def answer(bot, request):
        try:
            return bot.answer(request)
        except Exception as error:
            try:
                bot.send(request.chat, "Something went wrong.")
            except:
                pass

    def recover(bot, request):
        try:
            return bot.answer(request)
        except Exception as error:
            logging.error("no answer: %s", error)
            try:
                request.row = bot.restart()
            except:
                pass

    def cleanup_rows(rows):
        try:
            rows.clean()
        except:
            pass

    def work(queues, waiting):
        for queue in queues:
            try:
                waiting.rows(queue.name).set(len(queue))
            except Exception:
                pass

    def tokens(parts):
        total = 0
        for part in parts:
            try:
                total = getattr(part.load(), "total", total)
            except Exception:
                pass
        return total
    ```

    A handler that shows the failure handles it.

    ```python good
    def draw(text, canvas):
        try:
            canvas.rows = [float(word) for word in text.split()]
        except:
            canvas.failed = True

    def answer(text):
        try:
            return str(float(text))
        except:
            return "Invalid number"

    def is_removed(path):
        try:
            path.unlink()
            return True
        except:
            return False

    def answers(url):
        try:
            urlopen(url, timeout=1)
            return True
        except:
            pass
        return False

    def draw_rows(figure):
        try:
            figure.tight_layout()
            figure.parts[0].tight_layout()
        except:
            pass
        figure.draw()

    def shown(answer):
        try:
            text = answer.text
        except:
            text = "<unreadable>"
        return text

    def rated(model, rows):
        try:
            rate = model.rate(rows)
        except:
            rate = "N/A"
        return f"rate: {rate}"
    ```
    ```python bad
    def draw_rows(figure, rows):
        try:
            figure.plot(rows)
            figure.tight_layout()
        except:
            pass

    def answer(url):
        try:
            return urlopen(url, timeout=1)
        except:
            pass
        return False

    def rated(model, rows):
        try:
            rate = model.rate(rows)
        except:
            rate = "0"
        return f"rate: {rate}"
    ```
    ```python bad
    import os

    def settings():
        try:
            verbose = bool(int(os.environ["VERBOSE"]))
        except:
            verbose = False
        return verbose
    ```
    """
    if module.role == "source" and ("except" in module.text or "suppress" in module.text):
        yield from _in_block(module.tree.body, module)


#: Methods that end the use of something.
_RELEASES = frozenset(
    "__aexit__ __del__ __exit__ aclose cancel cleanup close disconnect join kill quit release rollback"
    " shutdown stop terminate tight_layout unlink".split()
)
#: Those after which nothing is left to lose, and one that fails where a figure has no room.
_ENDS = frozenset("aclose close disconnect quit tight_layout unlink".split())
#: What runs a coroutine to its end.
_RUNS = frozenset(("run", "run_until_complete"))
#: What makes directories.
_MAKES = frozenset(("makedirs", "mkdir"))
#: Functions of `os` and `shutil` that remove files.
_REMOVES = frozenset("kill remove rmdir rmtree unlink".split())
#: Statements that hold others: most do not.
_HOLDING = (
    *(ast.If, ast.For, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef, ast.While, ast.Match, ast.TryStar),
    *(ast.AsyncFor, ast.AsyncFunctionDef, ast.AsyncWith),
)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: Functions that end the use of things, beside those that are named like what they call.
_ENDING = frozenset("__aexit__ __exit__ clean_up on_exit stop_all tear_down teardown tearDown".split())


def _unharmed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Try]:
    """Yield each `try` of a function that is a question, or that ends the use of things.

    An exception in `__del__` cannot be caught by the caller, and modules may be gone when Python ends.
    """
    yield from answering(function.body)
    last = function.name == "__del__"
    first = function.name.strip("_").partition("_")[0]
    ends = last or first in _RELEASES or function.name in _ENDING
    asks = is_question(function)
    for statement in ast.walk(function) if ends or asks else ():
        if isinstance(statement, ast.Try) and (
            last
            or (asks and all(map(says_no, statement.handlers)))
            or (ends and _only_releases(statement.body))
        ):
            yield statement


def _in_block(body: list[ast.stmt], module: Module) -> Iterator[Finding]:
    pending: list[tuple[ast.stmt, ast.stmt | None]] = [(statement, None) for statement in reversed(body)]
    failing: set[int] = set(map(id, answering(body)))
    while pending:
        statement, loop = pending.pop()
        if isinstance(statement, (ast.Try, ast.TryStar)):
            if id(statement) not in failing:
                yield from _caught(statement, module, loop)
            failing.update(map(id, _while_failing(statement)))
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from _suppressed(statement, module)
        elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            loop = None if _tries_again(statement) else statement
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            loop = None
        if isinstance(statement, _FUNCTIONS):
            failing.update(map(id, _unharmed(statement)))
        if isinstance(statement, _HOLDING):
            pending += [(inner, loop) for inner in reversed(list(_inner(statement)))]


def _tries_again(statement: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Tell whether a loop goes over no rows, but sleeps and does the same again."""
    if not isinstance(statement, ast.While):
        return False
    calls = [item.value for item in statement.body if isinstance(item, ast.Expr)]
    calls = [call.value if isinstance(call, ast.Await) else call for call in calls]
    return any(isinstance(call, ast.Call) and dotted(call.func).endswith("sleep") for call in calls)


def _inner(statement: ast.stmt) -> Iterator[ast.stmt]:
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        for item in getattr(statement, name, ()):
            yield from [item] if isinstance(item, ast.stmt) else item.body


def _caught(statement: ast.Try | ast.TryStar, module: Module, loop: ast.stmt | None) -> Iterator[Finding]:
    if is_import(statement.body) or _only_releases(statement.body, _ENDS) or _only_makes(statement.body):
        return
    if asks_length(statement.body) or asks_git(statement.body) or asks_type(statement.body):
        return
    if asks_number(statement.body, module) or awaits_cancelled(statement.body, module):
        return
    if measures(statement.body) or asks_attributes(statement.body):
        return
    alternative = is_alternative(statement, loop)
    # What leaves the loop once it works loses nothing: it tries one thing after the other.
    loses = loop is not None and not any(
        isinstance(node, (ast.Return, ast.Break)) for item in statement.body for node in ast.walk(item)
    )
    loses = loses and not any(isinstance(item, (ast.Return, ast.Break)) for item in statement.orelse)
    loses = loses and not _only_releases(statement.body) and not _only_shows(statement.body)
    loses = loses and not only_caches(statement.body)
    for handler in statement.handlers:
        silent = all(is_nothing(item, statement.body) for item in handler.body)
        dropped = all(isinstance(item, (ast.Pass, ast.Continue)) for item in handler.body)
        if alternative and dropped:
            continue
        some = loses and dropped and "Exception" in _names(handler.type)
        if not silent or not (_is_everything(handler.type) or some):
            continue
        # No comment makes up for another value in place of what failed, or for catching Ctrl-C by name.
        told = not dropped or "BaseException" in _names(handler.type)
        if told or not is_explained(handler, statement.body, module):
            caught = "every exception" if handler.type is None else f"`{ast.unparse(handler.type)}`"
            yield Finding(f"{caught} is caught and ignored", module.at(handler))


def _while_failing(statement: ast.Try | ast.TryStar) -> Iterator[ast.stmt]:
    """Yield what only releases something before another `raise`, or tells of an exception that is logged."""
    for handler in statement.handlers:
        yield from telling(handler)
        if isinstance(handler.body[-1], ast.Raise):
            yield from (
                item for item in handler.body if isinstance(item, ast.Try) and _only_releases(item.body)
            )


def _only_releases(body: list[ast.stmt], names: frozenset[str] = _RELEASES) -> bool:
    """Tell whether a block only releases things, by methods of some names: no row is lost if that fails."""
    return all(_releases(statement, names) for statement in body)


def _releases(statement: ast.stmt, names: frozenset[str]) -> bool:
    match statement:
        case ast.If(body=inner, orelse=[]):
            return _only_releases(inner, names)
        case ast.Expr(value=ast.Await(value=ast.Call() as call)) | ast.Expr(value=ast.Call() as call):
            *owner, last = dotted(call.func).split(".")
            if last in _RUNS and len(call.args) == 1:
                return _releases(ast.Expr(call.args[0]), names)
            if last == "" and isinstance(call.func, ast.Attribute):
                owner, last = ["[]"], call.func.attr
            if owner == ["os"] or owner == ["shutil"]:
                return last in _REMOVES
            return bool(owner) and (last in names or (last == "remove" and not call.args))
        case ast.Assign(targets=[ast.Attribute()], value=ast.Constant(value=None)) | ast.Delete():
            return True
    return False


def _only_makes(body: list[ast.stmt]) -> bool:
    """Tell whether a block only makes directories, which may be there, or adds up the sizes of files."""
    made = 0
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Call(func=function)) if dotted(function).rpartition(".")[2] in _MAKES:
                made += 1
            case ast.AugAssign(value=ast.Call(func=function)) if dotted(function).endswith(".getsize"):
                made += 1
            case ast.Assign(targets=[ast.Name()]):
                pass
            case ast.If(body=inner, orelse=[]) if _only_makes(inner):
                made += 1
            case _:
                return False
    return made > 0


def _only_shows(body: list[ast.stmt]) -> bool:
    """Tell whether a block only prints parts of what it has: no row is lost if that fails."""
    *before, last = body
    match last:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=arguments)):
            assigned = [one.value for one in before if isinstance(one, ast.Assign)]
            return len(assigned) == len(before) and not holds_calls(*arguments, *assigned)
    return False


def _suppressed(statement: ast.With | ast.AsyncWith, module: Module) -> Iterator[Finding]:
    for item in statement.items if not _only_releases(statement.body) else ():
        match item.context_expr:
            case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=caught):
                if any("BaseException" in _names(one) for one in caught):
                    yield Finding("`BaseException` is suppressed", module.at(item.context_expr))


def _is_everything(caught: ast.expr | None) -> bool:
    return caught is None or "BaseException" in _names(caught)


def _names(caught: ast.expr | None) -> frozenset[str]:
    """Return the names of what is caught, of each where it is a tuple."""
    items = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return frozenset(item.id for item in items if isinstance(item, ast.Name))
