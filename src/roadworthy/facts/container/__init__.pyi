# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.container.dockerfile import Dockerfile as Dockerfile
from roadworthy.facts.container.dockerfile import read_dockerfile as read_dockerfile

HOMES: dict[str, tuple[str, ...]]
