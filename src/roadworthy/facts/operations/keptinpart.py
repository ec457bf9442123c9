"""What is left of the evidence that answers are kept, once it is known what each store is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from roadworthy.core.finding import Location
from roadworthy.facts.operations.answerflow import AnswerFlow
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import Concern
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.stores import ASKING
from roadworthy.facts.operations.walks import ReachedNodes
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Definition

#: Words in the names of handlers that may ask a model only to see that it answers, or to explain one.
_TRYING = frozenset(
    "benchmark check debug demo drift evaluate explain health live monitor ping ready readiness sample status"
    " test train warmup".split()
)
#: How the names of functions begin that ask a model for a prediction.
_NAMED = ("predict_", "classify_")


def drop_clear(
    found: dict[Concern, Watched],
    keepers: Collection[tuple[Node, str, Location]],
    reached: Collection[Node],
    flow: AnswerFlow,
) -> None:
    """Take away the evidence of a function that is named for predictions, where its stores are given none.

    `keepers` are the functions that keep answers by their names, with words for each and its place. Another
    one that requests lead to stands in for it.
    """
    told = found.get(Concern.PREDICTION_LOG)
    if told is None:
        return
    node = next((node for node, _, at in keepers if at == told.chain[-1][1]), None)
    if node not in flow.clear:
        return
    del found[Concern.PREDICTION_LOG]
    for other, words, at in keepers:
        if other in reached and other not in flow.clear:
            found[Concern.PREDICTION_LOG] = Watched(told.watch, told.level, ((words, at),))
            return


def note_part(
    graph: Graph,
    found: dict[Concern, Watched],
    keepers: Iterable[Node],
    flow: AnswerFlow,
    ways: Iterable[tuple[Node, ReachedNodes]],
) -> None:
    """Note a handler whose answers are not kept, where those of another one are.

    `ways` are the handlers that ask a model, each with what it leads to. One that leads to what may store
    an answer unseen is not noted, and neither is one that does not call for a prediction itself.
    """
    told = found.get(Concern.PREDICTION_LOG)
    if told is None or told.level is not Level.SERVED:
        return
    definitions = graph.definitions
    stores = {*flow.kept, *flow.unclear, *keepers}
    lacking: list[Node] = []
    keeps = False
    for node, there in ways:
        if any(one in there for one in stores):
            keeps = True
        elif node in definitions and _predicts(definitions[node]):
            lacking.append(node)
    if keeps and lacking:
        reason = f"what `{lacking[0][1]}` answers is not kept"
        found[told.watch] = Watched(told.watch, told.level, told.chain, reason)


def _predicts(handler: Definition) -> bool:
    """Tell whether a handler that is given something asks for a prediction of it, by a call of its own."""
    if not handler.arguments or _TRYING & words_of(handler.name):
        return False
    # `model.predict`, and `.predict` of an object that the handler was given or made.
    if handler.name.startswith(_NAMED):
        return True
    asked = (use.rpartition(".")[2] for use in handler.uses if use[0].isidentifier() or use[0] == ".")
    return any(name in ASKING or name.startswith(_NAMED) for name in asked)
