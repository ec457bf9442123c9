import re
from collections.abc import Iterable, Iterator

from roadworthy import Definition, Finding, ModuleSummary, Operations, Profile, Purpose, Severity, rule
from roadworthy_rules._trainings._run_together import with_imported
from roadworthy_rules.operations._log_lines import answers
from roadworthy_rules.operations._roots import APPLICATIONS, gets_root
from roadworthy_rules.operations._serving import is_receiver
from roadworthy_rules.operations._shared import node_of, server, source_names

#: Words of the last part of a route that answers whether the service is up.
_WORDS = frozenset("alive heartbeat isalive livez liveness ping readiness ready readyz status".split())
_WORD = re.compile(r"[a-z0-9]+")
#: Where a word begins in `/apiStatus`.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: What has a status of its own, as a part of a route.
_ASKED = frozenset(
    "batch batches chat chats job jobs order orders payment payments predict prediction predictions run runs"
    " task tasks train training upload uploads".split()
)
#: What else the last part of the route to such a status may say.
_PLAIN = frozenset("check current get status".split())
_NAME = re.compile(r"(?i)health|liveness|readiness|heartbeat|^(?:is_alive|livez|ping|readyz)$")
#: The same where code only mentions a name: `ping` is also a method of a data base's client.
_SAID = re.compile(r"(?i)health|liveness|readiness|heartbeat|^(?:livez|readyz)$")
#: Whose health is no service's.
_PEOPLE = re.compile(
    r"(?i)mental|fetal|insur|patient|plant|soil|crop|phys_|physical|public_health"
    r"|health_?(?:care|data|issue|plan|problem|record|risk|score|survey|tweet)"
    r"|conn_health_checks|healthy_(?:diet|eating|food|habit|life|weight)"
    r"|(?:analy[sz]e|assess|classify|detect|diagnose|estimate|predict)_?health"
    r"|health_?(?:analy[sz]e|analysis|assess\w{0,4}|classif\w{0,8}|detect\w{0,4}|diagnos\w{1,3}|predict\w{0,4})"
)
#: What makes parts of an application, which may stand below a path of their own.
_PARTS = frozenset(("APIRouter", "Blueprint", "RouteTableDef"))
_SPACES = frozenset(("Namespace", "namespace"))
#: What a handler is given where it answers for one thing that was asked for.
_ID = re.compile(
    r"\b(?:batch|chat|file|inference|job|order|prediction|request|run|session|task|training|upload)_?id\b"
)
#: What parts of an application may stand below and still speak for all of it.
_PLAIN_PREFIX = re.compile(
    r"(?i)/(?:(?:admin|api|app|common|core|general|health|info|internal|monitor\w{0,6}|public|rest|server|service"
    r"|status|system|v\d{1,2})/?){1,4}"
)
_PREFIX = frozenset(("prefix", "url_prefix"))
#: What sends requests.
_CLIENTS = frozenset("aiohttp gradio httpx locust requests streamlit urllib urllib3".split())
#: Directories of a system, whose files are no routes.
_DIRECTORIES = frozenset("app data etc home mnt opt root srv tmp usr var work workspace".split())
_MAKERS = frozenset(
    "API APIRouter Api App Application BaseHTTPRequestHandler Blueprint Bottle Configurator FastAPI Flask"
    " HTTPServer Litestar MethodView Quart Robyn RouteTableDef Sanic SimpleHTTPRequestHandler Starlette"
    " ThreadingHTTPServer add_route add_routes create_app get_asgi_application get_wsgi_application"
    " make_app make_server route urlpatterns".split()
)


@rule(Severity.WARNING, since="0.1")
def health_endpoint_missing(
    modules: tuple[ModuleSummary, ...], profile: Profile, purpose: Purpose
) -> Iterator[Finding]:
    """A service has no health endpoint.

    The platform cannot tell a healthy process from one that hangs or has not loaded its model yet: it sends
    requests to both and restarts neither. Answer `GET /health` with 200 once predictions work, and configure
    the container's probe to request it.

    The rule applies to the profile `ml-service` if the service imports a web framework.

    ```toml bad
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    def predict(row: dict) -> float:
        return 0.5
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/healthz" else 404)
    ```

    A page at `/` answers too while the process is up, and probes of load balancers request it by default. In
    the score, `GET /` of an interface earns half the points, because it may answer without the model, and a
    page for people earns none.

    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/pages.py good
    from flask import Flask

    app = Flask("churn")

    @app.route("/")
    def home() -> str:
        return "churn"
    ```

    The rule ignores lessons, whose README says what they are, batch jobs, and servers with a built-in health
    endpoint.

    ```text README.md good
    # Demo of a model behind FastAPI
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    import bentoml

    def predict(row):
        return 0.5
    ```
    """
    at = server(modules) if profile.name == "ml-service" else None
    if at is None or purpose.name == "lesson":
        return
    if not _serves(modules):
        return
    if not answers_health(modules) and not _answers_root(modules):
        yield Finding("the service has no health endpoint", at)


def _serves(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a source module makes an application or a route: code that servers share makes none."""
    return any(module.role == "source" and not module.mentioned.isdisjoint(_MAKERS) for module in modules)


def answers_health(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a source module has a route or a name that speaks of health."""
    sources = [module for module in modules if module.role == "source"]
    names = {definition.name for module in sources for definition in module.definitions}
    said = (_speaks(_SAID, name) for name in source_names(sources))
    return routed(sources) or any(_speaks(_NAME, name) for name in names) or any(said)


def has_endpoint(operations: Operations, modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a route speaks of health, or code that requests lead to does by its name."""
    modules = tuple(modules)
    if routed(modules, parts=False):
        return True
    return any(
        _speaks(_NAME, item.name)
        and node_of(module, item) in operations.served
        and not _is_at_root(module, item)
        for module in modules
        if module.role == "source"
        for item in module.definitions
    )


def _is_at_root(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether a handler answers `/`, which may answer without the model, whatever it is called.

    That of a part stands below a path.
    """
    return module.mentioned.isdisjoint(_PARTS | _SPACES) and gets_root(item)


def without_endpoint(operations: Operations, modules: Iterable[ModuleSummary]) -> tuple[ModuleSummary, ...]:
    """Return the modules of an application without such a route, of several that the project has.

    They are applications that no other module imports, each with what it imports itself.
    """
    run = [module for module in modules if module.role == "source"]
    makers = [m for m in run if not m.names.isdisjoint(APPLICATIONS) and server((m,)) is not None]
    if len(makers) < 2:
        return ()
    closures = [with_imported([maker], run) for maker in makers]
    if any(maker in closure for maker in makers for closure in closures if closure[0] is not maker):
        return ()
    return next((closure for closure in closures if not has_endpoint(operations, closure)), ())


def beside_receiver(modules: Iterable[ModuleSummary]) -> str:
    """Return a server whose code asks no model as far as is read, beside what answers messages; else ""."""
    run = [module for module in modules if module.role == "source"]
    makers = [module for module in run if server((module,)) is not None]
    served = with_imported(makers, run)
    receivers = [module for module in run if module not in served and is_receiver((module,))]
    if not receivers or any(answers(item) for module in served for item in module.definitions):
        return ""
    return makers[0].path if makers else ""


def only_asks(module: ModuleSummary) -> bool:
    """Tell whether a module sends requests and serves none, by what it imports: its routes are of others."""
    return _imports(module, _CLIENTS) and server((module,)) is None


def _speaks(pattern: re.Pattern[str], name: str) -> bool:
    """Tell whether a name speaks of the health of a service, not of people."""
    return pattern.search(name) is not None and _PEOPLE.search(name) is None


def routed(modules: Iterable[ModuleSummary], *, parts: bool = True) -> bool:
    """Tell whether a source module has a text that is a route for it.

    `parts` tells whether the status of a part counts, such as that of a camera below `/camera`.
    """
    return any(
        _is_of_health(text)
        and not any(_is_asked(prefix + text) for prefix in _prefixes(module))
        and (parts or text != "/status" or not _is_part(module))
        and not _is_of_one(module, text)
        for module in modules
        if module.role == "source"
        for text in module.texts
    )


def _is_of_one(module: ModuleSummary, text: str) -> bool:
    """Tell whether what answers a status is given the ID of what was asked for: `status(task_id: str)`.

    A text that no handler has is what a part of the application stands below.
    """
    if "status" not in text.lower():
        return False
    quoted = f'"{text}"', f"'{text}'"
    handlers = [
        item for item in module.definitions if any(quote in line for line in item.header for quote in quoted)
    ]
    if not handlers and not module.mentioned.isdisjoint(_PARTS):
        handlers = [item for item in module.definitions if item.header and item.decorators]
    return bool(handlers) and all(_ID.search(" ".join(item.header)) for item in handlers)


def _is_part(module: ModuleSummary) -> bool:
    """Tell whether the routes of a module stand below a prefix of their own, which names a thing."""
    if module.mentioned.isdisjoint(_PARTS) or module.mentioned.isdisjoint(_PREFIX):
        return False
    return not any(map(_PLAIN_PREFIX.fullmatch, module.texts - {"/status"}))


def _prefixes(module: ModuleSummary) -> tuple[str, ...]:
    """Return what the routes of a module may stand below: a router or blueprint has a path of its own."""
    below = () if module.mentioned.isdisjoint(_PARTS) else (text.rstrip("/") for text in module.texts)
    return ("", *(text for text in below if text.rpartition("/")[2] in _ASKED))


def _is_of_health(text: str) -> bool:
    """Tell whether a text is a route whose last part speaks of health; a live chat is `/live`, too."""
    *above, last = _HUMP.sub("-", text).lower().rstrip("/").split("/")
    if not above or above[0] or not last:
        return False
    # A file is none, and what a query belongs to is what others ask.
    if "." in last or "?" in last or (len(above) > 1 and above[1] in _DIRECTORIES):
        return False
    # What a model says of the health of people or plants is an answer.
    if _PEOPLE.search(last.replace("-", "_")):
        return False
    words = _WORD.findall(last)
    near = above[-1].startswith("health") or len(above) == 1
    return not _WORDS.isdisjoint(words) or any(
        word.startswith("health") or (word == "live" and near) for word in words
    )


def _is_asked(route: str) -> bool:
    """Tell whether a route answers the status of something that was asked for, not of the service."""
    *parts, last = route.lower().strip("/").split("/")
    given = any(part.startswith(("{", "<", ":")) for part in parts)
    words = set(_WORD.findall(last))
    # `/datasets/{id}/training-status` is the status of a training.
    return "status" in words and (
        bool(words & _ASKED) or ((given or not _ASKED.isdisjoint(parts)) and words <= _PLAIN)
    )


def _imports(module: ModuleSummary, libraries: frozenset[str]) -> bool:
    return any(item.module.partition(".")[0] in libraries for item in module.imports)


def _answers_root(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module that serves has a route `/`, which the probes of load balancers request."""
    return any("/" in module.texts and server((module,)) is not None for module in modules)
