from pathlib import Path

import numpy as np
import pytest

from churn.data import (
    CONTRACTS,
    Customer,
    InvalidRecord,
    load_customers,
    load_labels,
    parse_customer,
    split,
)

RECORD: dict[str, object] = {
    "tenure": 12,
    "monthly_charges": 70.5,
    "support_calls": 2,
    "contract": "one-year",
}


def test_parse_customer_ignores_other_fields() -> None:
    expected = Customer(12.0, 70.5, 2.0, "one-year")
    assert parse_customer({**RECORD, "customer_id": "C1"}) == expected


def test_parse_customer_reads_the_strings_of_a_csv_file() -> None:
    strings: dict[str, object] = {name: str(value) for name, value in RECORD.items()}
    assert parse_customer(strings) == parse_customer(RECORD)


@pytest.mark.parametrize("contract", [None, "weekly", ["one-year"]])
def test_parse_customer_refuses_an_unknown_contract(contract: object) -> None:
    with pytest.raises(InvalidRecord, match="contract must be one of month-to-month"):
        parse_customer({**RECORD, "contract": contract})


@pytest.mark.parametrize("value", [None, "", "many", True, [1], -1, "nan", float("inf"), 10**400])
def test_parse_customer_refuses_what_is_no_number(value: object) -> None:
    with pytest.raises(InvalidRecord, match="tenure must be"):
        parse_customer({**RECORD, "tenure": value})


def test_load_customers_reads_the_sample(sample: Path) -> None:
    customers = load_customers(sample)
    assert len(customers) == 80
    assert customers[0] == Customer(34.0, 32.46, 1.0, "month-to-month")
    assert {customer.contract for customer in customers} == set(CONTRACTS)


def test_load_customers_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "tenure,monthly_charges,support_calls,contract\n1,2,3,one-year\n1,,3,one-year\n"
    )
    with pytest.raises(InvalidRecord, match=r"bad\.csv, line 3: monthly_charges"):
        load_customers(path)


def test_load_labels_reads_the_sample(sample: Path) -> None:
    labels = load_labels(sample)
    assert labels.shape == (80,)
    assert labels.sum() == 30


def test_load_labels_refuses_another_word(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("churn\nyes\nmaybe\n")
    with pytest.raises(InvalidRecord, match="line 3: churn must be one of no, yes"):
        load_labels(path)


def test_split_parts_are_disjoint_and_complete() -> None:
    training, testing = split(40, 0.25, np.random.default_rng(1))
    assert (len(training), len(testing)) == (30, 10)
    assert sorted([*training, *testing]) == list(range(40))


def test_split_depends_only_on_the_seed() -> None:
    first = split(40, 0.25, np.random.default_rng(1))
    again = split(40, 0.25, np.random.default_rng(1))
    other = split(40, 0.25, np.random.default_rng(2))
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[1], other[1])
