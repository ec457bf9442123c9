"""What a function of the first stage is called with: one file, or a node of its syntax tree."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy.core.filekind import KnownKind
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.signature import Signature, SignatureFault, show


@dataclass(frozen=True, slots=True)
class OneFile:
    """A place in the first stage: each file of a kind, or its nodes of some types within a context.

    `nodes` are names of types, such as `ast.Call`. `summary` is true where the function asks for the file's
    summary as well.
    """

    kind: KnownKind
    nodes: tuple[str, ...] = ()
    context: str | None = None
    summary: bool = False


def of_one_file(signature: Signature, kinds: Sequence[KnownKind]) -> OneFile | None:
    """Return where in the first stage a rule or provider is called; None where it belongs to the second.

    Raises `SignatureFault` where it asks for a file or a node, and for what other files may change.
    """
    needs, function = signature.needs, signature.function
    first = needs[0].key if needs else None
    nodes = first if isinstance(first, tuple) else (first or "",)
    if all(node.startswith("ast.") for node in nodes):
        context = needs[1].key if len(needs) == 2 else None
        within = next((kind for kind in kinds if context in kind.contexts), None)
        if within is None or not isinstance(context, str):
            known = " or ".join(f"`{show(context)}`" for kind in kinds for context in kind.contexts)
            raise SignatureFault(f"what asks for a node asks for the node, then for its {known}", function)
        return OneFile(within, nodes, context)
    kind = next((kind for kind in kinds if first == kind.subject), None)
    if kind is None:
        return None
    if [need.key for need in needs[1:]] not in ([], [kind.summary]):
        known = f"`{show(kind.summary)}`"
        text = f"what asks for a `{show(first or '')}` may ask for its {known} as well, and for nothing else"
        raise SignatureFault(text, function)
    return OneFile(kind, summary=len(needs) == 2)
