# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.repository.code_readme import CodeReadme as CodeReadme
from roadworthy.facts.repository.repository import Repository as Repository
from roadworthy.facts.repository.repository import checkout as checkout
from roadworthy.facts.repository.repository import ignored_by_git as ignored_by_git
from roadworthy.facts.repository.repository import tracked_files as tracked_files
from roadworthy.facts.repository.surroundings import Surroundings as Surroundings

HOMES: dict[str, tuple[str, ...]]
