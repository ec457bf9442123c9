from collections.abc import Iterator

from roadworthy import Finding, KubernetesObject, Severity, rule
from roadworthy_rules.container._manifests import LASTING, is_aside


@rule(Severity.NOTE, since="0.1")
def memory_limit_missing(objects: tuple[KubernetesObject, ...]) -> Iterator[Finding]:
    """A container has no memory limit.

    A memory leak or a large request uses up the memory of the node, and Kubernetes stops other pods to free
    it. Set `resources.limits.memory` to the most that the container needs.

    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "demo:1.0"}]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers:
            - name: demo
              image: demo:1.0
              resources: {limits: {memory: 256Mi}}
    ```
    """
    for item in objects:
        if item.kind not in LASTING or is_aside(item.file):
            continue
        for route, container in item.containers():
            if item.get(*route, "resources", "limits", "memory") is None:
                name = container.get("name") or item.name
                yield Finding(f"the container `{name}` has no memory limit", item.at(*route))
