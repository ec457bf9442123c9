import re
from collections.abc import Iterator

from roadworthy import ComposeService, Dockerfile, Finding, KubernetesObject, Profile, Severity, Tree, rule
from roadworthy_rules.container._manifests import runs_unprivileged
from roadworthy_rules.container._shared import (
    at_stage,
    is_development,
    may_drop_root,
    runs_as_step,
    starter_drops_root,
    talks_to_docker,
)

#: Images known to run as root unless told otherwise; of others, no one knows here.
_ROOT = re.compile(
    r"((docker\.io/|public\.ecr\.aws/docker/)?library/|docker\.io/)?(almalinux|alpine|amazonlinux|buildpack-deps|centos"
    r"|debian|fedora|pypy|python|rockylinux|ubuntu)([:@].*)?"
    r"|(nvcr\.io/)?nvidia/cuda[:@].*|gcr\.io/distroless/(?!.*nonroot).*|(ghcr\.io/)?astral-sh/uv[:@].*"
    r"|(continuumio|condaforge|pytorch|tensorflow|tiangolo)/.*"
)


#: Images that serve no one: examples, and those for notebooks, training and measurements.
_INSIDE = re.compile(
    r"(?i)(?:^|[/._-])(?:bench(?:mark)?s?|jupyter|notebooks?|(?:re)?train(?:ing|er)?|contrib|examples?|labs?)(?:[/._-]|$)"
)


@rule(Severity.WARNING, since="0.1", security=5.0, cwe=250)
def user_root(
    dockerfile: Dockerfile,
    dockerfiles: tuple[Dockerfile, ...],
    objects: tuple[KubernetesObject, ...],
    services: tuple[ComposeService, ...],
    profile: Profile,
    tree: Tree,
) -> Iterator[Finding]:
    """The container runs as root.

    An attacker who breaks into the process controls the container and, with one more vulnerability, the host.
    Create a user, and switch to it with `USER` before the command.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY dist/*.whl ./
    RUN pip install --no-cache-dir *.whl
    CMD ["churn-serve"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    USER churn
    USER 0
    CMD ["churn-serve"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN useradd --system churn
    USER churn
    CMD ["churn-serve"]
    ```

    The rule ignores base images without a command, and nonroot images.

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir build
    ```
    ```dockerfile good
    FROM gcr.io/distroless/python3-debian12:nonroot
    CMD ["app.py"]
    ```

    The rule ignores images that drop root privileges at the start, and images for development.

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get install -y gosu
    ENTRYPOINT ["./entrypoint.sh"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN mkdir data && chown -R www-data:www-data data
    CMD ["./bootstrap.sh"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    RUN mkdir data && chown -R www-data:www-data data
    CMD ["python", "-m", "churn"]
    ```
    ```dockerfile Dockerfile.dev good
    FROM python:3.13-slim
    CMD ["churn-serve", "--reload"]
    ```
    A script of the project that starts the rest may change the user:

    ```dockerfile good
    FROM python:3.13-slim
    COPY start /opt/app/start
    CMD ["/opt/app/start"]
    ```
    ```text start good
    #!/bin/sh
    useradd -u ${PUID:-1000} app
    exec supervisord -c /etc/app.conf
    ```
    Examples, and images for training, benchmarks and notebooks are not deployed:

    ```dockerfile docker/train.Dockerfile good
    FROM python:3.13-slim
    CMD ["python", "train.py"]
    ```
    GitHub actions and Bitbucket pipes have to run as root, because the runner mounts its files as root:

    ```dockerfile good
    FROM python:3.13-slim
    ENTRYPOINT ["python", "/check.py"]
    ```
    ```yaml action.yml good
    name: check
    runs:
      using: docker
      image: Dockerfile
    ```
    What talks to the Docker daemon needs its socket, which belongs to root:

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir docker
    CMD ["python", "restart.py"]
    ```
    ```dockerfile monitor/Dockerfile good
    FROM python:3.13-slim
    CMD ["python", "monitor.py"]
    ```
    ```yaml compose.yaml good
    services:
      monitor:
        build: ./monitor
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```
    The rule ignores images of libraries, because they are not deployed, and servers that give up root
    themselves.

    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    CMD ["churn-report"]
    ```
    ```dockerfile good
    FROM alpine:3.21
    RUN apk add --no-cache nginx
    CMD ["nginx", "-g", "daemon off;"]
    ```

    A manifest may set the user instead.

    ```dockerfile good
    FROM python:3.13-slim
    CMD ["churn-serve"]
    ```
    ```yaml deploy/app.yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: churn}
    spec:
      template:
        spec:
          securityContext: {runAsUser: 10001}
          containers: [{name: churn, image: "churn:1.0"}]
    ```
    """
    if profile.name == "library":
        return
    runs = any(item.keyword in ("CMD", "ENTRYPOINT") for item in dockerfile.final)
    if not runs or is_development(dockerfile) or may_drop_root(dockerfile):
        return
    if runs_unprivileged(dockerfile, objects, only=len(dockerfiles) == 1):
        return
    if (
        _INSIDE.search(dockerfile.path)
        or starter_drops_root(dockerfile, tree)
        or runs_as_step(dockerfile, tree)
    ):
        return
    if talks_to_docker(dockerfile, services):
        return
    users = [item for item in dockerfile.final if item.keyword == "USER"]
    first = last = dockerfile.stages[-1]
    while first.base is not None:
        first = dockerfile.stages[first.base]
    if not users and _ROOT.fullmatch(first.image):
        yield Finding("no `USER` is set, so the command runs as root", at_stage(dockerfile, last.index))
    elif users and (user := users[-1].arguments.strip().partition(":")[0]) in ("root", "0"):
        yield Finding(f"the last user is `{user}`", dockerfile.at(users[-1]))
