"""What the installed packs offer to a run: imported, or told by an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.commands.kept import programs
from roadworthy.core.signature import key_of
from roadworthy.engine.inspect import GIVEN as ENGINES
from roadworthy.facts.tests import DiffBase, NamedCoverage
from roadworthy.packs.entrypoints import entry_points
from roadworthy.packs.index import built_index, index_of, indexed
from roadworthy.packs.load import Plugins, installed, load

if TYPE_CHECKING:
    from roadworthy.commands.kept import KeptRuns

#: The modules of the engine itself that offer what packs offer.
BUILTINS = ("roadworthy.engine.builtin", "roadworthy.facts.offered", "roadworthy.report.offered")
#: The facts that come from the engine and from the command line.
GIVEN = (*ENGINES, key_of(NamedCoverage), key_of(DiffBase))


def load_plugins(kept: KeptRuns | None = None) -> Plugins:
    """Find all packs, ours among them: import them, or only what an index leaves to import.

    A wheel of ours has one, which stands for our packs. Where there are others, or none was built, one is
    made and kept for the next run.
    """
    packs = installed(kept.packs if kept else None)
    entry = kept and f"index{kept.code}"
    data = built_index(packs) or (kept and entry and kept.store.read(entry))
    if data:
        return indexed(data, packs, GIVEN)
    plugins = load(BUILTINS, GIVEN, packs)
    # What was imported is what the hash is of, unless someone works on the packs this very moment.
    if kept and entry and (made := index_of(plugins)) and programs(entry_points()) == kept.code:
        kept.store.write(entry, made)
    return plugins
