"""Which functions ask a model, and which calls give its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handing import is_model
from roadworthy.facts.operations.ownways import only_starts
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.stores import ASKING, FITTING, HOSTED, asks_by, asks_hosted
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Definition

#: How far a function is followed to what asks the model, and how many functions on the way.
_DEPTH = 4
_NEAR = 500
#: More methods that ask a model; functions may have such names, too.
_ASKING_TOO = frozenset(
    "ainvoke classify forecast generate image_to_string ocr readtext recommend run_inference summarize"
    " transcribe".split()
)
#: How the names of functions begin that answer by a model.
_NAMED = ("predict_",)
#: What tells PyTorch to keep nothing for a training, and what a training does.
_INFERRING, _LEARNING = frozenset(("inference_mode", "no_grad")), frozenset(("backward", "zero_grad"))


class AskingFunctions:
    """The functions that ask a model, among the definitions that requests lead to.

    `models` are those that call a model by its name: `model(rows)`.
    """

    def __init__(self, graph: Graph, reached: Collection[Node], models: Collection[Node]) -> None:
        self._graph, self._models = graph, models
        self._named: dict[str, list[Node]] = defaultdict(list)
        for node in reached:
            if node in graph.definitions and graph.definitions[node].owner:
                self._named[graph.definitions[node].name].append(node)
        self._asks: dict[Node, bool] = {}
        self._asks_itself: dict[Node, bool | None] = {}
        self._answered: dict[tuple[str, str], bool] = {}
        self._meant: dict[tuple[str, str], list[Node]] = {}

    def meant(self, node: Node, name: str) -> list[Node]:
        """Return the functions that a call means: by its name in the module, or as a method of any class.

        Of several classes, those count whose names have a word of the object: `self.history.add` is a
        method of `HistoryManager`, and none of `VectorStore`.
        """
        key = node[0], name
        if key not in self._meant:
            self._meant[key] = self._found(*key)
        return self._meant[key]

    def _found(self, path: str, name: str) -> list[Node]:
        root, dot, _ = name.partition(".")
        last = name.rpartition(".")[2]
        found = [] if root in ("self", "cls", "") else self._graph.resolved(path, name)
        meant = [one for one in found if one in self._graph.definitions]
        if not meant and dot:
            return self._methods(last, name.rpartition(".")[0].rpartition(".")[2])
        functions = [one for one in meant if self._graph.definitions[one].kind != "class"]
        for owner in meant if dot else ():
            if self._graph.definitions[owner].kind == "class":
                line = self._graph.classes.with_method_in_line(owner, last)
                found = [one for one in line for method in self._graph.classes.method(one, last)]
                functions += [(one[0], f"{one[1]}.{last}") for one in found]
        return [one for one in functions if one in self._graph.definitions]

    def _methods(self, name: str, owner: str) -> list[Node]:
        found = self._named.get(name, [])
        if len(found) < 2:
            return found
        words = words_of(owner)
        near = [one for one in found if not words.isdisjoint(words_of(self._graph.definitions[one].owner))]
        return near or found

    def answers(self, node: Node, name: str) -> bool:
        """Tell whether an origin is what a model answered: many calls of a module have the same."""
        if not name.endswith("()"):
            return False
        key = node[0], name
        if key not in self._answered:
            self._answered[key] = self._is_answer(node, name)
        return self._answered[key]

    def _is_answer(self, node: Node, name: str) -> bool:
        called = name.removesuffix("()")
        last = called.rpartition(".")[2]
        meant = self.meant(node, called)
        if meant:
            # One that works an answer out by itself asks no library, and is named for what it does.
            return last in ASKING or any(self.asks(one) for one in meant)
        if self._graph.resolved(node[0], called) if called.partition(".")[0] else ():
            return False
        if last in ASKING or last in _ASKING_TOO or last in HOSTED or asks_by(called):
            return True
        # A function that is imported and not in the code that was read may be named for what it does.
        return is_model(called) or called.startswith(_NAMED)

    def asks(self, node: Node) -> bool:
        """Tell whether a function asks a model, itself or by what it calls."""
        if node not in self._asks:
            self._asks[node] = any(map(self._follow, self._near(node)))
        return self._asks[node]

    def _follow(self, node: Node) -> bool | None:
        """Tell whether a function asks a model by its own calls; None for what is not followed.

        A class is not, nor what only loads a model or trains one.
        """
        if node not in self._asks_itself:
            definition = self._graph.definitions.get(node)
            self._asks_itself[node] = (
                None
                if definition is None
                or definition.kind == "class"
                or only_starts(node)
                or not definition.names.isdisjoint(FITTING)
                else node in self._models or _asks_itself(definition)
            )
        return self._asks_itself[node]

    def _near(self, node: Node) -> Iterator[Node]:
        """Yield a function and those that it calls, as far as they are followed."""
        seen, names, found, wide = {node}, set[str](), [node], False
        for _ in range(_DEPTH + 1):
            near: list[Node] = []
            for one in found:
                if self._follow(one) is None:
                    continue
                yield one
                for step in self._graph.steps(one):
                    if not isinstance(step, str):
                        near += [step] if step[1] and step != one and step not in seen else ()
                    elif step not in names:
                        # The methods of a name are the same wherever it is called.
                        names.add(step)
                        methods = self._named.get(step, [])
                        wide = wide or len(methods) > _NEAR
                        near += [] if wide else [method for method in methods if method not in seen]
                seen.update(near)
            if wide or len(seen) > _NEAR:
                return
            found = list(dict.fromkeys(near))


def _asks_itself(definition: Definition) -> bool:
    """Tell whether a function asks a model by its own calls."""
    if not definition.names.isdisjoint(ASKING) or asks_hosted(definition):
        return True
    # PyTorch is told not to keep what only a training needs.
    if not definition.names.isdisjoint(_INFERRING) and definition.names.isdisjoint(_LEARNING):
        return True
    return any("." in use and use.rpartition(".")[2] in _ASKING_TOO for use in definition.uses)
