"""Walks from many starts: what they find, and that the heart of a project is followed once."""

from __future__ import annotations

import random
from unittest import mock

import pytest

from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.walks import Walks, all_of
from roadworthy.facts.python import walk
from roadworthy.facts.python.module import Module

#: What the bodies of made-up functions do, besides calling each other.
_BODIES = (
    *("    it.{a}()", "    return C{n}().{a}()", "    import m{n}\n    m{n}.f{k}()", "    f{k}()"),
    *("    return C{n}", "    self.{a}()", "    it.other.{a}(C{n})"),
)


def graph(files: dict[str, str]) -> Graph:
    return Graph(walk(Module.parse(path, text.encode()), {}) for path, text in files.items())


def made_up(seed: int) -> dict[str, str]:
    """Return modules that import each other here and there, with classes of several bases."""
    rng = random.Random(seed)

    def body() -> str:
        drawn = rng.choice(_BODIES)
        return drawn.format(a=rng.choice("abc"), n=rng.randrange(8), k=rng.randrange(3))

    files = {}
    for number in range(8):
        others = sorted(rng.sample(range(8), rng.randrange(3)))
        lines = [f"from m{other} import C{other}" for other in others]
        lines += [f"import m{other}" for other in others]
        bases = ", ".join([f"C{other}" for other in others] + rng.sample(["View"], rng.randrange(2)))
        lines += [f"class C{number}({bases}):"]
        for name in rng.sample(["a", "b", "c", "__init__"], 2):
            lines += [f"    def {name}(self, it):", f"    {body()}".replace("\n", "\n    ")]
        for function in range(3):
            lines += [f"def f{function}(it):", body()]
        files[f"m{number}.py"] = "\n".join(lines) + "\n"
    return files


@pytest.mark.parametrize("seed", range(150))
def test_what_walks_share_leads_to_what_each_by_itself_does(seed: int) -> None:
    found = graph(made_up(seed))
    rng = random.Random(seed)
    nodes = sorted(found.definitions)
    walks = Walks(found)
    together = []
    expected = set()
    for _ in range(8):
        start = rng.choice(nodes)
        shut = frozenset(rng.sample(nodes, rng.choice((0, 0, 1, 5))))
        alone = walks.ways([start], shut)
        got = walks.reached([start], shut)
        assert {node for node in nodes if node in got} == {node for node in nodes if node in alone}
        together.append(got)
        expected |= set(alone)
    assert all_of(together) == expected


def service(handlers: int, heart: int) -> dict[str, str]:
    """Return handlers in modules of their own, which import modules that import each other in a circle."""
    files = {
        f"core{n}.py": f"import core{(n + 1) % heart}\ndef run{n}(x):\n    x.step{n}()\n"
        for n in range(heart)
    }
    for n in range(handlers):
        files[f"handler{n}.py"] = (
            f"import core{n % heart}\ndef handle(x):\n    return core{n % heart}.run{n % heart}(x)\n"
        )
    return files


def followed(handlers: int, heart: int) -> int:
    """Return how many nodes all walks together follow."""
    found = graph(service(handlers, heart))
    walks = Walks(found)
    with mock.patch.object(Graph, "steps", autospec=True, side_effect=Graph.steps) as steps:
        for number in range(handlers):
            assert (f"core{heart - 1}.py", "") in walks.reached([(f"handler{number}.py", "handle")])
    return steps.call_count


def test_the_heart_of_a_project_is_followed_for_few_of_many_handlers() -> None:
    few, many = followed(20, 200), followed(200, 200)
    assert many - few < 180 * 20 + 200  # and not 180 times 200 modules


def test_what_is_shut_is_not_taken_over() -> None:
    walks = Walks(graph(service(4, 6)))
    for number in range(4):
        walks.reached([(f"handler{number}.py", "handle")])
    there = walks.reached([("handler0.py", "handle")], {("core3.py", "")})
    assert ("core2.py", "") in there
    assert ("core3.py", "") not in there
    assert ("core4.py", "") not in there
