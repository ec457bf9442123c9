from collections.abc import Iterator

from roadworthy import CI, Finding, KubernetesObject, Severity, Verb, rule
from roadworthy_rules.container._manifests import is_aside, tag_of

_FLOATING = ("", "latest")


@rule(Severity.WARNING, since="0.1")
def deployed_image_floating(objects: tuple[KubernetesObject, ...], ci: CI) -> Iterator[Finding]:
    """A workload deploys an image without a version.

    Two pods of one Deployment may run different code, and you cannot roll back to a version without a name.
    Use the tag or digest that your pipeline pushed.

    The rule ignores manifests whose image Kustomize, Helm or `kubectl set image` replaces, and manifests for
    development and tests.

    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "registry.demo.example:5000/demo:latest"}]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "registry.demo.example:5000/demo:1.4.2"}]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: demo}]
    ```
    ```yaml deploy/kustomization.yaml good
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources: [app.yaml]
    images: [{name: demo, newTag: 1.4.2}]
    ```
    """
    replaced = {
        str(image.get("name"))
        for item in objects
        if item.kind == "Kustomization" and isinstance(item.get("images"), list)
        for image in item.get("images")
        if isinstance(image, dict) and (image.get("newTag") or image.get("digest"))
    }
    if any(act.verb is Verb.DEPLOYS and "image" in act.words for ran in ci.jobs for act in ran.acts):
        return
    for item in objects:
        if is_aside(item.file):
            continue
        for route, container in item.containers():
            image = container.get("image")
            if not isinstance(image, str) or "$" in image or image.partition(":")[0] in replaced:
                continue
            if tag_of(image) in _FLOATING and image not in ("", "app", "image", "controller:latest"):
                message = f"`{image}` has no fixed version"
                yield Finding(message, item.at(*route, "image"))
