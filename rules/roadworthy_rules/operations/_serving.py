"""What serves a model without a framework for Python: servers of models, functions, and other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy import Location, answers_calls, loads_for_sagemaker, takes_event
from roadworthy_rules.operations._model_stores import text_of
from roadworthy_rules.operations._shared import node_of, server

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ModuleSummary, Operations, Profile, Pyproject, Tree

#: Libraries whose functions a platform calls for each request; others are told by their parameters.
_FUNCTIONS = frozenset(("chalice", "functions_framework", "runpod"))
#: What adds a route, a function that is given nothing, and what reads a request whatever a function is given.
_ROUTES = frozenset("api_route delete get head options patch post put route websocket".split())
_GIVEN_NOTHING = re.compile(r"\bdef \w{1,80}\(\s{0,40}\)")
_READS = frozenset(
    "Depends Request WebSocket add_api_route add_resource add_route add_url_rule before_request is_submitted"
    " middleware request validate_on_submit websocket".split()
)
#: What starts a site of Django or says what its addresses are, and what an application for one is made of.
_STARTING_SITES = ("execute_from_command_line", "get_asgi_application", "get_wsgi_application")
_URLS_OF_SITE = "ROOT_URLCONF"
_APPLICATION = "AppConfig"
#: What a call of gRPC is given, a message of its files, the types of its fields, and types that say nothing.
_TAKES = re.compile(r"\brpc\s{1,9}\w{1,80}\s{0,9}\(\s{0,9}(?:stream\s{1,9})?([\w.]{1,200})\s{0,9}\)")
_MESSAGE = re.compile(r"\bmessage\s{1,9}(\w{1,80})\s{0,9}\{([^{}]{0,5000})\}")
_FIELD = re.compile(
    r"(?:^|;)\s{0,99}(?:optional\s{1,9}|repeated\s{1,9})?([\w.]{1,100}|map<[\w., ]{1,100}>)"
    r"\s{1,9}\w{1,80}\s{0,9}=\s{0,9}\d"
)
_FREE = re.compile(r"bytes|string|map<.*>|google\.protobuf\.(?:Any|Struct|Value)")
_REMARK = re.compile(r"//[^\n]*")
_EMPTY = "protobuf.Empty"
#: How a gateway of AWS is told to log requests and answers, and the files that tell it.
_TRACES = re.compile(r"(?i)\bdata_?trace_?enabled[\"']?\s{0,5}[:=]\s{0,5}[\"']?true\b")
_TELLING = (".js", ".json", ".py", ".tf", ".ts", ".yaml", ".yml")
#: Bytes of a file, and how many files that may tell a gateway are read.
_SIZE, _MANY = 100_000, 200
#: The files in which other languages name what they use, and how servers are named there.
_OTHERS = {
    "package.json": re.compile(r'"(?:@hapi/hapi|@nestjs/core|express|fastify|koa)"[ \t]{0,4}:'),
    "go.mod": re.compile(r"github\.com/(?:gin-gonic/gin|go-chi/chi|gofiber/fiber|labstack/echo)\b"),
    "pom.xml": re.compile(r"spring-boot-starter-web\b"),
    "build.gradle": re.compile(r"spring-boot-starter-web\b"),
}


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A library that serves models: what a service names of it, its route for health, whether it counts."""

    name: str
    names: frozenset[str]
    route: str
    counts: bool


_SERVERS = (
    ModelServer("bentoml", frozenset(("Service", "service")), "/livez", counts=True),
    ModelServer("cog", frozenset(("BasePredictor",)), "/health-check", counts=False),
    ModelServer("kserve", frozenset(("Model", "ModelServer")), "/v2/health/live", counts=True),
    ModelServer("litserve", frozenset(("LitServer",)), "/health", counts=False),
    ModelServer("mlserver", frozenset(("MLModel", "MLServer")), "/v2/health/live", counts=True),
    ModelServer("ray", frozenset(("deployment",)), "/-/healthz", counts=True),
    ModelServer("seldon_core", frozenset(("SeldonComponent",)), "/health/ping", counts=True),
)

#: The server of SageMaker's images calls functions by their names.
_SAGEMAKER = ModelServer("SageMaker", frozenset(), "/ping", counts=True)
#: The same for servers that images and commands start, by how these name them.
_DEPLOYED = (
    ModelServer("Triton", frozenset(("Triton", "tritonserver")), "/v2/health/ready", counts=True),
    ModelServer("vLLM", frozenset(("vllm",)), "/health", counts=True),
    ModelServer("TGI", frozenset(("text-generation",)), "/health", counts=True),
    ModelServer("TEI", frozenset(("text-embeddings",)), "/health", counts=True),
    ModelServer("MLServer", frozenset(("mlserver",)), "/v2/health/live", counts=True),
    ModelServer("TorchServe", frozenset(("torchserve",)), "/ping", counts=False),
)


def model_server(modules: Iterable[ModuleSummary]) -> tuple[ModelServer, Location] | None:
    """Return the library that serves the model, and where it is imported; None where there is none.

    An import alone serves nothing: the module names what a service of the library is made by. The server of
    SageMaker imports the module itself, and calls its functions.
    """
    modules = tuple(modules)
    for module in modules:
        for item in module.imports if module.role == "source" else ():
            root = item.module.partition(".")[0]
            for one in _SERVERS:
                # Most of `ray` serves nothing.
                serves = one.name != "ray" or "serve" in (item.name, *item.module.split("."))
                if root == one.name and serves and (item.name in one.names or module.mentions(one.names)):
                    return one, Location(module.path, span=item.span)
    at = sagemaker_function(modules)
    return (_SAGEMAKER, at) if at is not None else None


def sagemaker_function(modules: Iterable[ModuleSummary]) -> Location | None:
    """Return where the function is that SageMaker calls for the model; None where there is none."""
    for module in modules:
        for item in module.definitions if module.role == "source" else ():
            if loads_for_sagemaker(item):
                return Location(module.path, item.route, item.span)
    return None


def deployed_server(profile: Profile) -> ModelServer | None:
    """Return the server made for models that the project deploys, None where it deploys no known one."""
    told = profile.server
    return next((one for one in _DEPLOYED if any(name in told for name in one.names)), None)


def is_function(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a platform calls a function of the project for each request."""
    for module in modules:
        if module.role != "source":
            continue
        names = {item.module for item in module.imports}
        if "azure.functions" in names or not _FUNCTIONS.isdisjoint(name.partition(".")[0] for name in names):
            return True
        if any(takes_event(module.path, item) for item in module.definitions):
            return True
    return False


def grpc_server(modules: Iterable[ModuleSummary]) -> tuple[Location, bool] | None:
    """Return where the project makes a server of gRPC, and whether that has the service for health."""
    modules = [module for module in modules if module.role == "source"]
    roots = {item.module.partition(".")[0] for module in modules for item in module.imports}
    for module in modules:
        for item in module.imports:
            if item.module.partition(".")[0] == "grpc" and not item.level and module.mentions(("server",)):
                return Location(module.path, span=item.span), "grpc_health" in roots
    return None


def typed_message(tree: Tree) -> tuple[str, Location] | None:
    """Return a message of gRPC whose fields have types, where each call that is given any takes such a one.

    A text, the bytes of a file or a table alone say nothing of what they hold.
    """
    found: tuple[str, Location] | None = None
    for path in sorted(tree.files):
        if not path.endswith(".proto") or tree.exceeds(path, _SIZE):
            continue
        text = _REMARK.sub("", text_of(tree, path))
        fields = {one[1]: _FIELD.findall(one[2]) for one in _MESSAGE.finditer(text)}
        for name in _TAKES.findall(text):
            kinds = fields.get(name.rpartition(".")[2])
            if kinds == [] or name.endswith(_EMPTY):
                continue
            if not kinds or (len(kinds) == 1 and _FREE.fullmatch(kinds[0])):
                return None
            found = found or (f"the message `{name}` has fields with types", Location(path))
    return found


def takes_nothing(operations: Operations, modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether all routes are of functions that are given nothing, and that read no request.

    The model answers by what is drawn, then, or by what the service holds.
    """
    found: set[tuple[str, str]] = set()
    for module in modules:
        if module.role != "source" or module.path not in operations.served_files:
            continue
        if not module.mentioned.isdisjoint(_READS):
            return False
        for item in module.definitions:
            routes = {name.removesuffix("()").rpartition(".")[2] for name in item.decorators}
            if routes.isdisjoint(_ROUTES):
                continue
            if item.kind != "function" or _GIVEN_NOTHING.search(" ".join(item.header)) is None:
                return False
            found.add(node_of(module, item))
    return bool(operations.flow.asking) and operations.flow.asking <= found


def is_receiver(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether the project answers messages of a broker or a chat, or calls of gRPC or a socket."""
    return any(module.role == "source" and answers_calls(module) for module in modules)


def other_server(tree: Tree) -> str:
    """Return the file that names a server in another language which the project has; else nothing."""
    for path in sorted(tree.files):
        told = _OTHERS.get(path.rpartition("/")[2])
        if told is not None and "node_modules/" not in path and told.search(text_of(tree, path)):
            return path
    return ""


def traced_by_gateway(tree: Tree) -> str:
    """Return the file that tells a gateway of AWS to log each request with its answer; else nothing."""
    named = [path for path in sorted(tree.files) if path.endswith(_TELLING) and not tree.exceeds(path, _SIZE)]
    own = [path for path in named if "node_modules/" not in path and not path.endswith("-lock.json")]
    return next((path for path in own[:_MANY] if _TRACES.search(text_of(tree, path))), "")


def is_for_other_sites(modules: tuple[ModuleSummary, ...], pyproject: Pyproject | None) -> bool:
    """Tell whether the project is a package with an application of Django for the sites of others.

    It has no site of its own: nothing sets up the addresses of one, or starts it.
    """
    if pyproject is None or not (pyproject.is_package and pyproject.has("build-system")):
        return False
    own = [module for module in modules if module.role == "source"]
    if any(module.mentions(_STARTING_SITES) or _URLS_OF_SITE in module.assigned for module in own):
        return False
    found = server(tuple(own))
    return any(module.mentions((_APPLICATION,)) for module in own) and (
        found is None or all("django" in one.libraries for one in own if one.path == found.file)
    )
