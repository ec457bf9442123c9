"""What notebooks store with a model, and whether it can be trained again, where no module trains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, kept, lacking, untold
from roadworthy_rules.operations._drawn import drawn
from roadworthy_rules.operations._seeds import SPLITS, unseeded_of
from roadworthy_rules.operations._signatures import HASHES
from roadworthy_rules.operations._training_data import data_of_notebook
from roadworthy_rules.operations._trainings import NETS, keeps_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Answer, NotebookSummary, Repository, Tree

#: What keeps runs of a training, or knows the code's revision, and what it keeps by itself.
TRACKING = frozenset("clearml comet_ml dvc git mlflow neptune wandb".split())
TRACKERS = frozenset(("Artifact", "log_input", "use_artifact"))
#: Seeds of nets, and all seeds that a notebook may give.
OF_NETS = frozenset(
    "PRNGKey Trainer TrainingArguments manual_seed manual_seed_all seed_everything set_random_seed"
    " set_seed".split()
)
_SEEDS = ("random_state", "seed", "PRNGKey")
#: A model that is given a seed.
_SEEDED_MODEL = re.compile(
    r"\b[A-Z]\w{0,60}(?:Classifier|Regressor|Forest|SV[CR])\([^()]{0,300}\brandom_state"
)
_ANY_ORDER = "a notebook trains, and its cells run in any order"


def lineage_of(notebooks: Iterable[NotebookSummary]) -> Answer | None:
    """Return what notebooks that train store of the data and the code; None where none keeps a model."""
    keeping = [one for one in notebooks if keeps_model(one)]
    for one in keeping:
        if _libraries(one) & TRACKING or one.names & TRACKERS or one.names & HASHES:
            return untold(f"what `{one.path}` stores with the model cannot be read")
    return lacking(f"`{keeping[0].path}`, which trains, stores neither") if keeping else None


def reproduced_by(notebooks: Iterable[NotebookSummary], repository: Repository, tree: Tree) -> Answer | None:
    """Return whether notebooks that train fix chance or pin the data; None where none keeps a model.

    As cells run in any order, both are no more than one of them is.
    """
    keeping = [one for one in notebooks if keeps_model(one)]
    if not keeping:
        return None
    held = [(found, one) for one in keeping if (found := data_of_notebook(one, repository, tree)).name]
    if held:
        told = f"`{held[0][0].name}`, which the notebook reads, comes again", Location(held[0][1].path)
        return kept(told, share=0.5, reason=_ANY_ORDER)
    texts = [tree.text(one.path, strict=False) for one in keeping]
    seeded = [one for one, text in zip(keeping, texts, strict=True) if any(seed in text for seed in _SEEDS)]
    nets = any(_libraries(one) & NETS and not one.names & OF_NETS for one in keeping)
    name = unseeded_of([drawn(text) for text in texts], known=True)
    if seeded and not name and not nets:
        return kept(("the notebook gives a seed", Location(seeded[0].path)), share=0.5, reason=_ANY_ORDER)
    # Of several models, the one with a seed may be kept.
    other = name not in ("", SPLITS, "train_test_split") and any(map(_SEEDED_MODEL.search, texts))
    unclear = (
        other or name == SPLITS or any(data_of_notebook(one, repository, tree).may_be for one in keeping)
    )
    if unclear or not (name or nets):
        return untold(f"whether `{keeping[0].path}` trains the same model again cannot be read")
    return lacking(f"`{name or 'the net'}` is given no seed, and the data is not pinned")


def _libraries(notebook: NotebookSummary) -> set[str]:
    return {name.partition(".")[0] for name, _ in notebook.imports}
