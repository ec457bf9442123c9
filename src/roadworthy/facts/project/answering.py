"""What answers requests: the definitions of a module that a framework or a platform calls.

It is decided here for all: what kind of project it is, which model answers, and what starts the code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.project.bots import CLASSES_BY_NAME, receivers
from roadworthy.facts.project.frameworks import answers_calls, serves
from roadworthy.facts.project.loaded_by import loaded_by
from roadworthy.facts.project.started import loads_for_sagemaker, takes_event
from roadworthy.facts.python import MADE, Definition, ModuleSummary, last_names

#: Ends of decorators that make a function answer requests to an address.
_ADDRESSED = frozenset("api_route delete get head patch post put route".split())
#: Ends of decorators that hand a function to what answers requests or messages.
_ROUTES = _ADDRESSED | frozenset(
    "action agent api api_view asgi_app callback cloud_event deployment endpoint expose fastapi_endpoint http"
    " inference on_message predict service subscriber web_endpoint websocket websocket_route wsgi_app".split()
)
#: Ends of decorators of a worker's tasks.
_TASKS = frozenset("actor shared_task task".split())
#: Ends of decorators of classes whose methods answer requests.
_SERVED = frozenset(("deployment", "service"))
#: Ends of decorators of functions that run before or after each request.
_AROUND = frozenset(
    "after_request before_request errorhandler event exception_handler middleware on on_event"
    " teardown_request".split()
)
#: Bases of classes that answer requests.
_HANDLERS = frozenset(
    "APIView BaseHTTPRequestHandler BaseHandler BasePredictor BaseRunner Controller CreateAPIView FormView"
    " GenericAPIView GenericViewSet HTTPEndpoint HTTPMethodView LitAPI ListAPIView ListCreateAPIView MLModel"
    " MethodView ModelViewSet PythonModel RequestHandler Resource RetrieveAPIView Servicer"
    " SimpleHTTPRequestHandler TemplateView UpdateAPIView View ViewSet WebSocketEndpoint"
    " WebSocketHandler".split()
)
#: Bases with a common name, which count where their library is imported.
_OF_LIBRARY = {"AgentExecutor": "a2a", "ComponentState": "reflex", "Model": "kserve", "State": "reflex"}
#: Names of classes that a server of models looks for.
_KNOWN = frozenset(("TritonPythonModel",))
#: The suffix of base classes that gRPC generates.
_SERVICER = "Servicer"
#: Functions that a platform calls by their names.
_BY_NAME = frozenset("handle input_fn lambda_handler model_fn output_fn predict_fn transform_fn".split())
#: The type of the request that Azure Functions gives to the `main` of a function's file.
_ASKED_OF = "HttpRequest"
#: Of these, the function that TorchServe calls, in a module that imports `ts`.
_OF_TORCHSERVE = "handle"
#: What calls a function that is named for it with each job.
_RUNPOD = "runpod"
#: The functions of a module that DEEPaaS serves: it calls the second one for the arguments of the first.
_DEEPAAS = ("predict", "get_predict_args")
#: The functions of a scoring script of Azure ML.
_SCORING = ("init", "run")
#: How scripts of Azure ML are called.
_SCORED = ("score.py", "scoring.py")
#: The file of Cloud Functions, the parameter of what it calls for a request, and how that is read.
_FUNCTIONS, _READ = "main.py", "get_json"
_REQUEST = re.compile(r"\(\s*request\b[^,()]{0,80}\)")
#: The methods by which Falcon and the standard library answer.
_METHODS = frozenset("on_delete on_get on_patch on_post on_put".split())
#: Applications and routers: a function such as `create_app` may hold their handlers.
_APPLICATIONS = frozenset("APIRouter Blueprint FastAPI Flask Litestar Quart Sanic Starlette".split())
_INNER = frozenset(
    "add_api_route add_api_websocket_route add_get add_post add_put add_route add_routes add_url_rule"
    " add_view api_route basic_consume route websocket".split()
)
#: What an object calls the application that it holds.
_HELD = frozenset("_app _application app application fastapi_app router".split())
#: What Python runs of a package.
_PROGRAM = "__main__.py"
#: Methods that take a function as an argument; they are no decorators.
_ADDED = frozenset(name for name in _INNER if name.startswith("add_"))


def is_addressed(decorator: str) -> bool:
    """Tell whether a decorator, by its name, makes a function answer requests to an address: `app.get`."""
    return decorator.rpartition(".")[2] in _ADDRESSED


def has_handlers(module: ModuleSummary) -> bool:
    """Tell whether a module imports what it serves with, or has functions that a platform calls by name."""
    return serves(module) or any(called_by_name(module)) or any(_classes_by_name(module))


def called_by_platform(modules: Iterable[ModuleSummary]) -> str | None:
    """Return what a platform calls by its name alone, of the functions and classes of some modules.

    Functions with these names are others, too: that of SageMaker is given a directory, the script of
    Azure ML has its usual name, and what Google Cloud calls for a request has the name of its file.
    """
    for module in modules:
        if name := next(_classes_by_name(module), None):
            return name
        if _of_deepaas(module):
            return _DEEPAAS[0]
        file = module.path.rpartition("/")[2]
        for item in module.definitions:
            if item.kind != "function":
                continue
            if (
                loads_for_sagemaker(item)
                or (item.name == "run" and file in _SCORED and item.name in called_by_name(module))
                or _takes_request(module, item)
            ):
                return item.name
    return None


def _takes_request(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether Cloud Functions calls a function with a request, by its parameter and what it reads."""
    if module.path != _FUNCTIONS or item.owner or item.arguments != 1 or item.decorators:
        return False
    return _REQUEST.search(" ".join(item.header)) is not None and _READ in item.names


def _of_deepaas(module: ModuleSummary) -> bool:
    """Tell whether a module has the functions that DEEPaaS calls."""
    own = {item.name for item in module.definitions if item.kind == "function" and not item.owner}
    return own.issuperset(_DEEPAAS)


def _classes_by_name(module: ModuleSummary) -> Iterator[str]:
    """Yield the classes that a platform looks for by their names, which have the method that it calls."""
    for item in module.definitions:
        if item.owner in CLASSES_BY_NAME and CLASSES_BY_NAME[item.owner] == item.name:
            yield item.owner


def runs_receiver(modules: tuple[ModuleSummary, ...]) -> str | None:
    """Return the first program among some modules that loads what waits for messages or calls."""
    return next(receiving_programs(modules), None)


def receiving_programs(modules: tuple[ModuleSummary, ...]) -> Iterator[str]:
    """Yield the programs among some modules that load what waits for messages or calls."""
    waiting = {module.path for module in modules if answers_calls(module)}
    for module in modules if waiting else ():
        program = module.main_uses or module.path.rpartition("/")[2] == _PROGRAM
        if program and any(one.path in waiting for one in loaded_by(modules, (module.path,))):
            yield module.path


def handlers(module: ModuleSummary) -> Iterator[Definition]:
    """Yield the functions and methods of a module that answer requests or messages, if it serves."""
    classes, called = handler_classes(module), set(called_by_name(module))
    received = receivers(module)
    for item in module.definitions:
        if item.kind == "class":
            continue
        if (
            item.owner in classes
            or is_decorated(item, around=False)
            or not _TASKS.isdisjoint(last_names(item.decorators))
            or (item.name in called and not item.owner)
            or is_answering_method(item)
            or item.route in received
            or holds_routes(item)
        ):
            yield item


def is_decorated(item: Definition, *, around: bool) -> bool:
    """Tell whether a decorator hands a definition to what answers requests, or runs it `around` each."""
    ends = last_names(item.decorators)
    return not ends.isdisjoint(_ROUTES) or (around and not ends.isdisjoint(_AROUND))


def handler_classes(module: ModuleSummary) -> frozenset[str]:
    """Return the classes of a module whose methods a server calls, by bases, decorators or names."""
    classes = [item for item in module.definitions if item.kind == "class"]
    roots = module.libraries if classes else set()
    found = {item.name for item in classes if _is_handler_class(item, roots)}
    for item in classes:
        if not found.isdisjoint(item.bases):
            found.add(item.name)
    return frozenset(found)


def _is_handler_class(item: Definition, roots: Collection[str]) -> bool:
    bases = last_names(item.bases)
    return (
        not bases.isdisjoint(_HANDLERS)
        or any(name.endswith(_SERVICER) for name in bases)
        or any(base in bases and library in roots for base, library in _OF_LIBRARY.items())
        or item.name in _KNOWN
        or not _SERVED.isdisjoint(last_names(item.decorators))
    )


def called_by_name(module: ModuleSummary) -> Iterator[str]:
    """Yield the functions of a module that a platform calls by their names, or with an event."""
    own = {item.name for item in module.definitions if item.kind == "function"}
    roots = module.libraries
    scores = own.issuperset(_SCORING) and "json" in roots
    served = _DEEPAAS[:1] if _of_deepaas(module) else ()
    for item in module.definitions:
        if item.kind != "function":
            continue
        named = item.name in _BY_NAME and (item.name != _OF_TORCHSERVE or "ts" in roots)
        named = named or _takes_request(module, item)
        # `main(req: func.HttpRequest)`
        named = named or (item.name == "main" and "azure" in roots and _ASKED_OF in " ".join(item.header))
        # `runpod.serverless.start({"handler": handler})`
        named = named or (_RUNPOD in roots and item.arguments == 1 and "handler" in item.name.lower())
        named = named or (item.name in served and not item.owner)
        if named or takes_event(module.path, item) or (scores and item.name in _SCORING):
            yield item.name


def is_answering_method(item: Definition) -> bool:
    """Tell whether a framework calls a method by its name, as Falcon does."""
    return bool(item.owner) and item.name in _METHODS


def is_route_of_held(callee: str) -> bool:
    """Tell whether a call makes a route of the application that an object holds: `self.app.post`."""
    root, _, rest = callee.partition(".")
    held, _, method = rest.rpartition(".")
    return root == "self" and held in _HELD and method in _ADDRESSED


def holds_routes(item: Definition) -> bool:
    """Tell whether a function holds the definitions that answer requests, or adds routes for them."""
    for use in item.uses:
        kind, _, attribute = use[1:].rpartition(MADE) if use.startswith(MADE) else ("", "", use[1:])
        if (kind.rpartition(".")[2] in _APPLICATIONS and attribute in _ROUTES) or (
            use.startswith((MADE, ".")) and attribute in _INNER
        ):
            return True
        # `self.router.add_api_route("/ask", self.ask)`, and `@self.app.post("/ask")` inside of a method.
        if use.startswith("self.") and (use.rpartition(".")[2] in _INNER or is_route_of_held(use)):
            return True
    return False


def adds_routes(module: ModuleSummary) -> bool:
    """Tell whether the top level of a module adds routes for functions: `app.add_url_rule(...)`."""
    return any(
        use.replace(MADE, ".").rpartition(".")[2] in _ADDED
        for use in module.uses
        if "." in use or MADE in use
    )
