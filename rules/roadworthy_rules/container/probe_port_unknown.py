from collections.abc import Iterator
from itertools import product

from roadworthy import Finding, KubernetesObject, Severity, rule

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


@rule(Severity.ERROR, since="0.1")
def probe_port_unknown(objects: tuple[KubernetesObject, ...]) -> Iterator[Finding]:
    """A probe names a port that its container does not declare.

    Kubernetes cannot resolve the name, so the probe always fails: the pod never becomes ready, or restarts
    forever. Add the name under `ports`, or use the port number.

    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers:
            - name: demo
              image: demo:1.0
              ports: [{name: web, containerPort: 8000}]
              readinessProbe: {httpGet: {path: /health, port: http}}
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
              ports: [{name: http, containerPort: 8000}]
              readinessProbe: {httpGet: {path: /health, port: http}}
              livenessProbe: {tcpSocket: {port: 8000}}
    ```
    """
    for item in objects:
        for route, container in item.containers():
            ports = container.get("ports")
            items = ports if isinstance(ports, list) else []
            named = {str(port.get("name")) for port in items if isinstance(port, dict)}
            for probe, way in product(_PROBES, ("httpGet", "tcpSocket")):
                port = item.get(*route, probe, way, "port")
                if isinstance(port, str) and not port.isdecimal() and "$" not in port and port not in named:
                    at = item.at(*route, probe, way, "port")
                    yield Finding(f"the container has no port named `{port}`", at)
