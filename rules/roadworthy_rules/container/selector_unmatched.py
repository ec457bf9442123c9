from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, KubernetesObject, Severity, rule
from roadworthy_rules.container._manifests import LASTING


@rule(Severity.ERROR, since="0.1")
def selector_unmatched(objects: tuple[KubernetesObject, ...]) -> Iterator[Finding]:
    """A selector does not match the pods that it selects.

    Kubernetes rejects a Deployment whose selector does not match the labels of its own template. A Service
    whose selector matches no pod accepts connections that no pod answers. Copy the labels of the pod.

    The rule checks a Service if its file also has a workload, and compares it with the workloads of all
    files.

    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      selector: {matchLabels: {app: demo}}
      template:
        metadata: {labels: {app: demo-api}}
        spec:
          containers: [{name: demo, image: demo:1.0}]
    ```
    ```yaml deploy/all.yaml bad
    apiVersion: v1
    kind: Service
    metadata: {name: demo}
    spec:
      selector: {app: demo-api}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      selector: {matchLabels: {app: demo}}
      template:
        metadata: {labels: {app: demo}}
        spec:
          containers: [{name: demo, image: demo:1.0}]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: v1
    kind: Service
    metadata: {name: demo}
    spec:
      selector: {app: demo}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      selector: {matchLabels: {app: demo}}
      template:
        metadata: {labels: {app: demo, tier: api}}
        spec:
          containers: [{name: demo, image: demo:1.0}]
    ```
    ```yaml deploy/service.yaml good
    apiVersion: v1
    kind: Service
    metadata: {name: other}
    spec:
      selector: {app: elsewhere}
    ```
    """
    files = {item.file for item in objects if item.pod is not None}
    pods = [item.get(*item.pod, "metadata", "labels") for item in objects if item.pod is not None]
    labels = [found if isinstance(found, dict) else {} for found in pods]
    for item in objects:
        wanted = item.get("spec", "selector", "matchLabels")
        if item.kind in LASTING and isinstance(wanted, dict) and item.pod is not None:
            own = item.get(*item.pod, "metadata", "labels")
            if not _matches(wanted, own if isinstance(own, dict) else {}):
                at = item.at("spec", "selector", "matchLabels")
                yield Finding(f"the selector does not match the labels of the template of `{item.name}`", at)
        wanted = item.get("spec", "selector")
        judged = item.kind == "Service" and item.file in files and isinstance(wanted, dict) and wanted
        if judged and not any(_matches(wanted, one) for one in labels):
            yield Finding(f"the selector of `{item.name}` matches no pod", item.at("spec", "selector"))


def _matches(wanted: dict[str, Any], labels: dict[str, Any]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())
