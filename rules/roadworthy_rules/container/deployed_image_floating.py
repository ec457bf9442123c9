import re
from collections.abc import Iterator

from roadworthy import CI, Finding, KubernetesObject, Location, Purpose, Severity, Tree, Verb, rule
from roadworthy_rules.container._manifests import (
    SCRIPTS,
    base_of,
    is_agent,
    is_aside,
    is_waiting,
    names_version,
    own_namespaces,
    tag_of,
)

_FLOATING = ("", "latest")
#: What puts tags into manifests before they are deployed.
_REPLACING = re.compile(
    r"\b(?:sed|yq|perl)\b[^\n]{0,300}?(?:\b(?:image|tag)\b|:latest\b|:\$)|\benvsubst\b|\bedit set image\b"
)
#: Files of Skaffold and Tilt, which do it by themselves.
_BUILDERS = re.compile(r"(?:.*/)?(?:skaffold\.ya?ml|Tiltfile)")
#: What puts an image into a cluster on the machine itself, which pulls none.
_LOADED = re.compile(r"\b(?:kind load docker-image|minikube image load|k3d image import) +[\"']?([\w./:-]+)")
#: Steps that put the images which they are given into manifests.
_STEPS = re.compile(r"(?i)k8s-(?:deploy|bake)@|KubernetesManifest@|KubernetesSet@|render-task-definition@")
_INPUTS = ("images", "containers", "image")
#: Characters of a script, and how many scripts are read.
_LENGTH = 50_000
_FILES = 100


@rule(Severity.WARNING, since="0.1")
def deployed_image_floating(
    objects: tuple[KubernetesObject, ...], ci: CI, purpose: Purpose, tree: Tree
) -> Iterator[Finding]:
    """A workload deploys an image without a version.

    Two pods of one Deployment may run different code, and you cannot roll back to a version without a name.
    Use the tag or digest that your pipeline pushed.

    The rule ignores manifests whose image Kustomize, Helm, Skaffold or `kubectl set image` replaces, images
    of the project whose tags a pipeline or script writes into the manifests, manifests for development
    and tests, and pods that only wait for someone to look into the cluster. It ignores agents of Jenkins,
    too. It reports each image once, and none of lessons, whose README says what they are, nor images that
    are loaded into a local cluster.

    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "demo:latest", imagePullPolicy: Never}]
    ```

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
          containers: [{name: demo, image: "registry.demo.example/team/demo:latest"}]
    ```
    ```yaml good
    on: push
    jobs:
      deploy:
        steps:
          - run: |
              docker build -t registry.demo.example/team/demo:${{ github.sha }} .
              docker push registry.demo.example/team/demo:${{ github.sha }}
              sed -i "s|image: registry.demo.example/team/demo:.*|image: $NAME:$TAG|" deploy/app.yaml
              git commit -am "Deploy" && git push
    ```
    A script of the project may write it, too.

    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "registry.demo.example/team/demo:latest"}]
    ```
    ```makefile Makefile good
    deploy: ; sed "s|team/demo:latest|team/demo:$(TAG)|" deploy/app.yaml | kubectl apply -f -
    ```
    ```yaml deploy/app.yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "registry.demo.example/team/demo:latest"}]
    ```
    ```makefile Makefile bad
    deploy: ; kubectl apply -f deploy/app.yaml
    ```
    An image that is loaded into a cluster on the machine itself:

    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "demo:latest"}]
    ```
    ```makefile Makefile good
    deploy: ; kind load docker-image demo:latest && kubectl apply -f deploy
    ```
    A pod that runs the steps of a pipeline:

    ```yaml ci/pod.yaml good
    apiVersion: v1
    kind: Pod
    spec:
      containers: [{name: python, image: "registry.demo.example/python-build", command: [cat]}]
    ```
    ```groovy Jenkinsfile good
    pipeline {
      agent { kubernetes { yamlFile 'ci/pod.yaml' } }
      stages { stage('test') { steps { sh 'pytest' } } }
    }
    ```
    ```yaml ci/pod.yaml bad
    apiVersion: v1
    kind: Pod
    spec:
      containers: [{name: python, image: "registry.demo.example/python-build", command: [cat]}]
    ```
    ```groovy Jenkinsfile bad
    pipeline {
      agent any
      stages { stage('test') { steps { sh 'pytest' } } }
    }
    ```
    A pod for a look into the cluster:

    ```yaml deploy/toolbox.yaml good
    apiVersion: v1
    kind: Pod
    metadata: {name: toolbox}
    spec:
      containers: [{name: toolbox, image: "nicolaka/netshoot", command: [sleep, "3600"]}]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: demo}
    spec:
      template:
        spec:
          containers: [{name: demo, image: "registry.demo.example/team/demo:latest"}]
    ```
    ```text README.md good
    # Kubernetes tutorial
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
    ```yaml deploy/service.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
    spec:
      template:
        spec:
          containers:
            - name: api
              image: IMAGE_PLACEHOLDER
    ```
    """
    if not objects or purpose.name == "lesson":
        return
    written, loaded = _written(ci, tree), _loaded(ci, objects, tree)
    replaced = {
        str(image.get("name"))
        for item in objects
        if item.kind == "Kustomization" and isinstance(item.get("images"), list)
        for image in item.get("images")
        if isinstance(image, dict) and (image.get("newTag") or image.get("digest"))
    }
    if any(act.verb is Verb.DEPLOYS and "image" in act.words for ran in ci.jobs for act in ran.acts):
        return
    found: dict[str, list[Location]] = {}
    for item in objects:
        if is_aside(item.file) or is_agent(item, ci, tree):
            continue
        for route, container in item.containers():
            image = container.get("image")
            # What is never pulled was built on the machine itself: a cluster for development.
            local = container.get("imagePullPolicy") == "Never"
            local = local or (item.kind == "Pod" and is_waiting(container))
            if (
                not isinstance(image, str)
                or local
                or image in loaded
                or "$" in image
                # No image has capitals in its name (OCI distribution specification): something replaces it.
                or image.partition(":")[0] != image.partition(":")[0].lower()
                or image.partition(":")[0] in replaced
            ):
                continue
            if written and (image.rpartition("/")[0] in own_namespaces(ci) or base_of(image) in written):
                continue
            if tag_of(image) in _FLOATING and image not in ("", "app", "image", "controller:latest"):
                if names_version(image):
                    continue
                found.setdefault(image, []).append(item.at(*route, "image"))
    for image, places in found.items():
        more = f" ({len(places)} times)" if len(places) > 1 else ""
        yield Finding(f"`{image}` has no fixed version{more}", places[0], None, tuple(places[1:10]))


def _loaded(ci: CI, objects: tuple[KubernetesObject, ...], tree: Tree) -> frozenset[str]:
    """Return the images that a pipeline, a script or a comment of a manifest puts into a local cluster."""
    texts = [step.script for ran in ci.jobs for step in ran.job.steps if step.script]
    paths = [path for path in tree.files if SCRIPTS.fullmatch(path) and not tree.exceeds(path, _LENGTH)]
    paths = [*paths[:_FILES], *dict.fromkeys(item.file for item in objects)]
    near = [path for path in paths if path in tree.files and not tree.exceeds(path, _LENGTH)]
    texts += [tree.text(path, strict=False) for path in near]
    return frozenset(image for text in texts for image in _LOADED.findall(text[:_LENGTH]))


def _written(ci: CI, tree: Tree) -> frozenset[str]:
    """Return the words of what puts tags into manifests: scripts, steps, and the files of tools."""
    steps = [step for ran in ci.jobs for step in ran.job.steps]
    scripts = [step.script for step in steps if step.script]
    paths = [path for path in tree.files if not tree.exceeds(path, _LENGTH)]
    scripts += [tree.text(path, strict=False) for path in filter(SCRIPTS.fullmatch, paths[:_FILES])]
    texts = [script[:_LENGTH] for script in scripts if _REPLACING.search(script[:_LENGTH])]
    texts += [tree.text(path, strict=False) for path in filter(_BUILDERS.fullmatch, paths)]
    for step in steps:
        if _STEPS.search(step.uses):
            texts += [step.inputs.get(name, "")[:_LENGTH] for name in _INPUTS]
    return frozenset(word.lower() for text in texts for word in re.split(r"[^\w.-]+", text))
