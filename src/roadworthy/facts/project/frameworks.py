"""What a module serves with: frameworks, consumers of messages, and libraries of pages.

It is decided here for all: what kind of project it is, which model answers, and what starts the code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from roadworthy.facts.project.bots import BOTS, is_bot
from roadworthy.facts.python import Import, ModuleSummary

#: Libraries that show a script as a page.
_PAGES = frozenset(
    "chainlit dash flet gradio h2o_wave justpy mesop nicegui panel pywebio reflex shiny solara streamlit"
    " taipy vizro".split()
)
#: Of these, the ones that load the script of a page as a module.
_LOADING = frozenset("chainlit h2o_wave mesop panel reflex shiny solara".split())
#: Of these, the ones whose decorators hand functions to them: `@ui.page("/")`, `@render.text`.
_DECORATING = frozenset("h2o_wave mesop nicegui shiny solara vizro".split())
#: Frameworks to serve with.
_FRAMEWORKS = frozenset(
    "a2a aiohttp apiflask bentoml blacksheep bottle chalice connexion django emmett esmerald falcon fastapi"
    " fasthtml flask flask_openapi3 functions_framework gradio kserve litestar litserve mesop microdot"
    " mlserver ninja pyramid pywebio quart ray robyn runpod sanic seldon_core starlette starlite streamlit"
    " taipy".split()
)
#: Frameworks that packages import as well to show something, or to serve the code of others.
_BROUGHT = frozenset(
    "aws_lambda_powertools azure chainlit cherrypy cog dash flask_restful flask_restx flask_smorest flet"
    " h2o_wave justpy langserve nicegui panel reflex rest_framework shiny solara tornado"
    " triton_python_backend_utils ts vizro".split()
)
#: The modules that serve, of libraries that also do something else.
_PARTS = {
    "a2a": frozenset(("server",)),
    "aiohttp": frozenset(("web",)),
    "aws_lambda_powertools": frozenset(("event_handler",)),
    "azure": frozenset(("functions",)),
    "ray": frozenset(("serve",)),
    "tornado": frozenset(("web",)),
    "ts": frozenset(("torch_handler",)),
}
#: Brokers of messages, and the names that receive from them.
_BROKERS = {
    "aio_pika": "consume iterator",
    "aiokafka": "AIOKafkaConsumer",
    "aiomqtt": "messages subscribe",
    "arq": "run_worker WorkerSettings",
    "azure": "EventHubConsumerClient get_queue_receiver get_subscription_receiver",
    "boto3": "receive_message receive_messages",
    "celery": "Celery shared_task task",
    "confluent_kafka": "Consumer DeserializingConsumer",
    "dramatiq": "actor",
    "faust": "agent",
    "faststream": "subscriber",
    "google": "SubscriberClient",
    "huey": "Huey MemoryHuey RedisHuey SqliteHuey task",
    "kafka": "KafkaConsumer",
    "kombu": "Consumer ConsumerMixin",
    "nats": "subscribe",
    "paho": "message_callback_add on_message",
    "pika": "basic_consume",
    "quixstreams": "dataframe get_consumer",
    "redis": "blmove blpop brpop brpoplpush bzpopmin lpop psubscribe rpop subscribe xread xreadgroup",
    "rq": "SimpleWorker Worker",
    "taskiq": "task",
    "taskiq_aio_pika": "AioPikaBroker task",
    "taskiq_nats": "NatsBroker task",
    "taskiq_redis": "ListQueueBroker PubSubBroker RedisStreamBroker task",
}
#: Libraries that can receive messages or calls, and the names that do it.
_WAITING = {
    **_BROKERS,
    "beam": "asgi endpoint task_queue",
    "fastmcp": "FastMCP",
    "grpc": "server",
    "http": "BaseHTTPRequestHandler SimpleHTTPRequestHandler",
    "jina": "Deployment Executor Flow",
    "livekit": "AgentServer AgentSession VoiceAssistant VoicePipelineAgent WorkerOptions",
    "mcp": "FastMCP Server",
    "modal": "asgi_app fastapi_endpoint web_endpoint wsgi_app",
    "potassium": "Potassium",
    "pyspark": "readStream",
    "pytriton": "Triton",
    "socket": "accept",
    "socketio": "AsyncServer Server",
    "socketserver": "BaseRequestHandler DatagramRequestHandler StreamRequestHandler",
    "websockets": "serve",
    "wyoming": "AsyncEventHandler AsyncServer",
    "zmq": "REP ROUTER",
}
#: Of these, the ones whose calls are no requests over HTTP.
_CALLED = _BROKERS.keys() | frozenset(
    "fastmcp grpc livekit mcp socket socketio socketserver websockets wyoming zmq".split()
)
#: Of the brokers, the ones whose own workers start the functions that are handed to them.
_STARTED = frozenset(
    "arq celery dramatiq faust faststream huey rq taskiq taskiq_aio_pika taskiq_nats taskiq_redis".split()
)
#: The suffix of modules that gRPC generates.
_STUBS = "_pb2_grpc"


def framework(item: Import) -> str | None:
    """Return the framework that an import brings in to serve with."""
    return _framework(item, _FRAMEWORKS)


def weak_serving_imports(module: ModuleSummary) -> Iterator[tuple[Import, str]]:
    """Yield imports of what serves or waits for messages, with its name, that a library may have as well."""
    for item in module.imports:
        name = item.module.partition(".")[0]
        if found := _framework(item, _BROUGHT):
            yield item, found
        elif not item.level and _waits(name, module):
            yield item, name


def _waits(name: str, module: ModuleSummary) -> bool:
    """Tell whether a module receives messages or calls by a library that can."""
    if name in BOTS:
        return is_bot(module)
    return name in _WAITING and module.mentions(_WAITING[name].split())


def receives_messages(module: ModuleSummary) -> bool:
    """Tell whether a module receives messages of a broker or a chat, and answers no requests of its own."""
    return any(name in _BROKERS or name in BOTS for name in _waiting_by(module))


def answers_calls(module: ModuleSummary) -> bool:
    """Tell whether a module answers messages, or calls that are no requests over HTTP, such as gRPC's."""
    return any(name in _CALLED or name in BOTS for name in _waiting_by(module))


def waited_by(module: ModuleSummary) -> frozenset[str]:
    """Return the names by which a module itself takes messages of a broker, or calls of a protocol."""
    known = (name for name in _waiting_by(module) if name in _CALLED - _STARTED)
    words = frozenset(word for name in known for word in _WAITING[name].split())
    # To join all that a module mentions takes time.
    return words & module.mentioned if words else words


def _waiting_by(module: ModuleSummary) -> Iterator[str]:
    """Yield the names of what a module waits for messages or calls with, if it answers no requests."""
    if not serving_frameworks(module):
        yield from (name for _, name in weak_serving_imports(module))


def serves(module: ModuleSummary) -> bool:
    """Tell whether a module imports something with which it answers requests or messages."""
    if any(map(framework, module.imports)) or any(weak_serving_imports(module)):
        return True
    return any(item.module.endswith(_STUBS) for item in module.imports)


def _framework(item: Import, known: Collection[str]) -> str | None:
    name, _, rest = item.module.partition(".")
    if item.level or name not in known:
        return None
    parts = _PARTS.get(name)
    if parts is not None and parts.isdisjoint((item.name, *rest.split("."))):
        return None
    # The others are named as they are installed.
    return f"{name}.{min(parts)}" if parts and name in ("azure", "ray") else name


def serving_frameworks(module: ModuleSummary) -> frozenset[str]:
    """Return the frameworks with which a module answers requests; those of pages are none of them."""
    known = _FRAMEWORKS | _BROUGHT
    return frozenset(filter(None, (_framework(item, known) for item in module.imports))) - _PAGES


def page_library(module: ModuleSummary) -> str:
    """Return the library whose page the script of a module is, "" where it is none."""
    roots = {item.module.partition(".")[0] for item in module.imports if not item.level}
    return min(roots & _PAGES, default="")


def is_loaded(library: str) -> bool:
    """Tell whether a library of pages loads their scripts as modules: their main blocks do not run."""
    return library in _LOADING


def shown_by_page(module: ModuleSummary) -> Iterator[tuple[str, ...]]:
    """Yield the routes of the functions of a module that a decorator hands to a library of pages."""
    roots = {item.binds for item in module.imports if item.module.partition(".")[0] in _DECORATING}
    for item in module.definitions if roots else ():
        if any(one.partition(".")[0].removesuffix("()") in roots for one in item.decorators):
            yield item.route


def is_page(module: ModuleSummary) -> bool:
    """Tell whether the script of a module is a page."""
    return bool(page_library(module))
