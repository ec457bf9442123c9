"""What a chart of Helm deploys, read without Helm; `tests/facts/operations` holds what follows from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from roadworthy.facts.container.helm import Template, charts
from roadworthy.tree.tree import MemoryTree
from tests.counting import calls

VALUES = {"on": True, "off": False, "image": {"tag": "v1"}}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{{ if .Values.on }}\na: 1\n{{ else }}\nb: 2\n{{ end }}\nc: 3", "\na: 1\n\n\n\nc: 3"),
        ("{{ if .Values.off }}\na: 1\n{{ else }}\nb: 2\n{{ end }}", "\n\n\nb: 2\n"),
        (
            "{{ if .Values.off }}\n{{ if .Values.on }}\na: 1\n{{ end }}\nb: 2\n{{ end }}\nc: 3",
            "\n\n\n\n\n\nc: 3",
        ),
        (
            "{{ if .Values.off }}\n{{ else if .Values.on }}\na: 1\n{{ else }}\nb: 2\n{{ end }}",
            "\n\na: 1\n\n\n",
        ),
        (
            "{{ with .Values.image }}\n{{ if .Values.on }}\n{{ toYaml . }}\n{{ end }}\n{{ end }}",
            '\n\n{"tag": "v1"}\n\n',
        ),
        ("{{ end }}\na: 1", "\na: 1"),
        ("{{ else }}\na: 1\n{{ end }}\nb: 2", "\n\n\nb: 2"),
    ],
    ids=["if", "else", "inner", "else if", "dot", "end alone", "else alone"],
)
def test_blocks_keep_their_lines(template: str, filled: str) -> None:
    assert Template({"Values": VALUES}).filled(template) == filled


def test_a_chart_has_the_templates_below_it() -> None:
    service = b"apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n"
    files = {
        "deploy/Chart.yaml": b"name: demo\n",
        "deploy/values.yaml": b"name: web\n",
        "deploy/templates/web.yaml": service,
        "deploy/charts/db/Chart.yaml": b"name: db\n",
        "deploy/charts/db/values.yaml": b"name: db\n",
        "deploy/charts/db/templates/db.yml": service,
        "mytemplates/other.yaml": service,
    }
    found = charts(MemoryTree(files))
    assert found.paths == ("deploy/Chart.yaml", "deploy/charts/db/Chart.yaml")
    assert [item.name for item in found.objects] == ["web", "db"]


def charted(count: int) -> int:
    files = {f"c{number}/Chart.yaml": b"name: demo\n" for number in range(count)}
    files |= {f"c{number}/templates/a.yaml": b"a: 1\n" for number in range(count)}
    return calls(lambda: charts(MemoryTree(files)))


def nested(count: int) -> int:
    text = "{{ if .Values.on }}\n" * count + "a: 1\n" * count
    return calls(lambda: Template({"Values": VALUES}).filled(text))


@pytest.mark.parametrize("steps", [charted, nested])
def test_steps_grow_no_faster_than_the_chart(steps: Callable[[int], int]) -> None:
    assert steps(400) < 5 * steps(100)
