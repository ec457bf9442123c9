# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.container.compose import ComposeService as ComposeService
from roadworthy.facts.container.compose import compose_services as compose_services
from roadworthy.facts.container.dockerfile import Dockerfile as Dockerfile
from roadworthy.facts.container.dockerfile import Instruction as Instruction
from roadworthy.facts.container.dockerfile import dockerfiles_of as dockerfiles_of
from roadworthy.facts.container.dockerfile import read_dockerfile as read_dockerfile
from roadworthy.facts.container.helm import Charts as Charts
from roadworthy.facts.container.kubernetes import KubernetesObject as KubernetesObject
from roadworthy.facts.container.published import is_published_elsewhere as is_published_elsewhere

HOMES: dict[str, tuple[str, ...]]
