"""The fact `KubernetesObject`: the objects that manifests hold, by the Kubernetes API reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.locate import Mark, nearest
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import Tree

_OBJECT = re.compile(rb"^apiVersion:", re.MULTILINE)
_KIND = re.compile(rb"^kind:", re.MULTILINE)
#: Where the template of a pod is, by the kind of what makes the pod.
_TEMPLATES: dict[str, Route] = {
    "Pod": (),
    # What KServe starts for a format of models; its specification holds the containers itself.
    "ClusterServingRuntime": (),
    "ServingRuntime": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet"),
        ("spec", "template"),
    ),
}


@dataclass(frozen=True)
class KubernetesObject:
    """One object of a manifest: its kind and name, its data, and where its values stand.

    What Helm or another template fills in (`{{ }}`) makes a file no manifest: it is not read.
    """

    file: str
    kind: str
    name: str
    data: dict[str, Any] = field(repr=False)
    spans: dict[Route, Span] = field(repr=False)

    def get(self, *route: Any) -> Any:
        """Return the value at a route; None where there is none."""
        value: Any = self.data
        for key in route:
            if (isinstance(value, dict) and key in value) or (
                isinstance(value, list) and isinstance(key, int) and key < len(value)
            ):
                value = value[key]
            else:
                return None
        return value

    def at(self, *route: str | int) -> Location:
        """Return the location of a route, or of what holds it where it is absent."""
        for length in range(len(route), -1, -1):
            if route[:length] in self.spans:
                return Location(
                    self.file, (self.kind, self.name, *route[:length]), self.spans[route[:length]]
                )
        return Location(self.file, (self.kind, self.name))

    @property
    def pod(self) -> Route | None:
        """The route of the pod that it runs; None for a kind that runs none."""
        if self.kind == "Service" and str(self.data.get("apiVersion")).startswith("serving.knative.dev/"):
            return _TEMPLATES["Deployment"]
        return _TEMPLATES.get(self.kind)

    def containers(self, *, initial: bool = False) -> Iterator[tuple[Route, dict[str, Any]]]:
        """Yield the route and table of each container of its pod; with `initial`, the init containers too."""
        if self.pod is None:
            return
        for name in ("containers", "initContainers")[: 2 if initial else 1]:
            route = (*self.pod, "spec", name)
            items = self.get(*route)
            for index, item in enumerate(items if isinstance(items, list) else ()):
                if isinstance(item, dict):
                    yield (*route, index), item


@fact
def kubernetes_objects(tree: Tree) -> tuple[KubernetesObject, ...]:
    """Read all manifests of the project; those that are templates, or broken, are left out."""
    found: list[KubernetesObject] = []
    for path in tree.files:
        if not path.endswith((".yaml", ".yml")) or path.startswith(".github/"):
            continue
        if not tree.exceeds(path, limits.YAML_SIZE):
            try:
                data = tree.read(path)
            except Blocked:
                continue
            if _OBJECT.search(data) and _KIND.search(data) and b"{{" not in data:
                found += _objects(tree, path)
    return tuple(found)


def _objects(tree: Tree, path: str) -> Iterator[KubernetesObject]:
    try:
        yield from objects_in(path, tree.lines(path))
    except Blocked:
        return


def objects_in(path: str, lines: Lines) -> Iterator[KubernetesObject]:
    """Yield the objects that a manifest's text holds; raises `Unreadable` where it is broken."""
    from roadworthy.locate.yaml import load_all

    for data, marks in load_all(lines.text):
        for item, base in _items(data):
            kind, metadata = item.get("kind"), item.get("metadata")
            if isinstance(kind, str) and isinstance(item.get("apiVersion"), str):
                name = metadata.get("name") if isinstance(metadata, dict) else None
                spans = {
                    route[len(base) :]: _span(lines, marks, route)
                    for route in marks
                    if route[: len(base)] == base and len(route) - len(base) <= 12
                }
                yield KubernetesObject(path, kind, str(name or ""), item, spans)


def _items(data: Any) -> Iterator[tuple[dict[str, Any], Route]]:
    if not isinstance(data, dict):
        return
    items = data.get("items")
    if data.get("kind") == "List" and isinstance(items, list):
        for index, item in enumerate(items[:1000]):
            if isinstance(item, dict):
                yield item, ("items", index)
    else:
        yield data, ()


def _span(lines: Lines, marks: dict[Route, Mark], route: Route) -> Span:
    _, mark = nearest(marks, route)
    line, column = lines.position(mark.start or mark.value_start)
    return Span(line, column, line, column)
