"""What kind of project this is, by what deploys and serves it."""

from __future__ import annotations

import pytest

from roadworthy.facts.project import Profile, Sign
from roadworthy.report.lines import profile
from roadworthy.testing.pages import inspect_files

SERVER = b"import flask\n\napp = flask.Flask(__name__)\n"


@pytest.mark.parametrize(
    ("declared", "evidence"),
    [
        ("optional-dependencies = { web = ['Flask>=3'] }", ("it installs scripts",)),
        ("dependencies = ['Flask>=3']", ("it imports flask", "it installs scripts")),
        (
            "dependencies = ['flask']\noptional-dependencies = { web = ['flask[async]'] }",
            ("it imports flask", "it installs scripts"),
        ),
        ("optional-dependencies = { web = 1, all = [1] }", ("it imports flask", "it installs scripts")),
    ],
)
def test_a_server_that_only_an_extra_needs_is_an_offer(declared: str, evidence: tuple[str, ...]) -> None:
    toml = f'[project]\nname = "demo"\n{declared}\nscripts = {{ demo = "demo:main" }}\n'
    files = {
        "pyproject.toml": toml.encode(),
        "src/demo/__init__.py": b"def main(): ...\n",
        "src/demo/web.py": SERVER,
    }
    assert inspect_files(files, []).evidence == evidence


@pytest.mark.parametrize(
    ("signs", "served"),
    [
        (set(), True),
        ({Sign.SERVER, Sign.MODEL}, True),
        ({Sign.FILE, Sign.MODEL}, True),
        ({Sign.NO_PACKAGE, Sign.MODEL}, False),
        ({Sign.SCRIPTS, Sign.MODEL}, False),
    ],
)
def test_what_only_predicts_is_not_served(signs: set[Sign], served: bool) -> None:
    assert Profile("ml-service", (), frozenset(signs)).is_served is served


LIBRARY = 'classifiers = ["Development Status :: 4 - Beta", "Typing :: Typed"]\ndependencies = ["flask"]\n'
SERVICE = {
    "src/demo/__init__.py": b"def main(): ...\n",
    "src/demo/web.py": SERVER,
    "Dockerfile": b"FROM python:3.13\n",
}


def test_a_library_with_a_service_inside_is_a_contradiction_that_is_reported() -> None:
    files = {"pyproject.toml": f'[project]\nname = "demo"\n{LIBRARY}'.encode(), **SERVICE}
    found = inspect_files(files, [])
    assert found.profile == "library"
    assert found.evidence == (
        "it has a classifier `Development Status`",
        "it has a classifier `Typing :: Typed`",
    )
    assert found.against == ("there is a Dockerfile", "it imports flask")
    assert "; but there is a Dockerfile; it imports flask" in profile(found)


def test_nothing_speaks_against_a_library_that_is_one() -> None:
    files = {
        "pyproject.toml": f'[project]\nname = "demo"\n{LIBRARY}'.encode(),
        "src/demo/__init__.py": b"def main(): ...\n",
    }
    found = inspect_files(files, [])
    assert (found.profile, found.against) == ("library", ())
    assert "; but" not in profile(found)


def test_what_is_deployed_and_served_and_started_outweighs_one_classifier() -> None:
    toml = (
        '[project]\nname = "demo"\nclassifiers = ["Development Status :: 4 - Beta"]\n'
        'dependencies = ["flask"]\nscripts = { demo = "demo:main" }\n'
    )
    found = inspect_files({"pyproject.toml": toml.encode(), **SERVICE}, [])
    assert found.profile == "application"
    assert found.evidence == ("there is a Dockerfile", "it imports flask", "it installs scripts")
    assert found.against == ("it has a classifier `Development Status`",)


def test_settings_that_say_otherwise_have_what_is_seen_against_them() -> None:
    toml = b'[project]\nname = "demo"\ndependencies = ["flask"]\n[tool.roadworthy]\nprofile = "library"\n'
    found = inspect_files({"pyproject.toml": toml, **SERVICE}, [])
    assert (found.profile, found.against) == ("library", ("there is a Dockerfile", "it imports flask"))
    agreed = toml.replace(b'"library"', b'"application"')
    assert inspect_files({"pyproject.toml": agreed, **SERVICE}, []).against == ()


POETRY = b'[tool.poetry]\nname = "demo"\nversion = "1.0"\n'
CFG = b"[metadata]\nname = demo\n[options.entry_points]\n"
SETUP = b'from setuptools import setup\nsetup(name="demo", %s)\n'


@pytest.mark.parametrize(
    ("files", "profiled"),
    [
        ({"pyproject.toml": POETRY + b'[tool.poetry.scripts]\ndemo = "demo:main"\n'}, "application"),
        ({"pyproject.toml": POETRY}, "library"),
        ({"setup.py": SETUP % b'entry_points={"console_scripts": ["demo = demo:main"]}'}, "application"),
        ({"setup.py": SETUP % b'entry_points={"pytest11": ["demo = demo:main"]}'}, "library"),
        (
            {"setup.cfg": CFG + b"console_scripts =\n  demo = demo:main\n"},
            "application",
        ),
        ({"pyproject.toml": b'[project]\nname = "demo"\nscripts = {}\n'}, "library"),
    ],
)
def test_scripts_count_wherever_they_are_declared(files: dict[str, bytes], profiled: str) -> None:
    assert inspect_files({**files, "demo/__init__.py": b"def main(): ...\n"}, []).profile == profiled


STORED = b"import pickle\n\nfrom sklearn.metrics import pairwise\n\nDATA = pickle.load(open('m', 'rb'))\n"
PREDICTS = b"import joblib\nimport sklearn\n\n\ndef predict(row):\n    return joblib.load('m').predict(row)\n"
HANDLER = b"import app.model\n\n\ndef lambda_handler(event, context):\n    return app.model.predict(event)\n"
SAM = b"Transform: AWS::Serverless-2016-10-31\nResources: {}\n"


@pytest.mark.parametrize(
    ("files", "profiled"),
    [
        ({"app/serve.py": HANDLER, "app/model.py": PREDICTS}, "ml-service"),
        # A method, or what takes one argument, is no function of a platform.
        ({"app/serve.py": HANDLER.replace(b", context", b""), "app/model.py": PREDICTS}, "library"),
        ({"template.yaml": SAM, "app/model.py": PREDICTS}, "ml-service"),
        ({"template.yaml": b"Resources: {}\n", "app/model.py": PREDICTS}, "library"),
        ({"serverless.yml": b"service: demo\n", "app/model.py": PREDICTS}, "ml-service"),
        ({"app/serve.py": b"import app.model\n" + SERVER, "app/model.py": STORED}, "ml-service"),
        ({"app/serve.py": SERVER, "app/model.py": STORED.replace(b"sklearn", b"scipy")}, "application"),
        ({"app/model.py": STORED}, "library"),
    ],
)
def test_functions_of_a_platform_and_what_was_stored_serve_a_model(
    files: dict[str, bytes], profiled: str
) -> None:
    package = {"pyproject.toml": b'[project]\nname = "app"\nversion = "1"\n', "app/__init__.py": b""}
    assert inspect_files({**package, **files}, []).profile == profiled


@pytest.mark.parametrize(
    ("command", "profiled"),
    [
        ('CMD ["uvicorn", "demo.web:app"]', "application"),
        ('CMD ["fastapi", "run", "demo/web.py"]', "application"),
        ('CMD ["python", "-m", "demo"]', "library"),
        ("# CMD uvicorn demo.web:app", "library"),
    ],
)
def test_an_image_that_starts_a_server_outweighs_classifiers(command: str, profiled: str) -> None:
    image = f"FROM python:3.13\n{command}\n".encode()
    files = {
        "pyproject.toml": f'[project]\nname = "demo"\n{LIBRARY}'.encode(),
        **SERVICE,
        "Dockerfile": image,
    }
    assert inspect_files(files, []).profile == profiled


PUBLISHED = (
    'classifiers = ["Development Status :: 4 - Beta", "Typing :: Typed", "Framework :: Flask"]\n'
    'dependencies = ["flask"]\nscripts = { demo = "demo:main" }\n'
)


@pytest.mark.parametrize(
    ("code", "target", "profiled"),
    [
        (SERVER, "demo.web:app", "application"),
        # An extension has an image to be tried in: what it starts is no application of its own.
        (b"import flask\n\n\ndef init_app(app): ...\n", "demo.web:app", "library"),
        (SERVER, "example.web:app", "library"),
    ],
)
def test_a_framework_in_a_classifier_is_that_of_the_application_which_the_image_starts(
    code: bytes, target: str, profiled: str
) -> None:
    files = {
        "pyproject.toml": f'[project]\nname = "demo"\n{PUBLISHED}'.encode(),
        **SERVICE,
        "src/demo/web.py": code + b"\nif __name__ == '__main__':\n    app.run()\n",
        "Dockerfile": f'FROM python:3.13\nCMD ["gunicorn", "{target}"]\n'.encode(),
    }
    assert inspect_files(files, []).profile == profiled


WORKER = b"""MODEL = None


def handler(job):
    return MODEL(job)


def main():
    import runpod

    runpod.serverless.start({"handler": handler})


if __name__ == "__main__":
    main()
"""
SCRIPT = b"#!/bin/sh\nset -e\nexec gunicorn demo.web:app\n"


@pytest.mark.parametrize(
    ("files", "profiled"),
    [
        ({"Dockerfile": b'FROM python:3.13\nCMD ["python", "-u", "worker.py"]\n', "worker.py": WORKER}, True),
        (
            {"Dockerfile": b"FROM python:3.13\nCMD python3 -m demo.worker\n", "src/demo/worker.py": WORKER},
            True,
        ),
        # A program that serves nothing is a command.
        ({"Dockerfile": b"FROM python:3.13\nCMD python worker.py\n", "worker.py": b"print(1)\n"}, False),
        ({"Dockerfile": b'FROM python:3.13\nENTRYPOINT ["/code/start.sh"]\n', "start.sh": SCRIPT}, True),
        ({"Dockerfile": b'FROM python:3.13\nENTRYPOINT ["/code/start.sh"]\n', "start.sh": b"demo\n"}, False),
        ({"Procfile": b"web: gunicorn demo.web:app --log-file -\n"}, True),
        ({"Procfile": b"release: demo migrate\n"}, False),
    ],
)
def test_what_an_image_starts_may_be_a_program_or_in_a_script(
    files: dict[str, bytes], profiled: bool
) -> None:
    toml = f'[project]\nname = "demo"\n{LIBRARY}'.encode()
    package = {"src/demo/__init__.py": b"", "src/demo/web.py": SERVER}
    found = inspect_files({"pyproject.toml": toml, **package, **files}, [])
    assert found.profile == ("application" if profiled else "library")


@pytest.mark.parametrize(
    ("path", "target", "profiled"),
    [
        ("dockerfiles/api.dockerfile", "demo.web:app", "application"),
        ("docker/Dockerfile", "demo/web.py", "application"),
        # One of several images at the root.
        ("Dockerfile.api", "demo.web:app", "application"),
        ("api.dockerfile", "demo.web:app", "application"),
        # What is of others, and what is an example.
        ("docker/Dockerfile", "other.web:app", "library"),
        ("examples/Dockerfile", "demo.web:app", "library"),
    ],
)
def test_an_image_of_another_name_or_folder_starts_a_module_of_the_project(
    path: str, target: str, profiled: str
) -> None:
    image = f'FROM python:3.13\nENTRYPOINT ["uvicorn", "{target}"]\n'.encode()
    toml = '[project]\nname = "demo"\nclassifiers = ["Development Status :: 4 - Beta"]\n'
    package = {"src/demo/__init__.py": b"", "src/demo/web.py": SERVER}
    files = {"pyproject.toml": toml.encode(), **package, path: image}
    assert inspect_files(files, []).profile == profiled


@pytest.mark.parametrize(("target", "profiled"), [("demo.web", "application"), ("other.web", "library")])
def test_one_of_several_images_at_the_root_starts_an_application(target: str, profiled: str) -> None:
    toml = (
        '[project]\nname = "demo"\nclassifiers = ["Development Status :: 4 - Beta", "Framework :: FastAPI"]\n'
    )
    web = b"from fastapi import FastAPI\n\napp = FastAPI()\n"
    files = {"pyproject.toml": toml.encode(), "src/demo/__init__.py": b"", "src/demo/web.py": web}
    files["Dockerfile.api"] = f'FROM python:3.13\nCMD ["uvicorn", "{target}:app"]\n'.encode()
    assert inspect_files(files, []).profile == profiled


MODEL = b"import mlflow, fastapi\n\n\ndef build_app(model):\n    return model.predict\n"


@pytest.mark.parametrize(
    ("readme", "extra", "name"),
    [
        ("Install it: `pip install demo`.", "", "library"),
        ("    uv add Demo\n", "", "library"),
        ("poetry add demo", "", "library"),
        ("pip install -r requirements.txt", "", "ml-service"),
        ("pip install demonstration", "", "ml-service"),
        ("pip install demo", 'scripts = {demo = "demo:main"}\n', "ml-service"),
    ],
)
def test_what_others_install_is_a_library_unless_a_command_starts_it(
    readme: str, extra: str, name: str
) -> None:
    declared = f'[project]\nname = "demo"\n{extra}[build-system]\nrequires = ["hatchling"]\n'
    files = {
        "pyproject.toml": declared.encode(),
        "README.md": readme.encode(),
        "src/demo/__init__.py": MODEL,
    }
    assert inspect_files(files, []).profile == name


RUN = b"\nif __name__ == '__main__':\n    app.run()\n"


@pytest.mark.parametrize(
    ("more", "readme", "name"),
    [
        (RUN, b"", "application"),
        (b"", b"", "library"),
        (b"\ndef main():\n    app.run()\n", b"", "library"),
        # What others install from an index is theirs to serve with.
        (RUN, b"Run `pip install demo`.\n", "library"),
    ],
)
def test_a_module_that_runs_its_server_outweighs_a_classifier(more: bytes, readme: bytes, name: str) -> None:
    toml = b'[project]\nname = "demo"\ndependencies = ["flask"]\n'
    toml += b'classifiers = ["Development Status :: 3 - Alpha"]\n'
    files = {
        "pyproject.toml": toml + b'[build-system]\nrequires = ["setuptools"]\n',
        "README.md": readme,
        "src/demo/__init__.py": b"",
        "src/demo/web.py": SERVER + more,
    }
    assert inspect_files(files, []).profile == name


@pytest.mark.parametrize(
    ("classifier", "profiled"),
    [
        ("Topic :: Software Development :: Libraries :: Python Modules", "library"),
        ("Framework :: Flask", "library"),
        ("Topic :: Internet :: WWW/HTTP", "application"),
    ],
)
def test_classifiers_of_a_script_that_cannot_be_known_without_running_it(
    classifier: str, profiled: str
) -> None:
    script = (
        f"from setuptools import setup\n\nABOUT = ['{classifier}']\n"
        "exec(open('demo/_version.py').read())\nsetup(name='demo', classifiers=ABOUT, packages=['demo'])\n"
    )
    files = {"setup.py": script.encode(), "demo/__init__.py": b"", "demo/web.py": SERVER}
    assert inspect_files(files, []).profile == profiled
