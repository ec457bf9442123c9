# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.shell.commands import ShellCommand as ShellCommand
from roadworthy.facts.shell.commands import shell_commands as shell_commands

HOMES: dict[str, tuple[str, ...]]
