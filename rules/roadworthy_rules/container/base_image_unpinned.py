import re
from collections.abc import Iterator

from roadworthy import CI, ComposeService, Dockerfile, Finding, ImageUses, Profile, Severity, Tree, Verb, rule
from roadworthy_rules.container._manifests import SCRIPTS, names_version, own_namespaces
from roadworthy_rules.container._shared import at_stage

_SUFFIX = re.compile(
    r"(?:.*/)?(?:(?:Docker|Container)file[._-]([^/]+)|([^/]+)\.(?:Docker|Container)file)",
    re.IGNORECASE | re.DOTALL,
)
#: The name that a script gives an image.
_BUILT = re.compile(
    r"\b(?:docker|podman|buildah|nerdctl)[ ]++(?:buildx[ ]++)?(?:build|bud)\b[^\n]{0,400}?"
    r"[ ](?:-t|--tag)[ =]*+[\"']?([\w./:-]++)"
)
#: Characters of a script, and how many scripts are read.
_LENGTH = 50_000
_FILES = 100


@rule(Severity.WARNING, since="0.1")
def base_image_unpinned(
    dockerfile: Dockerfile,
    dockerfiles: tuple[Dockerfile, ...],
    images: ImageUses,
    profile: Profile,
    services: tuple[ComposeService, ...],
    ci: CI,
    tree: Tree,
) -> Iterator[Finding]:
    """A base image has no tag, or the tag `latest`.

    The next build may use another Python or another Debian without a change in your files, and you cannot
    rebuild the image that runs today. Pin a version, such as `python:3.13-slim`; add a digest to make it
    exact.

    ```dockerfile bad
    FROM python
    CMD ["churn-serve"]
    ```
    ```dockerfile bad
    FROM registry.example:5000/python:latest AS builder
    FROM python:3.13-slim
    CMD ["churn-serve"]
    ```
    ```dockerfile good
    ARG VERSION=3.13
    FROM python:${VERSION}-slim AS builder
    FROM builder AS final
    CMD ["churn-serve"]
    ```

    The rule ignores variables, `scratch`, images with a digest, and names with the version of a distribution
    or of Python.

    ```dockerfile good
    ARG BASE
    ARG OWN=registry.example/core
    FROM ${BASE} AS builder
    FROM ${OWN} AS other
    FROM python@sha256:0000000000000000000000000000000000000000000000000000000000000000
    FROM registry.access.redhat.com/ubi9/ubi-minimal
    FROM registry.example/core/py312
    FROM scratch
    ```

    The rule ignores images of a library that are neither deployed nor pushed.

    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```dockerfile good
    FROM python
    CMD ["pytest"]
    ```

    The rule ignores images that another file of the project builds, that its CI or a script builds under that
    name, and that lie beside those in the same registry. Compose builds images, too.

    ```dockerfile prod/Dockerfile good
    FROM churn_web
    ```
    ```yaml compose.yaml good
    services:
      web: {build: ./web}
    ```

    ```dockerfile pool/node.Dockerfile good
    FROM churncore
    EXPOSE 8000
    CMD ["churn-serve"]
    ```
    ```text pool/build.sh good
    #!/bin/sh
    docker build -t 'churncore' -f pool/core.Dockerfile .
    ```
    ```dockerfile pool/node.Dockerfile bad
    FROM churncore
    EXPOSE 8000
    CMD ["churn-serve"]
    ```
    ```text pool/build.sh bad
    #!/bin/sh
    docker build -t churn-node -f pool/node.Dockerfile .
    docker pull churncore
    ```

    A file of the project or its CI:

    ```dockerfile Dockerfile.base good
    FROM python:3.13-slim
    ```
    ```dockerfile Dockerfile.train good
    FROM churn-base
    ```
    ```dockerfile good
    FROM ghcr.io/demo/churn-base:latest
    FROM ghcr.io/demo/tools:latest
    ```
    ```yaml good
    on: push
    jobs:
      base:
        steps:
          - uses: docker/build-push-action@v6
            with:
              tags: ${{ env.REGISTRY }}/demo/churn-base:latest
          - run: docker build -t ghcr.io/demo/churn:1.0 .
    ```
    """
    if dockerfile.for_development or (profile.name == "library" and images.of(dockerfile) is None):
        return
    own = [found[1] or found[2] for file in dockerfiles if (found := _SUFFIX.fullmatch(file.path))]
    namespaces = own_namespaces(ci)
    # Compose names what it builds by the project and the service: `churn_web`, `churn-web`.
    own += [sign + service.name for service in services if service.is_built for sign in "_-"]
    built = {_last(name) for _, act in ci.each(Verb.BUILDS_IMAGE) for name in act.detail.split()[:20]}
    # What an argument names is chosen where the image is built, and often built just before.
    chosen = {
        item.span for item in dockerfile.instructions if item.keyword == "FROM" and "$" in item.arguments
    }
    for stage in dockerfile.stages:
        if (
            stage.base is not None
            or not stage.image_known
            or stage.image.lower() == "scratch"
            or stage.span in chosen
        ):
            continue
        name, _, digest = stage.image.partition("@")
        base, tag = _last(name), name.rpartition("/")[2].partition(":")[2]
        is_own = ("/" not in name and base.endswith(tuple(own))) or base in built
        is_own = is_own or name.rpartition("/")[0] in namespaces
        if not digest and tag in ("", "latest") and not is_own and not names_version(name):
            if base in _built_by_scripts(tree):
                continue
            yield Finding(
                f"`{stage.image}` has no version, so each build may use another image",
                at_stage(dockerfile, stage.index),
            )


def _built_by_scripts(tree: Tree) -> frozenset[str]:
    """Return the last parts of the names of images that scripts of the project build."""
    paths = [path for path in tree.files if SCRIPTS.fullmatch(path) and not tree.exceeds(path, _LENGTH)]
    texts = (tree.text(path, strict=False) for path in paths[:_FILES])
    return frozenset(_last(found[1]) for text in texts for found in _BUILT.finditer(text))


def _last(image: str) -> str:
    """Return the last part of an image's name, without its tag: a registry's port is none."""
    return image.strip(" ,\"'").rpartition("/")[2].partition(":")[0]
