"""What calls mean through the imports of their module, and at what cost."""

from __future__ import annotations

from roadworthy.core.finding import Location, Span
from roadworthy.facts.operations.calls import Bound, Called
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.resolved import Library
from roadworthy.facts.python import walk
from roadworthy.facts.python.module import Module
from tests.counting import calls


def library(files: dict[str, str], made: list[Bound], called: list[Called]) -> Library:
    graph = Graph(walk(Module.parse(path, text.encode()), {}) for path, text in files.items())
    return Library(graph, called, made)


def at(path: str) -> Location:
    return Location(path, span=Span(1, 1, 1, 1))


def test_a_name_of_another_module_is_what_is_made_there() -> None:
    files = {
        "metrics.py": "from prometheus_client import Counter\nasked = Counter()\n",
        "app.py": "import metrics\nfrom metrics import asked as counted\nimport metrics as m\n",
        "deep/metrics.py": "from statsd import Client\nsent = Client()\n",
        "deep/app.py": "from .metrics import sent\n",
    }
    made = [
        Bound("asked", "Counter", at("metrics.py")),
        Bound("sent", "Client", at("deep/metrics.py")),
    ]
    found = library(files, made, [])
    for path, name, meant in (
        ("app.py", "metrics.asked.inc", "prometheus_client.Counter.inc"),
        ("app.py", "counted.inc", "prometheus_client.Counter.inc"),
        ("app.py", "m.asked.inc", "prometheus_client.Counter.inc"),
        ("app.py", "other.asked.inc", "other.asked.inc"),
        ("deep/app.py", "sent.gauge", "statsd.Client.gauge"),
    ):
        assert found.full(path, name) == meant


def test_calls_do_not_go_through_all_imports_of_their_module() -> None:
    def cost(number: int) -> int:
        imports = "".join(f"from far{one} import name{one}\n" for one in range(number))
        called = [Called(f"name{one}.run", at("app.py")) for one in range(number)]
        found = library({"app.py": imports}, [], called)
        return calls(lambda: list(found.found()))

    assert cost(400) < 4.5 * cost(100)
