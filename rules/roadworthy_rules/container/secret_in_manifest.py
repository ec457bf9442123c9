from collections.abc import Iterator

from roadworthy import ComposeService, Finding, KubernetesObject, Severity, rule
from roadworthy_rules.container._manifests import is_aside, is_secret


@rule(Severity.WARNING, since="0.1", security=7.0, cwe=798)
def secret_in_manifest(
    objects: tuple[KubernetesObject, ...], services: tuple[ComposeService, ...]
) -> Iterator[Finding]:
    """A manifest or Compose file sets a secret to a literal value.

    Everyone who can read the repository knows the secret, in every clone and even after you delete the line.
    Revoke it, and refer to a new one: `valueFrom.secretKeyRef` in Kubernetes, `${NAME:?}` or `secrets` in
    Compose.

    The rule recognizes secrets by the names of variables. It ignores placeholders, files for development or
    tests, and the databases that a Compose file starts.

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
              env: [{name: API_TOKEN, value: 7f3k2m9q4x8z}]
    ```
    ```yaml compose.yaml bad
    services:
      api:
        build: .
        environment:
          SECRET_KEY: 7f3k2m9q4x8z
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
              env:
                - name: API_TOKEN
                  valueFrom: {secretKeyRef: {name: demo, key: token}}
                - {name: TOKEN_URL, value: "https://login.demo.example"}
    ```
    ```yaml compose.yaml good
    services:
      api:
        build: .
        environment:
          - SECRET_KEY=${SECRET_KEY:?}
          - API_KEY=changeme
      db:
        image: postgres:17
        environment:
          POSTGRES_PASSWORD: 7f3k2m9q4x8z
    ```
    ```yaml docker-compose.dev.yml good
    services:
      api:
        build: .
        environment: {SECRET_KEY: 7f3k2m9q4x8z}
    ```
    """
    for item in objects:
        for route, container in item.containers(initial=True) if not is_aside(item.file) else ():
            variables = container.get("env")
            for index, variable in enumerate(variables if isinstance(variables, list) else ()):
                given = variable if isinstance(variable, dict) else {}
                name, value = given.get("name"), given.get("value")
                if isinstance(name, str) and isinstance(value, str) and is_secret(name, value):
                    yield Finding(f"`{name}` is set to a literal value", item.at(*route, "env", index))
    for service in services:
        # The password of a database that is not reachable from outside protects little.
        if service.for_development or not service.is_built or is_aside(service.file):
            continue
        for name, value, at in service.environment():
            if is_secret(name, value):
                yield Finding(f"`{name}` is set to a literal value", at)
