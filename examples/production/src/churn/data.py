"""Read customers, from files and from requests, and refuse what is not one."""

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

CONTRACTS = ("month-to-month", "one-year", "two-year")
LABELS = {"no": 0.0, "yes": 1.0}

T = TypeVar("T")


class InvalidRecord(ValueError):
    """A record that is no customer; the message says why."""


@dataclass(frozen=True, slots=True)
class Customer:
    """What the model knows about a customer: nothing that identifies one."""

    tenure: float
    monthly_charges: float
    support_calls: float
    contract: str


def parse_customer(record: Mapping[str, object]) -> Customer:
    """Check a record, from a CSV file or a request, and return its customer.

    Further fields are ignored. Raises InvalidRecord for a number that is missing, negative
    or not finite, and for an unknown contract.
    """
    contract = record.get("contract")
    if contract not in CONTRACTS:
        raise InvalidRecord(f"contract must be one of {', '.join(CONTRACTS)}")
    return Customer(
        tenure=_number(record, "tenure"),
        monthly_charges=_number(record, "monthly_charges"),
        support_calls=_number(record, "support_calls"),
        contract=str(contract),
    )


def load_customers(path: Path) -> list[Customer]:
    """Read the customers of a CSV file, in its order."""
    return _read(path, parse_customer)


def load_labels(path: Path) -> NDArray[np.float64]:
    """Read the column `churn` of a CSV file: 1 for who left, 0 for who stayed."""
    return np.array(_read(path, _label), dtype=np.float64)


def split(
    count: int, share: float, rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Shuffle `count` row numbers into those to train on and the `share` to test on."""
    order = rng.permutation(count)
    tests = round(share * count)
    return order[tests:], order[:tests]


def _read(path: Path, parse: Callable[[Mapping[str, object]], T]) -> list[T]:
    values = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for record in reader:
            try:
                values.append(parse(record))
            except InvalidRecord as error:
                raise InvalidRecord(f"{path}, line {reader.line_num}: {error}") from error
    return values


def _label(record: Mapping[str, object]) -> float:
    label = record.get("churn")
    if not isinstance(label, str) or label not in LABELS:
        raise InvalidRecord(f"churn must be one of {', '.join(LABELS)}")
    return LABELS[label]


def _number(record: Mapping[str, object], name: str) -> float:
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidRecord(f"{name} must be a number")
    try:
        number = float(value)
    except (OverflowError, ValueError) as error:
        raise InvalidRecord(f"{name} must be a number") from error
    if not math.isfinite(number) or number < 0:
        raise InvalidRecord(f"{name} must be finite and not negative")
    return number
