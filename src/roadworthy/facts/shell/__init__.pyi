# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.shell.commands import ShellCommand as ShellCommand
from roadworthy.facts.shell.commands import shell_commands as shell_commands
from roadworthy.facts.shell.functions import ArgumentRunner as ArgumentRunner
from roadworthy.facts.shell.functions import ShellFunction as ShellFunction
from roadworthy.facts.shell.functions import shell_functions as shell_functions

HOMES: dict[str, tuple[str, ...]]
