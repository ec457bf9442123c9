"""Dockerfiles."""

from roadworthy.facts.container.dockerfile import Dockerfile as Dockerfile
from roadworthy.facts.container.dockerfile import read_dockerfile as read_dockerfile
