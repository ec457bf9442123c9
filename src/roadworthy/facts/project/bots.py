"""Bots: programs that the messages and commands of a chat reach, through a library of that chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.core.late_re import re
from roadworthy.facts.python import Definition, last_names

if TYPE_CHECKING:
    from roadworthy.facts.python import ModuleSummary

#: Libraries of chats, and the names of what receives; what only sends to a chat has none of these.
BOTS = {
    "aiogram": "Dispatcher Router",
    "discord": "AutoShardedBot Bot Client Cog CommandTree",
    "disnake": "AutoShardedBot Bot Client Cog InteractionBot",
    "interactions": "Client Extension",
    "nextcord": "AutoShardedBot Bot Client Cog",
    "pyrogram": "Client",
    "slack_bolt": "App AsyncApp",
    "telebot": "AsyncTeleBot TeleBot",
    "telegram": "Application ApplicationBuilder CallbackContext ContextTypes Updater",
    "telethon": "NewMessage TelegramClient",
    "vkbottle": "Bot BotLabeler",
}
#: Ends of decorators that hand a function to what receives messages, commands and pressed buttons.
_DECORATORS = frozenset(
    "callback_query callback_query_handler channel_post command event hybrid_command inline_handler listen"
    " listener message message_handler on on_callback_query on_message shortcut slash_command"
    " user_command".split()
)
#: Bases of classes whose methods the library calls by their names, and how these begin.
_BASES = frozenset(
    "AutoShardedBot AutoShardedClient Bot Client Cog GroupCog InteractionBot Modal View".split()
)
_METHOD = re.compile(r"on_(?:dm|mention|message|submit|thread)\w{0,40}$")
#: What python-telegram-bot calls: a function that is given an update and its context.
_UPDATE = re.compile(r"\(\s*(?:self\s*,\s*)?_?update\b[^,()]{0,80},\s*_{0,2}(?:context|ctx)\b")


def is_bot(module: ModuleSummary) -> bool:
    """Tell whether a module imports the library of a chat, and names what receives messages by it."""
    for item in module.imports:
        names = BOTS.get(item.module.partition(".")[0]) if not item.level else None
        if names is not None and module.mentions(names.split()):
            return True
    return False


def receivers(module: ModuleSummary) -> frozenset[tuple[str, ...]]:
    """Return the routes of the definitions of a bot's module that messages or commands reach."""
    if not is_bot(module):
        return frozenset()
    classes = {item.name for item in module.definitions if not _BASES.isdisjoint(last_names(item.bases))}
    return frozenset(item.route for item in module.definitions if _receives(item, classes))


def _receives(item: Definition, classes: set[str]) -> bool:
    if item.kind == "class":
        return False
    if not _DECORATORS.isdisjoint(last_names(item.decorators)):
        return item.name != "on_ready"
    if item.owner in classes and _METHOD.match(item.name):
        return True
    return _UPDATE.search(" ".join(item.header)) is not None
