"""Turn customers into the rows of numbers that training and serving share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from churn.data import CONTRACTS, Customer

FEATURES = (
    "tenure",
    "monthly_charges",
    "support_calls",
    *(f"contract_{contract}" for contract in CONTRACTS),
)


def preprocess(customers: Sequence[Customer]) -> NDArray[np.float64]:
    """Return one row per customer and one column per feature, the contract one-hot."""
    rows = [
        [
            customer.tenure,
            customer.monthly_charges,
            customer.support_calls,
            *(float(customer.contract == contract) for contract in CONTRACTS),
        ]
        for customer in customers
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
