"""Searches for hyperparameters with Optuna whose sampler draws at random and has no seed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

_SAMPLERS = frozenset("CmaEsSampler NSGAIISampler QMCSampler RandomSampler TPESampler".split())


def unseeded_searches(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Call, str]]:
    """Yield each study of Optuna that draws without a seed, and a message."""
    studies: list[ast.Call] = []
    samplers: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Call(func=function) if last_name(function) == "create_study":
                studies.append(node)
            case ast.Assign(targets=[ast.Attribute(attr="sampler")]):
                return  # a study gets its sampler later
            case ast.Assign(targets=[target], value=value):
                samplers.setdefault(dotted(target), []).append(value)
    for study in studies:
        given = {item.arg: item.value for item in study.keywords}
        if dotted(study.func) not in ("create_study", "optuna.create_study", "optuna.study.create_study"):
            continue
        if None in given or len(study.args) > 1:
            continue
        sampler = given.get("sampler")
        values = (
            samplers.get(dotted(sampler), []) if isinstance(sampler, (ast.Name, ast.Attribute)) else [sampler]
        )
        if values and all(value is None or _is_unseeded(value) for value in values):
            yield study, "the search draws what it tries without a seed"


def _is_unseeded(sampler: ast.expr) -> bool:
    """Tell whether a value is a new sampler of Optuna that is given no seed."""
    if isinstance(sampler, ast.Constant):
        return sampler.value is None
    if not isinstance(sampler, ast.Call) or last_name(sampler.func) not in _SAMPLERS or sampler.args:
        return False
    seeds = [item.value for item in sampler.keywords if item.arg in (None, "seed")]
    return all(isinstance(seed, ast.Constant) and seed.value is None for seed in seeds)
