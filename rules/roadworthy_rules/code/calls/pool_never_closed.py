import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: How processes and threads of a pool are ended.
_ENDS = re.compile(
    r"\.(?:close|shutdown|terminate|__exit__)\(|pool\.join\(|\bclosing\(|enter_context\("
    r"|with (?:self\.)?\w*pool\b"
)
_POOLS = ("multiprocessing.Pool", "mp.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool")


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("pylint:consider-using-with", "pylint:R1732"),
    handwritten=True,
)
def pool_never_closed(module: Module) -> Iterator[Finding]:
    """A pool of processes is started, and nothing ends it.

    Its processes keep their memory, and on a GPU their share of it, until the program ends. Each further run
    in the same program starts as many again, and the program may hang at its end. Use the pool in a `with`
    block, or call `close()` and `join()`.

    The rule reports pools of `multiprocessing` that are bound to a name or an attribute, in modules that call
    nothing that ends one.

    ```python bad
    from multiprocessing import Pool

    class Server:
        def __init__(self, workers):
            self.pool = Pool(workers)

        def train(self, clients):
            return self.pool.map(update, clients)
    ```
    ```python good
    from multiprocessing import Pool

    def train(clients, workers):
        with Pool(workers) as pool:
            return pool.map(update, clients)
    ```
    """
    if module.role != "source" or "multiprocessing" not in module.text or "Pool(" not in module.text:
        return
    imported = {
        alias.asname or alias.name
        for node in nodes_of(module, ast.ImportFrom)
        if (node.module or "").startswith("multiprocessing")
        for alias in node.names
        if alias.name in ("Pool", "ThreadPool")
    }
    makers = {*imported, *_POOLS}
    for node in nodes_of(module, ast.Assign):
        if isinstance(node.value, ast.Call) and (name := dotted(node.value.func)) in makers:
            if _ENDS.search(module.text):
                return
            yield Finding(f"nothing ends the processes of `{name}(...)`", module.at(node))
