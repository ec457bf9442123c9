"""What a model's record says of the input that it takes, and of the data that it learned from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Blocked, Location, is_run, kept, lacking, untold
from roadworthy_rules._trainings._run_together import imports_any
from roadworthy_rules.operations._trainings import all_uses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from roadworthy import Answer, Definition, ModuleSummary, Tree

_IMAGE = re.compile(r"(?i)(?:[^/]{1,200}/){0,20}(?:[\w.-]{0,80}dockerfile[\w.-]{0,80})")
_WORDS = re.compile(r"[\w.-]+")
_LOGGING = (".log_model", ".save_model")
_SIGNATURES = frozenset(("infer_signature", "ModelSignature", "signature", "input_example"))
#: What hashes, or names what was hashed.
HASHES = frozenset(
    "sha256 sha1 md5 blake2b hexdigest file_digest hash_pandas_object xxh64 data_hash data_sha256".split()
)
#: What reads the file that is hashed.
_OPENS = frozenset(("open", "read_bytes"))
#: Words in the names of what hashes something else than data.
_NO_DATA = frozenset(
    "base64 bucket cache cached etag id image key password passwords prompt request session token tokens url"
    " user".split()
)
#: What keeps rows with the same hash together, or drops them.
_GROUPS = frozenset(
    "GroupKFold GroupShuffleSplit StratifiedGroupKFold drop_duplicates duplicated groups".split()
)
#: What gives a hash more than one text: the bytes of a file, or the rows of a table.
_OF_ROWS = frozenset(
    "dumps file_digest getvalue hash_pandas_object iterrows itertuples open read read_bytes to_csv to_json"
    " to_numpy to_parquet tobytes update values".split()
)


def signed(modules: tuple[ModuleSummary, ...]) -> Answer | None:
    """Tell whether models are logged to MLflow with a signature or an input example; None where none is."""
    logging = None
    for module in modules:
        if not is_run(module.path, module.role) or not any(
            "mlflow" in f"{item.module} {item.name}" for item in module.imports
        ):
            continue
        logged = Location(module.path) if _logs(module.uses) else None
        for definition in module.definitions:
            if logged is None and _logs(definition.uses):
                logged = Location(module.path, definition.route, definition.span)
        logging = logging or logged
        logs = logged is not None or "log_model" in module.mentioned
        if logs and module.mentioned & _SIGNATURES:
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
    uses = all_uses(module)
    return _logs(uses) or any(use.startswith("mlflow.") and use.endswith(".autolog") for use in uses)


def logs_for_others(
    module: ModuleSummary, modules: Iterable[ModuleSummary], training: Iterable[ModuleSummary]
) -> bool:
    """Tell whether a module logs models only in functions that no other one of the `training` leads to."""
    holding = {item.name for item in module.definitions if "log_model" in item.names and item.kind != "class"}
    others = [one for one in training if one is not module]
    if not holding or not others or "log_model" in module.names or not module.names.isdisjoint(holding):
        return False
    calling = [one for one in modules if one is not module and one.mentions(holding)]
    return bool(calling) and not any(one in others or imports_any(one, others) for one in calling)


def may_log_model(module: ModuleSummary) -> bool:
    """Tell whether a script that a notebook was exported to logs a model to MLflow; either may run."""
    exported = module.role == "notebook" and module.path.endswith(".py") and "mlflow" in module.libraries
    return exported and _logs(all_uses(module))


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


def hashes_data(module: ModuleSummary) -> bool:
    """Tell whether a module may hash data: what hashes a key, such as that of a cache, hashes none."""
    hashed = module.mentioned & HASHES
    holding = [item for item in module.definitions if item.kind != "class" and item.names & hashed]
    return bool(hashed) and not (
        holding
        and module.uses.isdisjoint(hashed)
        and all(
            _NO_DATA & set(item.name.lower().split("_")) or _hashes_text(item) or item.names & _GROUPS
            for item in holding
        )
    )


def hashes_by(module: ModuleSummary, others: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module calls a function of another one, which it imports, that hashes a file."""
    called = {use.rpartition(".")[2] for use in all_uses(module)}
    for other in others:
        hashing = (
            item
            for item in other.definitions
            if item.kind == "function" and item.name in called and item.names & HASHES and item.names & _OPENS
        )
        if other is not module and any(hashing) and imports_any(module, [other]):
            return True
    return False


def _hashes_text(item: Definition) -> bool:
    """Tell whether a function hashes one text, such as a value that decides where a row belongs."""
    return "encode" in item.names and item.names.isdisjoint(_OF_ROWS)
