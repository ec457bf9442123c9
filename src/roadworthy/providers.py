"""Every provider of the engine, offered through the hook that packs use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy.plugins import hookimpl
from roadworthy.project.archive import sdist, sdist_files, wheel, wheel_files
from roadworthy.project.declared import dependencies
from roadworthy.project.dockerfile import dockerfile, dockerfile_files
from roadworthy.project.layout import layout
from roadworthy.project.profile import profile
from roadworthy.project.public import public_functions
from roadworthy.project.pyproject import pyproject
from roadworthy.project.repository import repository
from roadworthy.project.requirements import pip_options
from roadworthy.project.suite import suite
from roadworthy.project.workflow import ci_files, workflow, workflow_files


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any]]:
    """Return the engine's own providers."""
    return [
        ci_files,
        dependencies,
        dockerfile,
        dockerfile_files,
        layout,
        pip_options,
        profile,
        public_functions,
        pyproject,
        repository,
        sdist,
        sdist_files,
        suite,
        wheel,
        wheel_files,
        workflow,
        workflow_files,
    ]
