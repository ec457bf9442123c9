"""Dockerfiles, and the manifests and Compose files that run their images."""

from roadworthy.facts.container.compose import ComposeService as ComposeService
from roadworthy.facts.container.dockerfile import Dockerfile as Dockerfile
from roadworthy.facts.container.dockerfile import Instruction as Instruction
from roadworthy.facts.container.dockerfile import read_dockerfile as read_dockerfile
from roadworthy.facts.container.kubernetes import KubernetesObject as KubernetesObject
