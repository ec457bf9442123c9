import re
from collections.abc import Iterator

from roadworthy import (
    Charts,
    ComposeService,
    Dockerfile,
    Finding,
    ImageUses,
    KubernetesObject,
    Profile,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.container._manifests import runs_unprivileged
from roadworthy_rules.container._shared import (
    at_stage,
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


@rule(Severity.WARNING, since="0.1", security=5.0, cwe=250)
def user_root(
    dockerfile: Dockerfile,
    dockerfiles: tuple[Dockerfile, ...],
    images: ImageUses,
    objects: tuple[KubernetesObject, ...],
    charts: Charts,
    services: tuple[ComposeService, ...],
    profile: Profile,
    tree: Tree,
) -> Iterator[Finding]:
    """A container that is deployed or serves requests runs as root.

    An attacker who breaks into the process controls the container and, with one more vulnerability, the host.
    Create a user, and switch to it with `USER` before the command.

    The rule reports images that the project shows to be in use: the image exposes a port or starts a server,
    a pipeline pushes or deploys it, or a manifest, a Compose service that restarts, or the file of a platform
    runs it. The finding names what shows it. The score counts every image.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY dist/*.whl ./
    RUN pip install --no-cache-dir *.whl
    EXPOSE 8000
    CMD ["churn-serve"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    USER churn
    USER 0
    CMD ["uvicorn", "churn.serve:app"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN useradd --system churn
    USER churn
    CMD ["uvicorn", "churn.serve:app"]
    ```

    A pipeline that pushes the image shows it, too.

    ```dockerfile bad
    FROM python:3.13-slim
    CMD ["python", "-m", "churn.worker"]
    ```
    ```yaml bad
    on: {push: {branches: [main]}}
    jobs:
      image:
        steps:
          - run: docker build -t registry.demo.example/churn:1.0 .
          - run: docker push registry.demo.example/churn:1.0
    ```

    A job that ends, and an image that is used like a command, are not reported.

    ```dockerfile good
    FROM python:3.13-slim
    CMD ["python", "report.py"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    ENTRYPOINT ["churn-report"]
    ```
    ```yaml good
    on: {push: {branches: [main]}}
    jobs:
      image:
        steps:
          - run: docker build -t registry.demo.example/churn:1.0 .
          - run: docker push registry.demo.example/churn:1.0
    ```

    The rule ignores base images without a command, and nonroot images.

    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 8000
    ```
    ```dockerfile good
    FROM gcr.io/distroless/python3-debian12:nonroot
    EXPOSE 8000
    CMD ["app.py"]
    ```

    The rule ignores images that drop root privileges at the start, and images for development.

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get install -y gosu
    EXPOSE 8000
    ENTRYPOINT ["./entrypoint.sh"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN mkdir data && chown -R www-data:www-data data
    EXPOSE 8000
    CMD ["./bootstrap.sh"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    RUN mkdir data && chown -R www-data:www-data data
    EXPOSE 8000
    CMD ["python", "-m", "churn"]
    ```
    ```dockerfile Dockerfile.dev good
    FROM python:3.13-slim
    CMD ["uvicorn", "churn.serve:app", "--reload"]
    ```
    A start script or the settings of a server may change the user:

    ```dockerfile good
    FROM python:3.13-slim
    COPY start /opt/app/start
    EXPOSE 8000
    CMD ["/opt/app/start"]
    ```
    ```text start good
    #!/bin/sh
    useradd -u ${PUID:-1000} app
    exec supervisord -c /etc/app.conf
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY docker-entrypoint.sh /usr/local/bin/
    EXPOSE 8000
    ENTRYPOINT ["docker-entrypoint.sh"]
    ```
    ```text docker-entrypoint.sh good
    #!/bin/sh
    exec uwsgi --socket :8000 --uid nobody --wsgi-file app.py
    ```
    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 8000
    CMD ["uwsgi", "--ini", "deploy/uwsgi.ini"]
    ```
    ```text deploy/uwsgi.ini good
    [uwsgi]
    uid = www-data
    ```
    Images of lessons and examples, and images for training, benchmarks and notebooks, are not deployed:

    ```dockerfile docker/train.Dockerfile good
    FROM python:3.13-slim
    EXPOSE 6006
    CMD ["python", "train.py"]
    ```
    ```dockerfile lesson-3/Dockerfile good
    FROM python:3.13-slim
    EXPOSE 5000
    CMD ["flask", "run"]
    ```
    An image whose code Compose mounts from the checkout is for development:

    ```dockerfile good
    FROM python:3.13-slim
    CMD ["uvicorn", "churn.serve:app"]
    ```
    ```yaml compose.yaml good
    services:
      churn:
        build: .
        volumes: [".:/app"]
    ```
    Several replicas show that it is deployed all the same:

    ```dockerfile bad
    FROM python:3.13-slim
    CMD ["uvicorn", "churn.serve:app"]
    ```
    ```yaml compose.yaml bad
    services:
      churn:
        build: .
        volumes: [".:/app"]
        deploy: {replicas: 3}
    ```
    GitHub actions and Bitbucket pipes have to run as root, because the runner mounts its files as root:

    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 8000
    ENTRYPOINT ["python", "/check.py"]
    ```
    ```yaml action.yml good
    name: check
    runs:
      using: docker
      image: Dockerfile
    ```
    A program that talks to the Docker daemon needs its socket, which belongs to root:

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir docker
    EXPOSE 8000
    CMD ["python", "restart.py"]
    ```
    ```dockerfile monitor/Dockerfile good
    FROM python:3.13-slim
    EXPOSE 8000
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
    EXPOSE 8000
    CMD ["churn-report"]
    ```
    ```dockerfile good
    FROM alpine:3.21
    RUN apk add --no-cache nginx
    EXPOSE 80
    CMD ["nginx", "-g", "daemon off;"]
    ```

    ```dockerfile good
    FROM alpine:3.21
    RUN apk add --no-cache \\
        postfix \\
        tzdata
    EXPOSE 25
    CMD ["sh", "start.sh"]
    ```
    ```dockerfile bad
    FROM alpine:3.21
    RUN apk add --no-cache python3 postfix-doc
    EXPOSE 25
    CMD ["sh", "start.sh"]
    ```

    Spaces of Hugging Face run images as a user of their own.

    ```text README.md good
    ---
    title: Churn
    sdk: docker
    ---
    ```
    ```dockerfile good
    FROM python:3.13-slim
    EXPOSE 7860
    CMD ["uvicorn", "churn.serve:app"]
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
    use = images.of(dockerfile)
    if profile.name == "library" or use is None or use.unprivileged or may_drop_root(dockerfile):
        return
    if all(item.keyword not in ("CMD", "ENTRYPOINT") for item in dockerfile.final):
        return
    if runs_unprivileged(dockerfile, dockerfiles, (*objects, *charts.objects)):
        return
    if starter_drops_root(dockerfile, tree) or runs_as_step(dockerfile, tree):
        return
    if talks_to_docker(dockerfile, services):
        return
    users = [item for item in dockerfile.final if item.keyword == "USER"]
    first = last = dockerfile.stages[-1]
    while first.base is not None:
        first = dockerfile.stages[first.base]
    if not users and _ROOT.fullmatch(first.image):
        message = f"no `USER` is set, so the command runs as root; {use.told}"
        yield Finding(message, at_stage(dockerfile, last.index), None, (use.at,), arguments=("USER",))
    elif users and (user := users[-1].arguments.strip().partition(":")[0]) in ("root", "0"):
        message = f"the last user is `{user}`; {use.told}"
        yield Finding(message, dockerfile.at(users[-1]), None, (use.at,), arguments=(user,))
