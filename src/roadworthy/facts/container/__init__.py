"""Dockerfiles."""

from roadworthy.facts.container.dockerfile import Dockerfile as Dockerfile
