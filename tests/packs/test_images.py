"""What is in an image: what its stages install, and what COPY takes from them."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import answers

PACKAGE = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "churn"
version = "1"
[tool.roadworthy]
profile = "ml-service"
"""
HEAD = "FROM python:3.13-slim"
BUILDER = "FROM python:3.13-slim AS builder\nWORKDIR /app\nCOPY . .\n"
END = 'USER 1000\nCMD ["churn"]\n'
ONE: list[tuple[str, str, float | None]] = [
    (
        "wheel from a stage",
        f"{BUILDER}RUN python -m build --wheel\n{HEAD}\nCOPY --from=builder /app/dist/*.whl ./\n"
        f"RUN pip install *.whl\n{END}",
        1.0,
    ),
    ("wheel from the context", f"{HEAD}\nCOPY dist/*.whl ./\nRUN pip install ./*.whl\n{END}", 1.0),
    (
        "mounted wheel",
        f"{BUILDER}RUN uv build --wheel\n{HEAD}\n"
        f"RUN --mount=type=bind,from=builder,source=/app/dist,target=/dist pip install /dist/*.whl\n{END}",
        1.0,
    ),
    (
        "wheels of a stage",
        f"{BUILDER}RUN pip wheel --wheel-dir /wheels .\n{HEAD}\nCOPY --from=builder /wheels /wheels\n"
        f"RUN pip install /wheels/*\n{END}",
        1.0,
    ),
    (
        "from an index",
        f"{HEAD}\nRUN pip install --extra-index-url https://x.example/simple churn==1.0\n{END}",
        1.0,
    ),
    ("from a directory", f"{HEAD}\nRUN pip install --find-links /dist Churn\n{END}", 1.0),
    ("the checkout", f"{HEAD}\nCOPY . .\nRUN pip install .\n{END}", 1.0),
    ("what a command names", f"{HEAD}\nCOPY . .\nRUN pip install $(pwd)\n{END}", None),
    ("what a command names, too", f"{HEAD}\nCOPY . .\nRUN pip install $(pwd) && pip install .\n{END}", 1.0),
    ("pdm's project", f"{HEAD}\nCOPY . .\nRUN pdm install --prod --no-editable\n{END}", 1.0),
    ("pdm's source", f"{HEAD}\nCOPY . .\nRUN pdm install --prod\n{END}", 0.75),
    (
        "environment of a stage",
        f"{BUILDER}RUN uv sync --locked --no-editable\n{HEAD}\n"
        f"COPY --from=builder /app/.venv /app/.venv\n{END}",
        1.0,
    ),
    (
        "prefix of a stage",
        f"{BUILDER}RUN pip install --prefix=/install .\n{HEAD}\nCOPY --from=builder /install /usr/local\n"
        f"{END}",
        1.0,
    ),
    ("stage upon a stage", f"{BUILDER}RUN pip install .\nFROM builder AS final\n{END}", 1.0),
    ("editable", f"{HEAD}\nCOPY . .\nRUN uv sync --locked\n{END}", 0.75),
    ("requirements", f"{HEAD}\nCOPY . .\nRUN pip install -r requirements.txt\n{END}", 0.5),
    (
        "wheels of the requirements",
        f"{BUILDER}RUN pip wheel -r requirements.txt -w /wheels\n{HEAD}\n"
        f"COPY --from=builder /wheels /wheels\nRUN pip install /wheels/*\nCOPY . .\n{END}",
        0.5,
    ),
    ("another package", f"{HEAD}\nCOPY . .\nRUN pip install gunicorn\n{END}", 0.0),
    ("packages by their names", f"{HEAD}\nCOPY . .\nRUN pip install pandas 'scikit-learn>=1'\n{END}", 0.5),
    (
        "tools by their names",
        f"{HEAD}\nCOPY . .\nRUN pip install --upgrade pip setuptools gunicorn\n{END}",
        0.0,
    ),
    ("a stage that is not used", f"{BUILDER}RUN pip install .\n{HEAD}\nCOPY . .\n{END}", 0.0),
    (
        "a wheel of another package at an address",
        f"{HEAD}\nRUN pip install https://x.example/runtime-1-py3-none-any.whl\nCOPY serve.py .\n{END}",
        0.0,
    ),
    (
        "the project's wheel at an address",
        f"{HEAD}\nRUN pip install https://x.example/churn-1-py3-none-any.whl\n{END}",
        1.0,
    ),
    ("a base with libraries", f"FROM acme/learning:v1\nCOPY . .\n{END}", None),
    ("a base that is only an interpreter", f"FROM acme/python:3.13\nCOPY . .\n{END}", 0.0),
    (
        "packages of the system bring no source",
        f"{HEAD}\nCOPY requirements.txt /tmp/\nRUN apt-get install -y git curl\n"
        f"RUN pip install -r /tmp/requirements.txt\nCMD mlflow server\n",
        None,
    ),
    (
        "an archive is source",
        f"{HEAD}\nCOPY requirements.txt /tmp/\nRUN curl -L https://x.example/churn.tar.gz | tar xz\n"
        f"RUN pip install -r /tmp/requirements.txt\n{END}",
        0.5,
    ),
    ("an unknown base", 'ARG BASE\nFROM ${BASE}\nCOPY . .\nCMD ["python", "serve.py"]\n', None),
]


@pytest.mark.parametrize(("text", "share"), [(t, s) for _, t, s in ONE], ids=[name for name, _, _ in ONE])
def test_what_is_installed_is_followed_through_stages(text: str, share: float | None) -> None:
    files = {"pyproject.toml": PACKAGE, "src/churn/__init__.py": "X = 1\n", "Dockerfile": text}
    assert answers(files)["image-installs-project"].share == share


@pytest.mark.parametrize(
    ("project", "folder", "share"),
    [("", "wheels_2025", 0.5), ("", "dist", 1.0), (PACKAGE, "wheels_2025", 1.0)],
)
def test_wheels_beside_a_project_that_is_no_package_are_of_others(
    project: str, folder: str, share: float
) -> None:
    image = f"{HEAD}\nCOPY {folder} /tmp/{folder}\nRUN pip install /tmp/{folder}/*.whl\nCOPY . .\n{END}"
    project = project or '[tool.roadworthy]\nprofile = "ml-service"\n'
    files = {"pyproject.toml": project, "src/churn/__init__.py": "X = 1\n", "Dockerfile": image}
    assert answers(files)["image-installs-project"].share == share


def told(files: dict[str, str], rule: str) -> list[str]:
    result = inspect_files({path: text.encode() for path, text in files.items()})
    assert not result.crashes, result.crashes
    return [item.message for item in result.findings if item.rule == rule]


CLONE = "RUN git clone --depth 1 https://x.example/acme/vision.git"


@pytest.mark.parametrize(
    ("lines", "share"),
    [
        (f"COPY . .\n{CLONE} /vision\nWORKDIR /vision\nRUN pip install -e .\nWORKDIR /app\n", 0.5),
        (f"COPY . .\n{CLONE} && cd vision && pip install .\n", 0.5),
        (f"{CLONE} && pip install ./vision[all]\nCOPY src src\n", 0.5),
        # The checkout is installed, too; or what is cloned may be the project.
        (f"{CLONE} && pip install ./vision\nCOPY . .\nRUN pip install .\n", 1.0),
        (f"{CLONE} && cd vision && pip install .\n", 1.0),
        (f"COPY . .\n{CLONE} && cd vision && pip install . && cd .. && pip install .\n", 1.0),
        (f"COPY . .\n{CLONE} churn\nWORKDIR churn\nRUN pip install .\n", 1.0),
        (f"COPY . .\n{CLONE} /vision\nWORKDIR $HOME\nRUN pip install .\n", 1.0),
    ],
)
def test_what_git_clones_beside_the_checkout_is_not_the_project(lines: str, share: float) -> None:
    files = {"pyproject.toml": PACKAGE, "src/churn/__init__.py": "X = 1\n"}
    files["Dockerfile"] = f"{HEAD}\nWORKDIR /app\n{lines}{END}"
    assert answers(files)["image-installs-project"].share == share


@pytest.mark.parametrize(
    ("folder", "share"), [("/app/lib/vision", 0.5), ("lib/vision/core", 0.5), ("/app", 1.0), ("lib", 1.0)]
)
def test_a_submodule_is_not_the_project(folder: str, share: float) -> None:
    module = '[submodule "lib/vision"]\n\tpath = lib/vision\n\turl = https://x.example/acme/vision.git\n'
    files = {"pyproject.toml": PACKAGE, "src/churn/__init__.py": "X = 1\n", ".gitmodules": module}
    files["Dockerfile"] = f"{HEAD}\nWORKDIR /app\nCOPY . .\nWORKDIR {folder}\nRUN pip install .\n{END}"
    assert answers(files)["image-installs-project"].share == share


@pytest.mark.parametrize(("build", "share"), [("", 0.5), ("setup.py", 1.0)])
def test_a_checkout_without_a_build_is_not_installed(build: str, share: float) -> None:
    image = f"{HEAD}\nCOPY . .\nRUN pip install -r requirements.txt\nWORKDIR /app/vision\nRUN pip install .\n"
    files = {"requirements.txt": "flask==3.0\n", "app/serve.py": "X = 1\n", "Dockerfile": f"{image}{END}"}
    files["roadworthy.toml"] = 'profile = "ml-service"\n'
    if build:
        files[build] = "from setuptools import setup\n\nsetup(name='churn')\n"
    result = inspect_files({path: text.encode() for path, text in files.items()})
    assert result.score is not None
    found = {item.name: item for group in result.score.groups for item in group.practices}
    assert found["image-installs-project"].share == share


POD = "apiVersion: v1\nkind: Deployment\nspec: {template: {spec: {containers: "
WORKLOAD = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: churn}}
spec:
  template:
    spec:
      containers: [{{name: churn, image: "{image}"}}]
"""


def test_templates_are_no_manifests() -> None:
    template = WORKLOAD.format(image="{{ .Values.image }}")
    assert not told({"chart/templates/app.yaml": template}, "memory-limit-missing")
    assert told({"deploy/app.yaml": WORKLOAD.format(image="churn:1")}, "memory-limit-missing")


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Deployment\nspec: 3\n",
        f"{POD}[1, {{ports: 3, env: {{a: b}}}}]}}}}}}\n",
        f"{POD}[{{ports: [{{name: [x]}}]}}]}}}}}}\n",
        "apiVersion: v1\nkind: Service\nspec: {selector: [1]}\n---\n- 1\n---\n",
        "apiVersion: v1\nkind: List\nitems: [1, {kind: 3}]\n",
        "apiVersion: v1\nkind: Kustomization\nimages: [1, {name: [a], newTag: 2}]\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: &a [*a]\n",
    ],
)
def test_manifests_of_any_shape_break_nothing(text: str) -> None:
    rules = ("memory-limit-missing", "probe-port-unknown", "selector-unmatched", "secret-in-manifest")
    for rule in rules:
        told(
            {
                "deploy/app.yaml": text,
                "compose.yaml": "services: {a: 1, b: {environment: [1, x=y], command: 3}}\n",
            },
            rule,
        )


TRACKER = f"{HEAD}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD mlflow server\n"
SOURCE = f"{HEAD}\nCOPY . .\nRUN pip install -r requirements.txt\n{END}"


@pytest.mark.parametrize(
    ("text", "share"), [(SOURCE, 0.5), (f"{HEAD}\nCOPY . .\n{END}", None), (TRACKER, None)]
)
@pytest.mark.parametrize(
    "beside", [TRACKER, "FROM nginx:alpine\nCOPY page /usr/share/nginx/html\n# python\n"]
)
def test_an_image_that_holds_nothing_of_the_project_is_beside_that_of_it(
    text: str, share: float | None, beside: str
) -> None:
    files = {"pyproject.toml": PACKAGE, "src/churn/__init__.py": "X = 1\n", "Dockerfile": text}
    files["tracking/Dockerfile"] = beside
    assert answers(files)["image-installs-project"].share == share


@pytest.mark.parametrize(("script", "share"), [("fetch.py", 0.5), ("other.py", None)])
def test_a_script_beside_the_dockerfile_is_in_the_checkout(script: str, share: float | None) -> None:
    text = f"FROM python:3.13\nCOPY . /app\nRUN pip install -r requirements.txt\nRUN python {script}\n{END}"
    files = {
        "api/Dockerfile": text,
        "api/requirements.txt": "fastapi==0.110.0\n",
        "api/fetch.py": "print(1)\n",
        "api/serve.py": "X = 1\n",
    }
    found = answers(files)["image-installs-project"]
    assert found.share == share
