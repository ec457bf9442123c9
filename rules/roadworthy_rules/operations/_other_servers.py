"""Servers in other languages that stand beside the code: what they do with requests is not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy_rules.operations._model_stores import text_of

if TYPE_CHECKING:
    from roadworthy import Tree

#: The files in which other languages name what they use, and how servers are named there.
_SERVERS = {
    "package.json": re.compile(r'"(?:@hapi/hapi|@nestjs/core|express|fastify|koa)"[ \t]{0,4}:'),
    "go.mod": re.compile(r"github\.com/(?:gin-gonic/gin|go-chi/chi|gofiber/fiber|labstack/echo)\b"),
    "pom.xml": re.compile(r"spring-boot-starter-web\b"),
    "build.gradle": re.compile(r"spring-boot-starter-web\b"),
}


def other_server(tree: Tree) -> str:
    """Return the file that names a server in another language which the project has; else nothing."""
    for path in sorted(tree.files):
        told = _SERVERS.get(path.rpartition("/")[2])
        if told is not None and "node_modules/" not in path and told.search(text_of(tree, path)):
            return path
    return ""
