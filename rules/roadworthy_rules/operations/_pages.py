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
#: What offers values to choose from, and other fields, which people enter into what they like.
_CHOICES = frozenset("pills segmented_control select_slider selectbox slider".split())
_FREE = _FILES | frozenset(
    "chat_input data_editor date_input experimental_data_editor number_input text_area text_input"
    " time_input".split()
)
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


def only_choices(modules: Iterable[ModuleSummary]) -> Location | None:
    """Return the page that offers values to choose from, where no page takes others; else None.

    Streamlit answers only with one of them.
    """
    of_pages = [m for m in modules if m.role == "source" and "streamlit" in m.libraries]
    if any(not module.mentioned.isdisjoint(_FREE) for module in of_pages):
        return None
    offering = (module for module in pages(of_pages) if not module.mentioned.isdisjoint(_CHOICES))
    return next((Location(module.path) for module in offering), None)


def takes_files(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a page takes a file, a picture or a sound, which no bounds are set for."""
    return any(not module.mentioned.isdisjoint(_FILES) for module in pages(modules))
