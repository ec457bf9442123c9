"""What a model's record says of the input that it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Blocked, Location, is_run, kept, lacking, untold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from roadworthy import Answer, ModuleSummary, Tree

_IMAGE = re.compile(r"(?i)(?:[^/]{1,200}/){0,20}(?:[\w.-]{0,80}dockerfile[\w.-]{0,80})")
_WORDS = re.compile(r"[\w.-]+")
_LOGGING = (".log_model", ".save_model")
_SIGNATURES = frozenset(("infer_signature", "ModelSignature", "signature", "input_example"))


def signed(modules: tuple[ModuleSummary, ...]) -> Answer | None:
    """Tell whether models are logged to MLflow with a signature or an input example; None where none is."""
    logging = None
    for module in modules:
        if not is_run(module.path, module.role) or not any(
            "mlflow" in f"{item.module} {item.name}" for item in module.imports
        ):
            continue
        if _logs(module.uses):
            logging = logging or Location(module.path)
        for definition in module.definitions:
            if _logs(definition.uses):
                logging = logging or Location(module.path, definition.route, definition.span)
        if "log_model" in module.mentioned and module.mentioned & _SIGNATURES:
            return kept(("the model is logged with what it takes", Location(module.path)))
        if "autolog" in module.mentioned:
            return untold("what `autolog` logs depends on the version of MLflow")
    return lacking("the model is logged without what it takes") if logging is not None else None


def _logs(uses: AbstractSet[str]) -> bool:
    """Tell whether code logs a model by MLflow, or by what a function gives that is named for it."""
    logging = (use.replace("=", ".").lstrip(".") for use in uses if use.endswith(_LOGGING))
    return any("mlflow" in use.partition(".")[0] for use in logging)


def logs_model(module: ModuleSummary) -> bool:
    """Tell whether a script logs a model to MLflow, which stores the commit of the script with it.

    It does so for no notebook.
    """
    if "mlflow" not in module.libraries or not is_run(module.path, module.role):
        return False
    uses = module.uses.union(module.main_uses, *(item.uses for item in module.definitions))
    return _logs(uses) or any(use.startswith("mlflow.") and use.endswith(".autolog") for use in uses)


def in_image(modules: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return a Dockerfile that names one of the modules: an image may hold no Git repository."""
    names = {module.path.rpartition("/")[2].removesuffix(".py") for module in modules}
    for path in sorted(tree.files):
        if not _IMAGE.fullmatch(path) or tree.exceeds(path, 100_000):
            continue
        try:
            text = tree.text(path, strict=False)
        except Blocked:
            continue
        words = {word.removesuffix(".py").rpartition(".")[2] for word in _WORDS.findall(text)}
        if not names.isdisjoint(words):
            return path
    return ""
