"""Shell scripts: the commands in them, and which of those may fail unnoticed."""

from roadworthy.facts.shell.commands import ShellCommand as ShellCommand
from roadworthy.facts.shell.commands import shell_commands as shell_commands
