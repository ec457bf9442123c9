"""Every provider of the engine, offered through the hook that packs use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy.plugins import hookimpl
from roadworthy.project.archives import sdist, sdist_files, wheel, wheel_files
from roadworthy.project.changes import changed_functions
from roadworthy.project.coremetadata import core_metadata
from roadworthy.project.coveredlines import covered_lines
from roadworthy.project.declared import declared_metadata
from roadworthy.project.dependencies import dependencies
from roadworthy.project.dockerfile import dockerfile, dockerfile_files
from roadworthy.project.evidence import evidence
from roadworthy.project.features import feature_functions
from roadworthy.project.indexes import package_indexes
from roadworthy.project.layout import layout
from roadworthy.project.lock import lock_file, lock_paths
from roadworthy.project.profile import profile
from roadworthy.project.public import public_functions, reached_names
from roadworthy.project.pyproject import pyproject
from roadworthy.project.pythons import python_versions
from roadworthy.project.repository import repository
from roadworthy.project.requirements import pip_options
from roadworthy.project.setupfiles import read_setup_files
from roadworthy.project.setupmetadata import read_metadata
from roadworthy.project.setuptoolstable import setuptools_table
from roadworthy.project.suite import suite
from roadworthy.project.testsettings import coverage_settings, pytest_settings
from roadworthy.project.treedate import tree_date
from roadworthy.project.uses import uses
from roadworthy.project.wheelcode import wheel_code
from roadworthy.project.workflow import ci_files, workflow, workflow_files


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any]]:
    """Return the engine's own providers."""
    return [
        changed_functions,
        ci_files,
        core_metadata,
        coverage_settings,
        covered_lines,
        declared_metadata,
        dependencies,
        dockerfile,
        dockerfile_files,
        evidence,
        feature_functions,
        layout,
        lock_file,
        lock_paths,
        package_indexes,
        pip_options,
        profile,
        public_functions,
        pyproject,
        python_versions,
        pytest_settings,
        reached_names,
        read_metadata,
        read_setup_files,
        repository,
        sdist,
        sdist_files,
        setuptools_table,
        suite,
        tree_date,
        uses,
        wheel,
        wheel_code,
        wheel_files,
        workflow,
        workflow_files,
    ]
