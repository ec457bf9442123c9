from churn.data import Customer
from churn.features import FEATURES, preprocess


def test_preprocess_encodes_the_contract() -> None:
    rows = preprocess([Customer(1, 20.5, 0, "two-year"), Customer(2, 30, 4, "month-to-month")])
    assert rows.tolist() == [[1, 20.5, 0, 0, 0, 1], [2, 30, 4, 1, 0, 0]]


def test_preprocess_of_nobody_has_no_rows() -> None:
    assert preprocess([]).shape == (0, len(FEATURES))
