# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.metadata.declared import DeclaredMetadata as DeclaredMetadata
from roadworthy.facts.metadata.manifest_in import ManifestIn as ManifestIn
from roadworthy.facts.metadata.pyproject import Pyproject as Pyproject
from roadworthy.facts.metadata.setup_files import Declared as Declared
from roadworthy.facts.metadata.setup_files import SetupFiles as SetupFiles
from roadworthy.facts.metadata.setuptools_table import SetuptoolsTable as SetuptoolsTable
from roadworthy.facts.metadata.uv_member import UvMember as UvMember

HOMES: dict[str, tuple[str, ...]]
