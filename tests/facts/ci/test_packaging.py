"""What packaging tools do with their arguments."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci.packaging import packaging_acts


def acts(command: str) -> list[str]:
    """Return what a command does: verb and detail."""
    tool, *rest = command.split()
    return [f"{verb.name.lower()} {detail}" for verb, detail in packaging_acts(tool, tuple(rest))]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install .", ["installs project"]),
        ("pip install -e .[test]", ["installs editable"]),
        ("pip install -e.", ["installs editable"]),
        ("pip install --editable=.", ["installs editable"]),
        ("pip install --extra-index-url https://a.example pytest", ["installs named:pytest"]),
        ("pip install -r a.txt -c b.txt pytest", ["installs requirements", "installs named:pytest"]),
        ("pip install -ra.txt", ["installs requirements"]),
        ("pip install --group dev", ["installs requirements"]),
        ("pip install dist/*.whl", ["installs wheel"]),
        ("pip install $(ls dist/*.whl)", ["installs named:$(ls", "installs wheel"]),
        ("pip install $WHEEL", ["installs wheel"]),
        ("pip install ../other", ["installs project"]),
        ("pip install git+https://a.example/b", ["installs named:git+https://a.example/b"]),
        ("pip install", []),
        ("pip list", []),
        ("pip check", []),
        ("pip audit", ["audits pip"]),
        ("pip wheel . -w dist", ["builds_wheel pip"]),
        ("pip wheel -w ./dist numpy", []),
        ("pip wheel -r requirements.txt", []),
        ("uv pip install -e .", ["installs editable"]),
        ("uv pip sync requirements.txt", ["installs requirements"]),
        ("uv sync", ["installs editable"]),
        ("uv sync --no-editable", ["installs project"]),
        ("pdm install --prod --no-editable", ["installs project"]),
        ("pdm install --prod --no-editable --no-self", ["installs requirements"]),
        ("uv sync --no-install-project", ["installs requirements"]),
        ("uv sync --only-group dev", ["installs requirements"]),
        ("uv audit", ["audits uv"]),
        ("poetry install", ["installs editable"]),
        ("poetry install --no-root", ["installs requirements"]),
        ("pdm sync --no-self", ["installs requirements"]),
        ("poetry audit", []),
        ("rye sync", ["installs editable"]),
        ("flit install", ["installs project"]),
        ("flit install -s", ["installs editable"]),
        ("pipenv sync", ["installs requirements"]),
        ("pipenv check", ["audits pipenv"]),
        ("pip-sync", ["installs requirements"]),
        ("conda install numpy", ["installs named"]),
        ("conda env create -f environment.yml", ["installs requirements"]),
        ("mamba list", []),
        ("pixi install", ["installs requirements"]),
        ("maturin develop", ["installs editable"]),
        ("poetry lock", []),
    ],
)
def test_what_is_installed(command: str, expected: list[str]) -> None:
    assert acts(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("build", ["builds_wheel build", "builds_sdist build"]),
        ("build --wheel", ["builds_wheel build"]),
        ("build --sdist", ["builds_sdist build"]),
        ("build -s -w", ["builds_wheel build", "builds_sdist build"]),
        ("poetry build", ["builds_wheel poetry", "builds_sdist poetry"]),
        ("uv build --wheel", ["builds_wheel uv"]),
        ("uv build --sdist", ["builds_sdist uv"]),
        ("hatch build -t=sdist", ["builds_sdist hatch"]),
        ("hatch build -t wheel", ["builds_wheel hatch"]),
        ("flit build --format=sdist", ["builds_sdist flit"]),
        ("docker build", []),
        ("setup.py sdist bdist_wheel", ["builds_sdist setup.py", "builds_wheel setup.py"]),
        ("setup.py develop", ["installs editable"]),
        ("setup.py install", ["installs project"]),
        ("setup.py build_ext --inplace", ["installs editable"]),
        ("setup.py build_ext", []),
        ("setup.py test", ["tests setup.py test"]),
        ("setup.py flake8", ["lints setup.py flake8"]),
        ("setup.py sdist upload", ["builds_sdist setup.py", "publishes pypi"]),
    ],
)
def test_what_is_built(command: str, expected: list[str]) -> None:
    assert acts(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("twine check dist/*", ["checks_wheel twine"]),
        ("twine upload dist/*", ["publishes pypi"]),
        ("twine upload -r testpypi dist/*", ["publishes testpypi"]),
        ("twine upload --repository-url https://test.pypi.org/legacy/ dist/*", ["publishes testpypi"]),
        ("twine register", []),
        ("poetry publish", ["publishes pypi"]),
        ("poetry publish --build", ["builds_wheel poetry", "publishes pypi"]),
        ("flit publish", ["builds_wheel flit", "publishes pypi"]),
        ("pdm publish --no-build", ["publishes pypi"]),
        ("maturin upload", ["builds_wheel maturin", "publishes pypi"]),
        ("uv publish", ["publishes pypi"]),
    ],
)
def test_what_is_published(command: str, expected: list[str]) -> None:
    assert acts(command) == expected
