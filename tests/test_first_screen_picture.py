"""The picture in the readme: valid SVG that shows what the terminal showed, and loads nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from tests.first_screen import PICTURE, README, judged, picture, rows


def test_a_picture_shows_the_text_and_its_colour_and_loads_nothing() -> None:
    drawn = picture("\x1b[31merror\x1b[0m <tests-missing> & more\n")
    root = ElementTree.fromstring(drawn)
    shown = "".join(root.itertext()).replace("\xa0", " ")
    assert "$ roadworthy check examples/experiment" in shown
    assert "error" in shown
    assert "<tests-missing> & more" in shown
    assert "fill: #cc555a" in drawn
    assert drawn.count("http") == 1, "the namespace alone"


def test_the_committed_picture_is_the_failing_experiment() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    shown = "".join(ElementTree.fromstring(text).itertext()).replace("\xa0", " ")
    assert "(measured " in shown
    assert "What fails the gate" in shown
    assert text.count("http") == 1, "it loads nothing"


def test_the_readme_says_of_the_examples_what_a_run_says() -> None:
    results = judged()
    readme = README.read_text(encoding="utf-8").splitlines()
    made = rows(results)
    assert [row for row in made.values() if row not in readme] == []
    shown = "".join(ElementTree.fromstring(PICTURE.read_text(encoding="utf-8")).itertext())
    score = made["score"].split(" | ")[1]
    assert f"score {score}" in shown.replace("\xa0", " ")
