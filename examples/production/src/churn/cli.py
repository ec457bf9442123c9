"""The command line: train, evaluate, predict, drift."""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from churn.data import load_customers, load_labels, split
from churn.evaluate import evaluate
from churn.export import Release, load_model, save_model
from churn.features import preprocess
from churn.model import predict_proba, train
from churn.monitor import fit_baselines, measure_drift


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their arguments."""
    parser = argparse.ArgumentParser(prog="churn", description="Predict who is about to leave.")
    parser.add_argument("--version", action="version", version=version("churn"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("train", help="train a model and save it")
    command.add_argument("data", type=Path, help="CSV file of customers, with labels")
    command.add_argument("model", type=Path, help="JSON file to write")
    command.add_argument("--model-version", required=True, help="the version to save it under")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--test-share", type=float, default=0.25)
    command.set_defaults(run=_train)

    command = commands.add_parser("evaluate", help="measure a model on labelled customers")
    command.add_argument("model", type=Path)
    command.add_argument("data", type=Path)
    command.add_argument("--minimum-auc", type=float, default=0.0, help="exit with 1 below it")
    command.set_defaults(run=_evaluate)

    command = commands.add_parser("predict", help="print the probability of each customer")
    command.add_argument("model", type=Path)
    command.add_argument("data", type=Path)
    command.set_defaults(run=_predict)

    command = commands.add_parser("drift", help="compare customers with those of the training")
    command.add_argument("model", type=Path)
    command.add_argument("data", type=Path)
    command.add_argument("--threshold", type=float, default=0.25, help="exit with 1 above it")
    command.set_defaults(run=_drift)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 2 where its input is unusable."""
    arguments = build_parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (OSError, ValueError) as error:
        print(f"churn: {error}", file=sys.stderr)
        return 2
    return code


def _train(arguments: argparse.Namespace) -> int:
    rows = preprocess(load_customers(arguments.data))
    labels = load_labels(arguments.data)
    rng = np.random.default_rng(arguments.seed)
    training, testing = split(len(rows), arguments.test_share, rng)
    model = train(rows[training], labels[training], rng)
    release = Release(
        version=arguments.model_version,
        model=model,
        baselines=fit_baselines(rows[training]),
        training={
            "data_sha256": hashlib.sha256(arguments.data.read_bytes()).hexdigest(),
            "rows": len(training),
            "seed": arguments.seed,
        },
    )
    _print(evaluate(labels[testing], predict_proba(model, rows[testing])))
    save_model(release, arguments.model)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    release = load_model(arguments.model)
    rows = preprocess(load_customers(arguments.data))
    measures = evaluate(load_labels(arguments.data), predict_proba(release.model, rows))
    _print(measures)
    return int(measures["roc_auc"] < arguments.minimum_auc)


def _predict(arguments: argparse.Namespace) -> int:
    release = load_model(arguments.model)
    rows = preprocess(load_customers(arguments.data))
    for probability in predict_proba(release.model, rows):
        print(f"{probability:.4f}")
    return 0


def _drift(arguments: argparse.Namespace) -> int:
    release = load_model(arguments.model)
    rows = preprocess(load_customers(arguments.data))
    if not len(rows):
        raise ValueError(f"{arguments.data} holds no customers")
    scores = measure_drift(release.baselines, rows)
    _print(scores)
    return int(max(scores.values()) > arguments.threshold)


def _print(measures: dict[str, float]) -> None:
    for name, value in measures.items():
        print(f"{name} {value:.4f}")
