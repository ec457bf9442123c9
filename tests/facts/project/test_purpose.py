"""What a project is for, by what its README says and by the files of template engines."""

from __future__ import annotations

import pytest

from roadworthy.facts.project.purpose import purpose
from roadworthy.tree.tree import MemoryTree


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# FastAPI tutorial\n", "lesson"),
        ("# **MLOps Zoomcamp** capstone\n", "lesson"),
        ("<h1 align='center'>Workshop: models in production</h1>\n", "lesson"),
        ("[![CI](https://x.example/b.svg)](https://x.example)\n\nFlask Hello World\n=====\n", "lesson"),
        ("# Churn\n\nThis project is a simple demo of a service.\n", "lesson"),
        ("# Churn\n\nBuilt as the final project of the course.\n", "lesson"),
        ("# Churn\n\nPart of the DevOps for machine learning nanodegree.\n", "lesson"),
        ("# Churn\n\nFor educational purposes only.\n", "lesson"),
        ("# Template for services\n", "template"),
        ("# FastAPI boilerplate\n", "template"),
        ("# Churn\n\nThis repository is a template to start from.\n", "template"),
        ("# Churn\n\nProject solution for the Udacity course on services.\n", "lesson"),
        ("# Churn\n\nThis is the code from my blog post on images.\n", "lesson"),
        ("# Churn\n\nExample repository of how to build a service.\n", "lesson"),
        ("# Churn\n\nReads courses. See the example project below, or our posts.\n", "use"),
        ("# Churn\n\nThe code for the engine, of course, is open.\n", "use"),
        ("# Churn\n\nA service that answers who leaves.\n\n## Examples\n", "use"),
        ("# Demography\n\nHow many people live where, of course.\n", "use"),
        ("# Mail\n\nSends mails from templates. Run the demo with `make demo`.\n", "use"),
        ("# demo\n", "use"),
        ("# fastapi_demo\n", "lesson"),
        ("# Churn\n\nUsing the starter code, write a model and its tests.\n", "lesson"),
        ("# Churn\n\nThe code of the starter motor is in `starter/`.\n", "use"),
        ("# Training of models\n\nLearning rates and samples.\n", "use"),
        ("", "use"),
    ],
)
def test_a_readme_says_what_a_project_is_for(text: str, name: str) -> None:
    assert purpose(MemoryTree({"README.md": text.encode()})).name == name


def test_files_of_an_engine_make_a_template() -> None:
    assert purpose(MemoryTree({"cookiecutter.json": b"{}"})).told == "cookiecutter.json"
    assert purpose(MemoryTree({"copier.yml": b""})).name == "template"
    assert purpose(MemoryTree({"docs/copier.yml": b"", "docs/README.md": b"# Tutorial\n"})).name == "use"


def test_a_guide_is_a_lesson() -> None:
    assert purpose(MemoryTree({"README.md": b"# How to deploy Django in two hours\n"})).name == "lesson"
    assert (
        purpose(MemoryTree({"README.md": b"# Guidelines\n\nHow to deploy: `make deploy`.\n"})).name == "use"
    )


def test_what_a_generator_writes_is_a_client() -> None:
    assert purpose(MemoryTree({".openapi-generator/VERSION": b"7"})).name == "client"
    assert purpose(MemoryTree({"api/.openapi-generator/VERSION": b"7"})).name == "use"
