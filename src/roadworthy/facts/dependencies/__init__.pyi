# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.dependencies.constraints import constraint_specifier as constraint_specifier
from roadworthy.facts.dependencies.constraints import is_constraint as is_constraint
from roadworthy.facts.dependencies.dependency import Dependency as Dependency
from roadworthy.facts.dependencies.dependency import distribution_name as distribution_name
from roadworthy.facts.dependencies.environments import EnvironmentFile as EnvironmentFile
from roadworthy.facts.dependencies.fully_declared import declaring_files as declaring_files
from roadworthy.facts.dependencies.implicit_use import known_modules as known_modules
from roadworthy.facts.dependencies.indexes import PackageIndex as PackageIndex
from roadworthy.facts.dependencies.lock import LockedPackage as LockedPackage
from roadworthy.facts.dependencies.lock import LockFile as LockFile
from roadworthy.facts.dependencies.lockhash import pdm_hashes as pdm_hashes
from roadworthy.facts.dependencies.lockhash import pipfile_hashes as pipfile_hashes
from roadworthy.facts.dependencies.lockhash import poetry_hashes as poetry_hashes
from roadworthy.facts.dependencies.locking import Manager as Manager
from roadworthy.facts.dependencies.modulemap import brought as brought
from roadworthy.facts.dependencies.modulemap import providers as providers
from roadworthy.facts.dependencies.modulemap import pypi_name as pypi_name
from roadworthy.facts.dependencies.provided import missing_providers as missing_providers
from roadworthy.facts.dependencies.requirements import PipOption as PipOption
from roadworthy.facts.dependencies.requirementsfile import RequirementsFile as RequirementsFile
from roadworthy.facts.dependencies.uses import Use as Use
from roadworthy.facts.dependencies.uses import Uses as Uses

HOMES: dict[str, tuple[str, ...]]
