"""One fault a file: each is reported by exactly the rule that is meant, and the sound file by none."""

from __future__ import annotations

import re

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

SOUND = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "tidemark"
version = "2.3.0"
description = "Reads tide gauges and predicts the next flood"
readme = "README.md"
requires-python = ">=3.11"
license = "Apache-2.0"
license-files = ["LICENSE"]
authors = [{ name = "Ada Marsh", email = "ada@tidemark.example" }]
keywords = ["tides", "forecast"]
classifiers = [
    "Development Status :: 4 - Beta",
    "Programming Language :: Python :: 3.11",
    "Programming Language :: Python :: 3.12",
]
dependencies = ["numpy>=1.26", "pandas>=2.2; python_version >= '3.12'"]

[project.optional-dependencies]
plot = ["matplotlib>=3.9"]

[project.scripts]
tidemark = "tidemark.command:main"

[project.urls]
Homepage = "https://tidemark.example/"

[dependency-groups]
test = ["pytest>=8"]
"""
FILES = {
    "README.md": b"# Tidemark\n",
    "LICENSE": b"Apache License\nVersion 2.0, January 2004\n",
    "src/tidemark/__init__.py": b'"""Tides."""\n',
    "src/tidemark/command.py": b'"""The command line."""\n\nimport numpy\nimport pandas\n\n\ndef main():\n'
    b'    """Print both versions."""\n    print(numpy.__version__, pandas.__version__)\n',
}
NAME, VERSION = 'name = "tidemark"', 'version = "2.3.0"'
REQUIRES = 'requires = ["hatchling>=1.27"]'
CLASSIFIED = '"Development Status :: 4 - Beta",'
NUMPY = '"numpy>=1.26"'
SCRIPT = 'tidemark = "tidemark.command:main"'

#: What is put in place of what, and the rule that must say so.
BROKEN = [
    ("project-name-invalid", NAME, 'name = "-tidemark"'),
    ("project-name-missing", f"{NAME}\n", ""),
    ("version-invalid", VERSION, 'version = "2.3.0-final-final"'),
    ("version-missing", f"{VERSION}\n", ""),
    ("version-local", VERSION, 'version = "2.3.0+harbour"'),
    ("summary-multiline", "predicts the", "predicts\\n the"),
    ("readme-file-missing", 'readme = "README.md"', 'readme = "Readme.md"'),
    ("readme-outside-project", 'readme = "README.md"', 'readme = "../../README.md"'),
    ("readme-table-invalid", 'readme = "README.md"', 'readme = { file = "README.md" }'),
    (
        "readme-content-type-invalid",
        'readme = "README.md"',
        'readme = { file = "README.md", content-type = "text/html" }',
    ),
    ("requires-python-invalid", '">=3.11"', '"3.11"'),
    ("requires-python-unsatisfiable", '">=3.11"', '">=3.11,<3.11"'),
    ("python-classifier-excluded", '">=3.11"', '">=3.12"'),
    ("license-expression-invalid", 'license = "Apache-2.0"', 'license = "Apache 2"'),
    ("license-files-unmatched", '["LICENSE"]', '["LICENCE*"]'),
    ("license-files-pattern-invalid", '["LICENSE"]', '["LICENSE", "../NOTICE"]'),
    ("license-files-with-table", 'license = "Apache-2.0"', 'license = { text = "Apache" }'),
    ("license-classifier-redundant", CLASSIFIED, '"License :: OSI Approved :: Apache Software License",'),
    ("classifier-unknown", CLASSIFIED, '"Development Status :: 4 - Nearly",'),
    ("classifier-deprecated", CLASSIFIED, '"Natural Language :: Ukranian",'),
    ("author-email-invalid", "ada@tidemark.example", "ada(at)tidemark"),
    ("value-type-wrong", 'keywords = ["tides", "forecast"]', 'keywords = "tides"'),
    ("keyword-comma", '"tides", "forecast"', '"tides, forecast"'),
    (
        "project-key-unknown",
        'license = "Apache-2.0"',
        'license = "Apache-2.0"\nhome-page = "https://x.example"',
    ),
    ("top-level-table-unknown", "[dependency-groups]", "[black]\nline = 1\n\n[dependency-groups]"),
    ("field-static-and-dynamic", VERSION, f'{VERSION}\ndynamic = ["version"]'),
    ("dynamic-field-unknown", VERSION, f'{VERSION}\ndynamic = ["name"]'),
    ("url-scheme-invalid", "https://tidemark.example/", "tidemark.example"),
    ("url-empty", "https://tidemark.example/", ""),
    ("url-label-invalid", "Homepage =", f'"{"The page of this project " * 2}" ='),
    ("entry-point-group-reserved", "[project.scripts]", "[project.entry-points.console_scripts]"),
    ("entry-point-callable-missing", SCRIPT, 'tidemark = "tidemark.command"'),
    ("entry-point-value-invalid", SCRIPT, 'tidemark = "tidemark/command.py:main"'),
    ("entry-point-name-invalid", SCRIPT, '"tide mark" = "tidemark.command:main"'),
    ("entry-point-duplicate", SCRIPT, f"{SCRIPT}\n\n[project.gui-scripts]\n{SCRIPT}"),
    ("extra-name-invalid", "plot = [", '"plot!" = ['),
    ("extra-name-collides", "plot = [", 'line_plot = ["bokeh>=3"]\nline-plot = ['),
    ("extra-undefined", '"matplotlib>=3.9"', '"matplotlib>=3.9", "tidemark[maps]"'),
    ("dependency-invalid", NUMPY, '"numpy=>1.26"'),
    ("dependency-direct-url", NUMPY, '"numpy @ https://tidemark.example/numpy-1-py3-none-any.whl"'),
    ("dependency-on-local-file", NUMPY, '"numpy @ file:///srv/tidemark/numpy-1-py3-none-any.whl"'),
    ("dependency-duplicate", NUMPY, f'{NUMPY}, "NumPy>=1"'),
    ("dependency-conflict", NUMPY, '"numpy>=2", "numpy<1.26"'),
    ("dependency-on-self", NUMPY, f'{NUMPY}, "Tidemark>=1"'),
    ("dependency-is-stdlib", NUMPY, f'{NUMPY}, "asyncio>=3"'),
    ("marker-never-true", "python_version >= '3.12'", "python_version < '3.8'"),
    ("dependency-group-invalid", '["pytest>=8"]', '[{ include = "plot" }]'),
    ("dependency-group-unknown-include", '["pytest>=8"]', '[{ include-group = "lint" }]'),
    ("dependency-group-cycle", '["pytest>=8"]', '[{ include-group = "test" }]'),
    ("dependency-group-name-collides", 'test = ["pytest>=8"]', 'test-a = ["pytest"]\nTest_A = ["tox"]'),
    (
        "readme-content-type-invalid",
        '"README.md"',
        '{ file = "README.md", content-type = "text/markdown; variant" }',
    ),
    ("build-requires-missing", f"{REQUIRES}\n", ""),
    ("build-backend-missing", 'build-backend = "hatchling.build"\n', ""),
    ("build-backend-not-required", REQUIRES, 'requires = ["flit-core>=3.11"]'),
    ("build-backend-path-outside", REQUIRES, f'{REQUIRES}\nbackend-path = ["/opt/backend"]'),
    ("build-requires-self", REQUIRES, 'requires = ["hatchling>=1.27", "TideMark"]'),
    ("unreadable-file", NAME, "name = tidemark"),
]


def reported(text: str) -> set[str]:
    """Return the rules of both packs, and the engine's, that report a project with this pyproject.toml."""
    rules = [
        rule for rule in installed_rules() if rule.group in ("metadata", "dependencies") and rule.default
    ]
    result = inspect_files({"pyproject.toml": text.encode(), **FILES}, rules)
    assert not result.crashes
    return {finding.rule for finding in result.findings}


def test_the_sound_file_is_silent() -> None:
    assert reported(SOUND) == set()


@pytest.mark.parametrize(
    ("rule", "old", "new"), BROKEN, ids=[f"{row[0]}-{n}" for n, row in enumerate(BROKEN)]
)
def test_one_fault_is_reported_by_its_rule_alone(rule: str, old: str, new: str) -> None:
    assert SOUND.count(old) >= 1
    assert reported(SOUND.replace(old, new, 1)) == {rule}


def test_all_faults_of_one_file_come_at_once() -> None:
    text, expected = SOUND, set()
    for rule, old, new in BROKEN:
        # Faults that lie in each other's way are left out.
        clear = old in text and rule not in {"unreadable-file", "project-name-missing", "version-missing"}
        if clear and not re.search(r"dynamic|backend|extra|group|marker|license", new + rule):
            text = text.replace(old, new, 1)
            expected.add(rule)
    assert len(expected) > 12
    assert expected <= reported(text)
