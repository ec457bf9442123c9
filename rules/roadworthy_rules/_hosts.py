"""Programs that run code themselves: the modules that only they have, and the names that they give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Module, ModuleSummary

#: Modules that only exist inside a program which loads scripts from a directory: editors, applications for
#: graphics and media, disassemblers, schedulers, the JVM, and boards.
HOST_MODULES = frozenset(
    "adsk airflow arcpy bpy burp c4d digitalio FreeCAD FreeCADGui gdb ghidra gimp gimpfu hexchat hou"
    " ida_kernwin idaapi idautils idc java javax krita lldb locust machine maya micropython neovim nuke"
    " pcbnew pymel pymxs renpy rhinoscriptsyntax sublime sublime_plugin uasyncio unreal utime vim weechat"
    " xbmc xbmcaddon xbmcgui xbmcplugin xbmcvfs".split()
)
#: Which part of the scripts has to use such a module: the others are their helpers.
_SHARE = 3

#: What shows that Snakemake runs a script: it reads what the rule says.
_SNAKEMAKE = re.compile(
    r"\bsnakemake\.(?:config|input|log|output|params|resources|rule|scriptdir|source|threads|wildcards)\b"
)
#: SCons and PlatformIO bind what a script asks for.
_SCONS = re.compile(r"""^Import\(\s*+((?:["'][\w ]++["'][\s,]*+)++)\)""", re.MULTILINE)
_SCONS_NAMES = frozenset(
    "ARGUMENTS AddOption Alias AlwaysBuild BUILD_TARGETS Builder COMMAND_LINE_TARGETS CacheDir Command Copy"
    " Default DefaultEnvironment Depends Dir Environment Exit Export File GetOption Glob Help Import Return"
    " SConscript".split()
)
#: web2py runs models and controllers among dozens of names.
_WEB2PY = re.compile(r"\bdb\.define_table\(|\bresponse\.(?:files|flash|generic_patterns|menu)\b|\bSQLFORM\b")
#: MicroPython's compiler knows `const` without an import.
_BOARD = re.compile(
    r"^[ \t]*+(?:import|from) (?:espnow|machine|micropython|network|uasyncio|utime)\b", re.MULTILINE
)
_WORD = re.compile(r"\w++")
#: Names that no one but a host has in mind, with what it gives beside them: "*" where that is too much.
_UNMISTAKABLE = {
    "AdminApp": "AdminApp AdminConfig AdminControl AdminTask Help",
    "AdminConfig": "AdminApp AdminConfig AdminControl AdminTask Help",
    "AdminControl": "AdminApp AdminConfig AdminControl AdminTask Help",
    "AdminTask": "AdminApp AdminConfig AdminControl AdminTask Help",
    "SQLFORM": "*",
    "XSCRIPTCONTEXT": "XSCRIPTCONTEXT",
    "currentProgram": "*",
    "ghenv": "*",
    "startEdit": "*",
}


#: The base of an image whose function AWS Lambda calls.
_LAMBDA_BASE = re.compile(r"(?im)^[ \t]*FROM[ \t]+\S{0,200}(?:lambda/python|aws-lambda-python)")
#: Files at the root of what a platform takes as it lies: functions, actions, scripts of a build for boards.
DEPLOYED = (
    ".chalice/config.json action.yaml action.yml galaxy.yml host.json platformio.ini samconfig.toml"
    " serverless.yaml serverless.yml template.yaml template.yml".split()
)


def names_of_host(text: str) -> frozenset[str]:
    """Return the names that the program which runs a module gives it, by its text; `*` if it gives many."""
    found: set[str] = set()
    if "snakemake." in text and _SNAKEMAKE.search(text):
        found.add("snakemake")
    if "Import(" in text:
        for match in _SCONS.finditer(text):
            found.update(_SCONS_NAMES, _WORD.findall(match[1]))
    if ("response." in text or "db." in text or "SQLFORM" in text) and _WEB2PY.search(text):
        found.add("*")
    if "import qgis" in text or "from qgis" in text:
        found.add("iface")
    if "const(" in text and _BOARD.search(text):
        found.add("const")
    if "FreeCAD" in text:
        found.update(("App", "FreeCAD", "FreeCADGui", "Gui"))
    return frozenset(found)


def names_with(unbound: Iterable[str]) -> frozenset[str]:
    """Return the names that come with those that nothing binds, if one of these tells which program it is."""
    return frozenset(name for word in unbound for name in _UNMISTAKABLE.get(word, "").split())


def is_migration(module: Module) -> bool:
    """Tell whether a module is the `env.py` by which Alembic runs migrations, from top to bottom."""
    return module.path.rpartition("/")[2] == "env.py" and "from alembic import" in module.text


def is_lambda_image(text: str) -> bool:
    """Tell whether AWS Lambda calls a function of an image, by the text of its Dockerfile."""
    return "lambda" in text and _LAMBDA_BASE.search(text) is not None


def is_started_by_host(text: str) -> bool:
    """Tell whether a program reads a script from top to bottom, and never imports it."""
    if "snakemake." not in text and "Import(" not in text:
        return False
    return bool(names_of_host(text) & {"snakemake", "Import"})


def are_plugins(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether scripts are a program's plug-ins, which it loads from where they lie."""
    every = list(modules)
    inside = sum(
        any(item.module.partition(".")[0] in HOST_MODULES and not item.level for item in module.imports)
        for module in every
    )
    return inside * _SHARE >= len(every) > 0
