import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: Calls that wait for an answer as long as it takes.
_CALLS = frozenset(f"requests.{verb}" for verb in "delete get head options patch post put request".split())


@rule(Severity.NOTE, since="0.2", codes=("S113", "bandit:B113"), handwritten=True)
def request_without_timeout(module: Module) -> Iterator[Finding]:
    """A request waits for its answer without a limit.

    `requests` has no timeout of its own: a server that accepts the connection and never answers stops your
    program, or one worker of your service after the other. Pass a limit in seconds: `timeout=10`.

    The rule checks the functions of `requests` in source code, and reports a module once.

    ```python bad
    import requests

    def rates():
        return requests.get("https://example.org/rates").json()
    ```
    ```python good
    import requests

    def rates(options):
        requests.post("https://example.org/log", **options)
        return requests.get("https://example.org/rates", timeout=10).json()
    ```
    """
    if module.role != "source" or "requests." not in module.text:
        return
    found = [
        node
        for node in nodes_of(module, ast.Call)
        if dotted(node.func) in _CALLS and not {item.arg for item in node.keywords} & {"timeout", None}
    ]
    if found:
        first, *others = found
        places = f" ({len(found)} places)" if others else ""
        yield Finding(
            f"`{dotted(first.func)}` has no timeout{places}",
            module.at(first),
            related=tuple(module.at(node) for node in others),
        )
