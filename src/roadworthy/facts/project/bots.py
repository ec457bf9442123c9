"""Bots, which the messages of a chat reach through its library, and what other protocols call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy.core.late_re import re
from roadworthy.facts.python import Definition, last_names

if TYPE_CHECKING:
    from roadworthy.facts.python import Import, ModuleSummary

#: Libraries of chats, and the names of what receives; what only sends to a chat has none of these.
BOTS = {
    "aiogram": "Dispatcher Router",
    "balethon": "Client",
    "botbuilder": "ActivityHandler TeamsActivityHandler",
    "botpy": "Client",
    "dingtalk_stream": "ChatbotHandler AsyncChatbotHandler",
    "discord": "AutoShardedBot Bot Client Cog CommandTree",
    "disnake": "AutoShardedBot Bot Client Cog InteractionBot",
    "errbot": "BotPlugin",
    "guilded": "Bot Client",
    "hikari": "GatewayBot",
    "hydrogram": "Client",
    "interactions": "Client Extension",
    "khl": "Bot",
    "maubot": "Plugin",
    "maxapi": "Dispatcher Router",
    "mmpy_bot": "Plugin listen_to",
    "nextcord": "AutoShardedBot Bot Client Cog",
    "nio": "add_event_callback",
    "nonebot": "on_command on_fullmatch on_keyword on_message on_regex on_startswith",
    "pyrogram": "Client",
    "pywa": "WhatsApp",
    "pywa_async": "WhatsApp",
    "revolt": "Client CommandsClient",
    "rubpy": "BotClient Client",
    "simplematrixbotlib": "Bot",
    "slixmpp": "ClientXMPP",
    "slack_bolt": "App AsyncApp",
    "slack_sdk": "SocketModeClient",
    "telebot": "AsyncTeleBot TeleBot",
    "telegram": "Application ApplicationBuilder CallbackContext ContextTypes Updater",
    "telethon": "NewMessage TelegramClient",
    "twitchio": "Bot Client",
    "vk_api": "VkBotLongPoll VkLongPoll",
    "vkbottle": "Bot BotLabeler",
}
#: Ends of decorators that hand a function to what receives messages, commands and pressed buttons.
RECEIVING = frozenset(
    "botcmd business_message callback_query callback_query_handler channel_post command event hybrid_command"
    " inline_handler inline_query listen listen_to listener message message_created message_handler"
    " on on_callback_query on_custom_event on_message on_message_event passive private_message shortcut"
    " slash_command user_command".split()
)
#: Bases of classes whose methods the library calls by their names, and how these begin.
_BASES = frozenset(
    "ActivityHandler AutoShardedBot AutoShardedClient Bot Client Cog GroupCog InteractionBot Modal"
    " TeamsActivityHandler View".split()
)
_METHOD = re.compile(r"on_(?:at_|c2c_|direct_|group_at_)?(?:dm|mention|message|submit|thread)\w{0,40}$")
#: The end of a decorator by which a bot of Discord repeats a function.
_LOOP = "loop"
#: What python-telegram-bot calls: a function that is given an update and its context.
_UPDATE = re.compile(r"\(\s*(?:self\s*,\s*)?_?update\b[^,()]{0,80},\s*_{0,2}(?:context|ctx)\b")
#: What MCP calls: the ends of decorators that make a tool, a prompt or a resource of a function.
_TOOLS = "call_tool get_prompt prompt read_resource resource tool"
#: Libraries of other protocols and platforms, and the ends of decorators that hand a function to them.
_DECORATED = {
    "beam": "asgi endpoint task_queue",
    "fastmcp": _TOOLS,
    "jina": "requests",
    "linebot": "add default",
    "livekit": "function_tool rtc_session",
    "mcp": _TOOLS,
    "nonebot": "got handle receive",
    "potassium": "background handler",
    "pytriton": "batch",
}
#: Libraries that call methods of classes that inherit from theirs.
_INHERITED = {
    "dingtalk_stream": "AsyncChatbotHandler ChatbotHandler",
    "livekit": "Agent",
    "socketserver": "BaseRequestHandler DatagramRequestHandler StreamRequestHandler",
    "wyoming": "AsyncEventHandler",
}
#: Classes that platforms look for by their names, without a library, and the methods that they call.
CLASSES_BY_NAME = {"EndpointHandler": "__call__", "InferlessPythonModel": "infer"}
#: What the library of MQTT calls, as it is named.
_ON_MESSAGE = "on_message"
#: Libraries of commands that are typed, whose decorators have the same names.
_TYPED_COMMANDS = frozenset("asyncclick click cyclopts typer".split())
#: What libraries give to each function that they call.
_GIVEN = {"aiogram_dialog": "DialogManager", "livekit": "JobContext"}


def is_bot(module: ModuleSummary) -> bool:
    """Tell whether a module imports the library of a chat, and names what receives messages by it.

    Another module may make that: `from loader import router`, and `@router.message()`.
    """
    known = [BOTS[name] for item in module.imports if (name := _library(item)) in BOTS]
    return any(module.mentions(names.split()) for names in known) or (bool(known) and _is_handed(module))


def _library(item: Import) -> str:
    return "" if item.level else item.module.partition(".")[0]


def _is_handed(module: ModuleSummary) -> bool:
    """Tell whether a decorator hands a function to a receiver that a module imports from the project."""
    if not _TYPED_COMMANDS.isdisjoint(module.libraries):
        return False
    given = {item.binds for item in module.imports if item.name and _library(item) not in BOTS}
    return any(
        root in given and end in RECEIVING
        for item in module.definitions
        for root, end in map(_parts, item.decorators)
    )


def _parts(decorator: str) -> tuple[str, str]:
    """Return the first and the last name of a decorator: `router` and `message`."""
    plain = decorator.removesuffix("()")
    return plain.partition(".")[0], plain.rpartition(".")[2] if "." in plain else ""


def receivers(module: ModuleSummary) -> frozenset[tuple[str, ...]]:
    """Return the routes of the definitions that messages, commands or calls of a protocol reach."""
    found = set(_called(module))
    if is_bot(module):
        classes = {item.name for item in module.definitions if not _BASES.isdisjoint(last_names(item.bases))}
        found.update(item.route for item in module.definitions if _receives(item, classes))
    return frozenset(found)


def repeated(module: ModuleSummary) -> Iterator[tuple[str, ...]]:
    """Yield the routes of the functions that a bot repeats: `@tasks.loop(seconds=1)`."""
    if is_bot(module):
        for item in module.definitions:
            if item.kind != "class" and _LOOP in last_names(item.decorators):
                yield item.route


def _receives(item: Definition, classes: set[str]) -> bool:
    if item.kind == "class":
        return False
    if not RECEIVING.isdisjoint(last_names(item.decorators)):
        return item.name != "on_ready"
    if item.owner in classes and _METHOD.match(item.name):
        return True
    return _UPDATE.search(" ".join(item.header)) is not None


def _called(module: ModuleSummary) -> Iterator[tuple[str, ...]]:
    """Yield the routes of the definitions that a library calls which is of no chat."""
    roots = module.libraries
    decorators = {end for root in roots & _DECORATED.keys() for end in _DECORATED[root].split()}
    given = [_GIVEN[root] for root in roots & _GIVEN.keys()]
    bases = {base for root in roots & _INHERITED.keys() for base in _INHERITED[root].split()}
    classes = {item.name for item in module.definitions if bases and bases & last_names(item.bases)}
    for item in module.definitions:
        if item.kind == "class":
            continue
        called = item.owner in classes and item.name != "__init__"
        called = called or (bool(decorators) and not decorators.isdisjoint(last_names(item.decorators)))
        called = called or CLASSES_BY_NAME.get(item.owner) == item.name
        called = called or (item.name == _ON_MESSAGE and "paho" in roots)
        if called or any(name in " ".join(item.header) for name in given):
            yield item.route
