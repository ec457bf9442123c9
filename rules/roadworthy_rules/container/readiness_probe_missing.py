from collections.abc import Iterator

from roadworthy import Finding, KubernetesObject, Severity, rule
from roadworthy_rules.container._manifests import is_aside


@rule(Severity.NOTE, since="0.1")
def readiness_probe_missing(objects: tuple[KubernetesObject, ...]) -> Iterator[Finding]:
    """A container that serves requests has no readiness probe.

    Kubernetes sends requests to a pod as soon as its process starts. While a model is still loading, clients
    get errors, at every rollout. Add a `readinessProbe` that requests the health endpoint.

    The rule checks Deployments and StatefulSets whose containers declare a port.

    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "demo:1.0", ports: [{containerPort: 8000}]}]
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
              ports: [{containerPort: 8000}]
              readinessProbe: {httpGet: {path: /health, port: 8000}}
    ```
    ```yaml deploy/worker.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker}
    spec:
      template:
        spec:
          containers: [{name: worker, image: "demo:1.0"}]
    ```
    """
    for item in objects:
        if item.kind not in ("Deployment", "StatefulSet") or is_aside(item.file):
            continue
        for route, container in item.containers():
            if container.get("ports") and not container.get("readinessProbe"):
                name = container.get("name") or item.name
                yield Finding(f"the container `{name}` has no readiness probe", item.at(*route))
