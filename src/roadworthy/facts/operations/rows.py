"""Which calls surely keep what they are given: as a row of a table, or at the end of a file."""

from __future__ import annotations

from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.handing import Handed
from roadworthy.facts.operations.origins import GROWS, INSERTS
from roadworthy.facts.operations.ownways import has_rows
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.words import words_of

#: Stores of rows whatever is around them, those of a session, and those of an object that is a row itself.
_ROWS = frozenset(
    "append_row append_rows bulk_create bulk_save_objects create_one insert insert_many insert_one"
    " insert_rows insert_rows_from_dataframe insert_rows_json load_table_from_dataframe load_table_from_json"
    " put_item put_record to_gbq to_sql upsert xadd".split()
)
SESSIONS = frozenset("add add_all commit merge".split())
_HELD = frozenset(("acreate", "asave", "create", "save"))
#: Stores of Firebase, by the call before: `db.collection("asked").document().set(row)`.
_OF_PARTS = {
    "add": frozenset(("collection",)),
    "create": frozenset(("document",)),
    "push": frozenset(("child", "reference")),
    "set": frozenset(("child", "document", "reference")),
}
#: What changes rows that are there, and what runs a statement.
UPDATES = frozenset(("find_one_and_update", "update_item", "update_many", "update_one"))
STATEMENTS = frozenset(("execute", "executemany", "fetchrow", "fetchval"))
_FILES = frozenset("dump to_csv to_json write write_text writelines writerow writerows".split())
#: Words of functions and tables that keep something about answers, or nothing of them.
_BESIDE = frozenset(
    "accuracy benchmark billing config cost drift eval evaluate evaluation experiment metric metrics"
    " profile quota setting settings stat statistics stats summary token tokens train trained training"
    " usage user".split()
)
#: Words of what keeps things for a while.
CACHED = frozenset(("cache", "cached", "memory"))


def keeps_row(graph: Graph, node: Node, item: Handed) -> bool:
    """Tell whether a call surely keeps what it is given: as a row, or at the end of a file."""
    last, owner = item.name, item.callee.rpartition(".")[0]
    if not owner or words_of(node[1].rpartition(".")[2]) & _BESIDE:
        return False
    if last in _ROWS:
        return not words_of(owner) & CACHED
    if last in _OF_PARTS and owner.rpartition(".")[2] in _OF_PARTS[last]:
        return True
    if last in STATEMENTS:
        return INSERTS in item.origins
    if last in _FILES:
        return GROWS in item.origins
    if last == "commit":
        return True
    if last in _HELD and owner.endswith(".objects"):
        return True
    if last in SESSIONS or last in _HELD:
        return any(_is_row(graph, node, name) for name in item.origins)
    return False


def _is_row(graph: Graph, node: Node, name: str) -> bool:
    """Tell whether an origin is the call of a class whose objects are rows."""
    called = name.removesuffix("()")
    if called == name or words_of(called) & (_BESIDE | CACHED):
        return False
    return any(
        has_rows(graph, one) for one in (graph.resolved(node[0], called) if called.partition(".")[0] else ())
    )
