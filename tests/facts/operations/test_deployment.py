"""How a service is deployed, checked, limited, released and configured: yes, no, or unknown."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, SERVE, answers

SERVICE = {"serve.py": SERVE.replace("import watch\n\n", "").replace("    watch.check(row, row)\n", "")}


def workflow(run: str, on: str = "{push: {branches: [main]}}") -> dict[str, str]:
    head = f"on: {on}\njobs:\n  deploy:\n    runs-on: x\n    steps:\n"
    return {".github/workflows/deploy.yml": f"{head}      - run: {run}\n"}


def state(files: dict[str, str], practice: str) -> str:
    return answers({**SERVICE, "Dockerfile": IMAGE, **files})[practice].state


@pytest.mark.parametrize(
    ("files", "want"),
    [
        (workflow("kubectl apply -f k8s"), "yes"),
        (workflow("git push --force heroku main"), "yes"),
        (workflow("git push https://u:$T@huggingface.co/spaces/a/b main"), "yes"),
        (workflow("git push origin main"), "no"),
        (workflow("kubectl apply -f k8s", "workflow_dispatch"), "partly"),
        (workflow("docker push demo:1"), "unknown"),
        (workflow("pytest"), "no"),
        ({}, "no"),
        ({"render.yaml": "services: []\n"}, "unknown"),
        ({"README.md": "---\ntitle: demo\nsdk: docker\n---\n"}, "unknown"),
        ({"README.md": "# demo\nsdk: docker\n"}, "no"),
        (
            {"argo.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: demo}\n"},
            "yes",
        ),
    ],
)
def test_a_pipeline_deploys_the_service(files: dict[str, str], want: str) -> None:
    assert state(files, "deployed-by-pipeline") == want


SPACE = "git clone https://u:${{ secrets.TOKEN }}@huggingface.co/spaces/a/demo"


@pytest.mark.parametrize(
    ("lines", "on", "want"),
    [
        (f"{SPACE} out\n          cd out && git add . && git push", "push", "yes"),
        (f"{SPACE}\n          cp -r . demo\n          cd demo\n          git push origin", "push", "yes"),
        (f"{SPACE} out\n          cd out\n          git pull", "push", "no"),
        (f"{SPACE} out\n          cd output && git push", "push", "no"),
        (f"{SPACE} out\n          cd out && git push || true", "push", "no"),
        (f"{SPACE} out\n          cd out && git push", "pull_request", "no"),
        ("git clone https://x.example/a/demo out\n          cd out && git push", "push", "no"),
    ],
)
def test_a_clone_of_a_space_is_pushed(lines: str, on: str, want: str) -> None:
    found = state(workflow(f"|\n          {lines}", on), "deployed-by-pipeline")
    assert found == want


def deployment(container: str) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: demo}\nspec:\n  template:\n    spec:\n"
        f"      containers: [{container}]\n"
    )


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({}, "unknown"),
        ({"compose.yaml": "services:\n  api: {build: .}\n"}, "no"),
        ({"Dockerfile": IMAGE + "HEALTHCHECK CMD python ask.py localhost/health\n"}, "yes"),
        ({"Dockerfile": IMAGE + "HEALTHCHECK NONE\n"}, "unknown"),
        ({"app.yml": deployment("{name: a, image: demo, readinessProbe: {httpGet: {path: /h}}}")}, "yes"),
        ({"compose.yaml": "services:\n  api: {build: ., healthcheck: {test: python}}\n"}, "yes"),
        # A data base is none of the service.
        ({"compose.yaml": "services:\n  db: {image: postgres, healthcheck: {test: x}}\n"}, "unknown"),
        ({"main.tf": 'resource "aws_lb_target_group" "a" {\n  health_check {\n  }\n}\n'}, "yes"),
        ({"main.tf": "# health_check\n"}, "unknown"),
    ],
)
def test_what_runs_the_service_asks_for_its_health(files: dict[str, str], want: str) -> None:
    assert state(files, "deployment-health-checked") == want


LIMITED = "{name: a, image: demo, resources: {limits: {memory: 1Gi}}}"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({}, "not-applicable"),
        ({"app.yml": deployment(LIMITED)}, "yes"),
        ({"app.yml": deployment("{name: a, image: demo}")}, "no"),
        ({"app.yml": deployment(f"{LIMITED}, {{name: b, image: demo}}")}, "partly"),
    ],
)
def test_memory_is_limited(files: dict[str, str], want: str) -> None:
    assert state(files, "deployment-limited") == want


CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: demo\nversion: 0.1.0\nappVersion: 1.4.2\n",
    "chart/values.yaml": "image: {repository: demo, tag: ''}\nresources: {limits: {memory: 1Gi}}\n"
    "probe: {enabled: true}\n",
    "chart/templates/deployment.yaml": """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "demo.fullname" . }}
  labels:
    {{- include "demo.labels" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          {{- if .Values.probe.enabled }}
          readinessProbe:
            httpGet: {path: /health, port: 8000}
          {{- end }}
          {{- with .Values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
""",
}


def test_a_chart_is_read_as_far_as_it_is_literal() -> None:
    found = answers({**SERVICE, "Dockerfile": IMAGE, **CHART})
    kept = ("deployment-health-checked", "deployment-limited", "release-pinned")
    assert [found[name].state for name in kept] == ["yes", "yes", "yes"]
    assert "demo:1.4.2" in found["release-pinned"].chain[0][0]


def test_a_condition_that_does_not_hold_deploys_nothing() -> None:
    values = CHART["chart/values.yaml"].replace("enabled: true", "enabled: false").replace("1Gi", "null")
    found = answers({**SERVICE, "Dockerfile": IMAGE, **CHART, "chart/values.yaml": values})
    assert found["deployment-health-checked"].state == "no"
    assert found["deployment-limited"].state == "no"


def test_a_template_that_needs_helm_is_unknown() -> None:
    text = CHART["chart/templates/deployment.yaml"] + "          {{ fail }}: [\n"
    found = answers({**SERVICE, "Dockerfile": IMAGE, **CHART, "chart/templates/deployment.yaml": text})
    assert found["deployment-limited"].state == "unknown"
    assert "Helm" in found["deployment-limited"].reason


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({}, "not-applicable"),
        (workflow("docker push demo:latest"), "no"),
        (workflow("docker push demo:$GITHUB_SHA"), "yes"),
        (workflow("docker push ghcr.io/a/demo:$NAME"), "unknown"),
        (workflow("helm upgrade demo ./chart --set image.tag=$GITHUB_SHA"), "yes"),
        ({"app.yml": deployment("{name: a, image: 'demo:1.2'}")}, "yes"),
        ({"app.yml": deployment("{name: a, image: demo}")}, "no"),
        ({"app.yml": deployment("{name: a, image: 'nvcr.io/nvidia/tritonserver:24.01'}")}, "not-applicable"),
        (
            {"main.tf": 'disk {\n  image = "projects/debian-cloud/global/images/debian-11"\n}\n'},
            "not-applicable",
        ),
        # What others publish, and what Compose builds for itself, is not released here.
        ({"app.yml": deployment("{name: a, image: 'postgres:16'}")}, "not-applicable"),
        ({"compose.yaml": "services:\n  api: {build: ., image: 'demo:local'}\n"}, "not-applicable"),
        (
            {
                "app.yml": deployment("{name: a, image: 'demo:latest'}, {name: b, image: 'other:3'}"),
                "compose.yaml": "services:\n  api: {build: ., image: demo}\n",
            },
            "no",
        ),
    ],
)
def test_what_is_released_has_a_version(files: dict[str, str], want: str) -> None:
    assert state(files, "release-pinned") == want


def test_settings_come_from_the_environment() -> None:
    assert state({}, "settings-from-environment") == "no"
    reading = SERVICE["serve.py"].replace(
        "app =", 'import os\n\nPORT = os.environ["PORT"]\nprint(PORT)\napp ='
    )
    assert state({"serve.py": reading}, "settings-from-environment") == "yes"
    # What only the training reads configures no service.
    train = 'import os\n\nprint(os.environ["DATA"])\n'
    assert state({"train.py": train}, "settings-from-environment") == "no"


def test_libraries_are_asked_none_of_it() -> None:
    library = '[project]\nname = "demo"\nversion = "1"\n[tool.roadworthy]\nprofile = "library"\n'
    found = answers({**SERVICE, "pyproject.toml": library, "Dockerfile": IMAGE, **workflow("pytest")})
    names = ("deployed-by-pipeline", "deployment-health-checked", "deployment-limited", "release-pinned")
    assert {found[name].state for name in names} == {"not-applicable"}
