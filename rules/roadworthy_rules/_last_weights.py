"""Trainings that stop early, and go on with the weights of their last epoch and not of their best one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import last_name

#: What keeps the best weights, or loads them.
_KEEPS = ("ModelCheckpoint", "load_weights", "restore_best_weights=True", "BackupAndRestore", "set_weights")
#: What a training goes on with.
_USES = (".evaluate(", ".predict(", ".save(", ".test(", ".save_weights(", ".save_pretrained(")
_LIBRARIES = ("keras", "lightning", "tensorflow")


def may_lose_weights(text: str) -> bool:
    """Tell whether a text stops a training early, uses the network, and keeps no weights."""
    if "EarlyStopping(" not in text or not any(name in text for name in _LIBRARIES):
        return False
    plain = text.replace(" ", "")
    return any(name in text for name in _USES) and not any(name in plain for name in _KEEPS)


def last_weights(calls: Iterable[ast.Call], text: str) -> Iterator[tuple[ast.Call, str]]:
    """Yield the first early stopping of a library that loses the best weights, and a message."""
    for call in calls:
        if last_name(call.func) != "EarlyStopping" or any(item.arg is None for item in call.keywords):
            continue
        restores = [item.value for item in call.keywords if item.arg == "restore_best_weights"]
        if not all(isinstance(value, ast.Constant) and not value.value for value in restores):
            continue
        if "lightning" in text:
            yield (
                call,
                "`EarlyStopping` keeps no weights, and without `ModelCheckpoint` the last ones are used",
            )
        else:
            yield call, "`EarlyStopping` goes on with the last weights: `restore_best_weights` is not set"
        return
