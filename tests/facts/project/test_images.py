"""Which images are deployed, published or served from, and by what that is known."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from roadworthy_rules.container.user_root import user_root

ROOT = "FROM python:3.13-slim\n"
WORKER = f'{ROOT}CMD ["python", "-m", "churn.worker"]\n'
SERVER = f'{ROOT}CMD ["uvicorn", "churn.serve:app"]\n'
TOOL = f'{ROOT}ENTRYPOINT ["churn"]\n'
PUSH = """on: {push: {branches: [main]}}
jobs:
  image:
    steps:
      - uses: actions/checkout@v4
      - run: docker build -t registry.demo.example/churn:1.0 CONTEXT
      - run: docker push registry.demo.example/churn:1.0
"""
ACTION = """on: {push: {branches: [main]}}
jobs:
  image:
    steps:
      - uses: docker/build-push-action@1d0ff469b7ec7b3cb9d8673fde0c81c44821de2a
        with: {context: ., file: docker/worker.Dockerfile, push: true, tags: demo/churn:1}
"""
MANIFEST = """apiVersion: apps/v1
kind: KIND
metadata: {name: churn}
spec: {template: {spec: {containers: [{name: churn, image: "churn:1.0"}]}}}
"""
CI = ".github/workflows/image.yml"


def told(files: dict[str, str]) -> list[str]:
    """Return which Dockerfiles are told to run as root, with what shows that they are in use."""
    given = {"app.py": b"print(1)\n"} | {path: text.encode() for path, text in files.items()}
    found = inspect_files(given, [user_root]).findings
    return [f"{item.place.path}: {item.message.partition('; ')[2]}" for item in found]


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"Dockerfile": WORKER}, []),
        ({"Dockerfile": f"{WORKER}EXPOSE 80\n"}, ["Dockerfile: the image exposes a port"]),
        ({"Dockerfile": SERVER}, ["Dockerfile: the image starts `uvicorn`"]),
        (
            {"Dockerfile": f'{ROOT}CMD ["sh", "start.sh"]\n', "start.sh": "exec gunicorn churn\n"},
            ["Dockerfile: the image starts `start.sh`, which serves"],
        ),
        (
            {"Dockerfile": f'{ROOT}CMD ["python", "main.py"]\n', "main.py": "uvicorn.run(app)\n"},
            ["Dockerfile: the image starts `main.py`, which serves"],
        ),
        ({"Dockerfile": f'{ROOT}CMD ["python", "main.py"]\n', "main.py": "print(2)\n"}, []),
    ],
)
def test_what_a_container_starts_shows_that_it_serves(files: dict[str, str], shown: list[str]) -> None:
    assert told(files) == shown


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"Dockerfile": WORKER, CI: PUSH.replace("CONTEXT", ".")}, ["Dockerfile"]),
        ({"Dockerfile": TOOL, CI: PUSH.replace("CONTEXT", ".")}, []),
        ({"Dockerfile": WORKER, CI: PUSH.replace("push", "inspect").replace("CONTEXT", ".")}, []),
        (
            {"Dockerfile": WORKER, "job/Dockerfile": WORKER, CI: PUSH.replace("CONTEXT", "./job")},
            ["job/Dockerfile"],
        ),
        (
            {"Dockerfile": WORKER, "a.Dockerfile": WORKER, CI: PUSH.replace("CONTEXT", "-f a.Dockerfile .")},
            ["a.Dockerfile"],
        ),
        (
            {"Dockerfile": WORKER, "a.Dockerfile": WORKER, CI: PUSH.replace("CONTEXT", "-f $FILE .")},
            ["Dockerfile", "a.Dockerfile"],
        ),
        (
            {"Dockerfile": WORKER, "docker/worker.Dockerfile": WORKER, CI: ACTION},
            ["docker/worker.Dockerfile"],
        ),
    ],
)
def test_a_pipeline_that_pushes_shows_which_image_it_builds(files: dict[str, str], shown: list[str]) -> None:
    assert told(files) == [f"{path}: a pipeline pushes the image" for path in shown]


@pytest.mark.parametrize(
    ("path", "kind", "number"),
    [
        ("deploy/app.yaml", "Deployment", 1),
        ("deploy/app.yaml", "Job", 0),
        ("examples/app.yaml", "Deployment", 0),
    ],
)
def test_a_manifest_shows_what_runs_on(path: str, kind: str, number: int) -> None:
    found = told({"Dockerfile": WORKER, path: MANIFEST.replace("KIND", kind)})
    assert found == ["Dockerfile: the Deployment `churn` runs the image"] * number


@pytest.mark.parametrize(
    ("service", "shown"),
    [
        ("{build: ./job, restart: always}", ["job/Dockerfile: the service `churn` runs the image"]),
        (
            "{build: {context: ., dockerfile: job/Dockerfile}, restart: unless-stopped}",
            ["job/Dockerfile: the service `churn` runs the image"],
        ),
        ("{build: ./job}", []),
        ('{build: ./job, restart: always, volumes: [".:/app"]}', []),
        ("{build: ./other, restart: always}", []),
        ("{image: demo, restart: always}", []),
    ],
)
def test_compose_shows_what_it_keeps_running(service: str, shown: list[str]) -> None:
    files = {"job/Dockerfile": WORKER, "compose.yaml": f"services: {{churn: {service}}}\n"}
    assert told(files) == shown


def test_a_compose_file_for_development_makes_an_image_local() -> None:
    compose = "services: {churn: {build: .}}\n"
    assert told({"Dockerfile": SERVER, "compose.yaml": compose})
    assert not told({"Dockerfile": SERVER, "compose.dev.yaml": compose})


def test_platforms_run_the_project_by_files_of_their_own() -> None:
    assert told({"Dockerfile": WORKER, "fly.toml": ""}) == ["Dockerfile: `fly.toml` deploys the image"]
    assert not told({"Dockerfile": SERVER, "Procfile": "web: gunicorn churn\n"})


@pytest.mark.parametrize(
    "path",
    [
        "lab2/Dockerfile",
        "Lesson-3/app/Dockerfile",
        "week-1/Dockerfile",
        "demo/Dockerfile",
        "infra/data-generator/Dockerfile",
    ],
)
def test_images_of_lessons_are_not_in_use(path: str) -> None:
    assert not told({path: SERVER})
    assert told({f"labour/{path.rpartition('/')[2]}": SERVER})
    assert not told({"Dockerfile": SERVER, "README.md": "# Docker workshop\n"})


def test_what_is_only_pushed_by_name_builds_no_other_image() -> None:
    steps = PUSH.replace("CONTEXT", "./job").replace("churn:1.0\n", "churn:${{ github.sha }}\n")
    files = {"Dockerfile": WORKER, "job/Dockerfile": WORKER, CI: steps}
    assert told(files) == ["job/Dockerfile: a pipeline pushes the image"]


SPACE = """on: {push: {branches: [main]}}
jobs:
  deploy:
    steps:
      - run: |
          cp docker/page.Dockerfile stage/Dockerfile
          printf '%s\\n' '---' 'sdk: docker' '---' > stage/README.md
          git -C stage push https://demo:$TOKEN@huggingface.co/spaces/demo/page HEAD:main
"""


@pytest.mark.parametrize(
    ("pipeline", "shown"),
    [
        (SPACE, ["docker/other.Dockerfile"]),
        (SPACE.replace("sdk: docker", "sdk: gradio"), ["docker/other.Dockerfile", "docker/page.Dockerfile"]),
    ],
)
def test_a_pipeline_may_push_an_image_to_a_space(pipeline: str, shown: list[str]) -> None:
    files = {"docker/page.Dockerfile": SERVER, "docker/other.Dockerfile": SERVER, CI: pipeline}
    assert [text.partition(":")[0] for text in told(files)] == shown


@pytest.mark.parametrize(("sdk", "shown"), [("docker", []), ("gradio", ["api/Dockerfile"])])
def test_a_directory_may_be_a_space(sdk: str, shown: list[str]) -> None:
    files = {"api/Dockerfile": SERVER, "deploy/api/README.md": f"---\ntitle: Churn\nsdk: {sdk}\n---\n"}
    assert [text.partition(":")[0] for text in told(files)] == shown


@pytest.mark.parametrize(("command", "shown"), [("pytest", []), ("true", ["Dockerfile"])])
def test_what_compose_starts_beside_the_tests_is_not_deployed(command: str, shown: list[str]) -> None:
    steps = f"docker compose build\n          docker compose up -d\n          {command}"
    text = f"on: push\njobs:\n  all:\n    steps:\n      - run: |\n          {steps}\n"
    compose = "services:\n  web:\n    build: .\n"
    files = {"Dockerfile": WORKER, "compose.yaml": compose, CI: text}
    assert [one.partition(":")[0] for one in told(files)] == shown


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ('"gunicorn", "--user", "www-data", "churn"', []),
        ('"gunicorn", "--user", "root", "churn"', ["Dockerfile"]),
        ('"su", "churn", "-c", "gunicorn churn"', []),
        ('"python", "-m", "awslambdaric"', []),
        ('"gunicorn", "churn"', ["Dockerfile"]),
    ],
)
def test_a_command_may_choose_its_user(command: str, shown: list[str]) -> None:
    files = {"Dockerfile": f"{ROOT}EXPOSE 80\nCMD [{command}]\n"}
    assert [text.partition(":")[0] for text in told(files)] == shown


@pytest.mark.parametrize(
    ("user", "shown"), [("'1000:1000'", []), ("root", ["Dockerfile"]), ("'0'", ["Dockerfile"])]
)
@pytest.mark.parametrize("restart", ["always", "'no'"])
def test_compose_may_choose_the_user(user: str, shown: list[str], restart: str) -> None:
    compose = f"services:\n  web:\n    build: .\n    user: {user}\n    restart: {restart}\n"
    assert [text.partition(":")[0] for text in told({"Dockerfile": SERVER, "compose.yaml": compose})] == shown


@pytest.mark.parametrize(
    ("version", "shown"), [("apps.openshift.io/v1", []), ("apps.demo.example/v1", ["Dockerfile"])]
)
def test_openshift_chooses_the_user(version: str, shown: list[str]) -> None:
    text = MANIFEST.replace("apps/v1", version).replace("KIND", "DeploymentConfig")
    files = {"Dockerfile": SERVER, "openshift/web.yaml": text}
    assert [text.partition(":")[0] for text in told(files)] == shown


@pytest.mark.parametrize(
    ("image", "shown"),
    [("churn:1.0", ["Dockerfile"]), ("minio/minio:1", []), ("docker.io/library/redis:7", [])],
)
def test_a_manifest_runs_what_others_publish(image: str, shown: list[str]) -> None:
    text = MANIFEST.replace("KIND", "Deployment").replace("churn:1.0", image)
    found = told({"Dockerfile": WORKER, "deploy/store.yaml": text})
    assert [one.partition(":")[0] for one in found] == shown


@pytest.mark.parametrize(
    ("path", "volume", "shown"),
    [
        ("job/Dockerfile", "./job:/job", False),
        ("job/Dockerfile", "./rows:/rows", True),
        ("job/Dockerfile", "job:/job", True),  # a volume of that name
        ("checks/fake_backend/Dockerfile", "rows:/rows", False),
        ("fake-news/Dockerfile", "rows:/rows", True),
    ],
)
def test_an_image_of_a_mounted_checkout_or_a_stand_in_serves_no_one(
    path: str, volume: str, shown: bool
) -> None:
    service = f"{{build: ./{path.rpartition('/')[0]}, volumes: ['{volume}']}}"
    files = {path: SERVER, "compose.yaml": f"services: {{job: {service}}}\n"}
    assert bool(told(files)) is shown
