"""What pages let people enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import Location
from roadworthy_rules.operations._model_stores import text_of
from roadworthy_rules.operations._shared import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ModuleSummary, Tree

#: The field for a number of Streamlit, and its bounds: it takes no number outside of them.
_FIELD = "number_input"
_BOUNDS = ("min_value=", "max_value=")
#: What takes a file, a picture that is drawn or taken, or a sound.
_FILES = frozenset("audio_input camera_input file_uploader st_canvas".split())
#: Characters of a call that are looked at.
_LENGTH = 500


def bounded_field(modules: Iterable[ModuleSummary], tree: Tree) -> Location | None:
    """Return the page whose fields for numbers have bounds on both sides; None where there is none."""
    for module in pages(modules):
        if _FIELD not in module.mentioned:
            continue
        calls = text_of(tree, module.path).split(f"{_FIELD}(")[1:]
        if any(all(bound in call[:_LENGTH].replace(" ", "") for bound in _BOUNDS) for call in calls):
            return Location(module.path)
    return None


def takes_files(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a page takes a file, a picture or a sound, which no bounds are set for."""
    return any(not module.mentioned.isdisjoint(_FILES) for module in pages(modules))
