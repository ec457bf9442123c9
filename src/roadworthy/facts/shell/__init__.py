"""Shell scripts: the commands in them, and which of those may fail unnoticed."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "commands": (
        "ShellCommand",
        "shell_commands",
    ),
    "functions": (
        "ArgumentRunner",
        "ShellFunction",
        "shell_functions",
    ),
}
__getattr__ = exporter(__name__, HOMES)
