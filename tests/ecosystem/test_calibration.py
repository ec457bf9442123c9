"""The calibration's figures, and that the pages show what its table holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.ecosystem import calibration
from tests.ecosystem.calibration import Measured
from tests.ecosystem.strip_plot import Dot, strip_plot


def found() -> list[Measured]:
    return calibration.rows(calibration.TABLE.read_text())


def test_a_row_is_written_as_it_was_read() -> None:
    head, *lines = calibration.TABLE.read_text().splitlines()
    assert head == calibration.HEAD
    assert [calibration.line_of(item) for item in found()] == lines


def test_the_page_shows_what_the_table_holds() -> None:
    page = calibration.PAGE.read_text()
    assert calibration.with_table(page, calibration.table(found())) == page, "run calibration.py --write"
    assert f"]({calibration.PICTURE.name})" in page


def test_the_picture_shows_each_repository_with_a_score() -> None:
    text = calibration.PICTURE.read_text()
    assert calibration.picture(found()) == text, "run calibration.py --write"
    dots = ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}circle")
    assert len(list(dots)) == sum(item.score is not None for item in found())


def test_a_figure_of_another_table_is_noticed(tmp_path: Path) -> None:
    (first, *rest) = found()
    changed = [Measured(**{**first.__dict__, "score": 50.0}), *rest]
    page = calibration.PAGE.read_text()
    assert calibration.with_table(page, calibration.table(changed)) != page
    assert calibration.picture(changed) != calibration.PICTURE.read_text()


@pytest.mark.parametrize(
    ("one", "other", "rho"),
    [
        ([1.0, 2.0, 3.0], [10.0, 20.0, 90.0], 1.0),
        ([1.0, 2.0, 3.0], [3.0, 2.0, 1.0], -1.0),
        # Of the textbook: with d = 1, 1, 0, 0 it is 1 - 6 * 2 / (4 * 15).
        ([1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 3.0, 4.0], 0.8),
        # Equal values share the mean of their ranks: 1, 2.5, 2.5, 4.
        ([1.0, 2.0, 3.0, 4.0], [1.0, 5.0, 5.0, 9.0], 0.9486832980505138),
    ],
)
def test_ranks_are_correlated(one: list[float], other: list[float], rho: float) -> None:
    assert calibration.rank_correlation(one, other) == pytest.approx(rho)


def test_pairs_are_counted_and_equal_ones_by_half() -> None:
    assert calibration.auc([2.0, 3.0], [1.0, 2.0]) == 3.5 / 4


def test_the_reader_ordered_those_that_the_rule_chooses() -> None:
    labelled = list(calibration.labelled())
    well = [item.repository for item in labelled if item.label == "well"][:18]
    other = [item.repository for item in labelled if item.label == "experiment"][:12]
    order = calibration.blind_order()
    assert sorted(order) == sorted(well + other)
    assert sorted(order.values()) == list(range(1, 31))


def test_dots_that_would_hide_each_other_stand_apart() -> None:
    dots = [
        Dot(name, "well", "chosen", score) for name, score in (("a", 50), ("b", 50), ("c", 50), ("d", 90))
    ]
    text = strip_plot(dots, (("well", "chosen", "well"),))
    circles = ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}circle")
    places = [(float(circle.attrib["cx"]), int(circle.attrib["cy"])) for circle in circles]
    assert len(set(places[:3])) == 3
    # One that stands alone is on the line.
    assert places[3][1] == places[0][1]


def project(root: str, score: float | None) -> dict[str, Any]:
    return {"root": root, "score": None if score is None else {"value": score}}


@pytest.mark.parametrize(
    ("projects", "chosen"),
    [
        ([project(".", 50.0), project("x", 90.0)], "."),
        ([project("x", 90.0), project("y", 30.0), project("z", 40.0)], "z"),
        ([project("x", 90.0), project("y", 30.0)], "y"),
        ([project("x", 90.0), project("y", None), project("z", 9.0)], "z"),
    ],
)
def test_a_repository_is_judged_by_its_root_or_by_the_middle_of_its_projects(
    projects: list[dict[str, Any]], chosen: str
) -> None:
    assert calibration.standing_for(projects)["root"] == chosen
