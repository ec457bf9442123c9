"""Python modules: syntax trees for the first stage, summaries for the second."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "classes": (
        "Class",
        "Classes",
    ),
    "digests": (
        "FunctionDigest",
        "codes",
    ),
    "kinds": (
        "ENTER",
        "FIXTURE",
        "GIVEN",
        "HEIRS",
    ),
    "literals": (
        "Literals",
        "constants",
    ),
    "copies": (
        "digest_of",
        "digests_of",
    ),
    "blocks": ("flat_statements",),
    "composed": ("COMPOSED",),
    "details": (
        "Details",
        "detailed",
    ),
    "exports": (
        "exported",
        "is_private",
    ),
    "filekind": ("NewerPython",),
    "lookups": (
        "ALL",
        "ANY_MODULE",
        "BOUND",
        "BY_TEXT",
        "COMMAND",
        "IMPORTED",
        "IN_CODE",
        "MADE",
        "NOTED",
        "PATTERN",
        "PLACE",
        "SIGNS",
        "extensions_in",
    ),
    "magics": (
        "blank_magics",
        "is_automagic",
        "is_python_cell",
        "opened_by",
    ),
    "members": ("Members",),
    "plain_body": ("is_drawn",),
    "module": (
        "Module",
        "bound_by",
        "dotted",
        "last_name",
        "lines_within",
        "last_names",
        "read_module",
        "read_setup_py",
    ),
    "opened_literals": ("OpenedLiteral",),
    "parsing": (
        "decode",
        "parse",
    ),
    "regions": (
        "Region",
        "Regions",
    ),
    "meaning": ("Scope",),
    "resolve": (
        "resolved",
        "tails_of",
    ),
    "scopes": ("NameTable",),
    "scripts": (
        "HEADER",
        "MARKS",
        "ScriptForm",
        "script_form",
    ),
    "sourcefacts": (
        "Resource",
        "defined",
        "resources",
    ),
    "summary": (
        "Definition",
        "Import",
        "ModuleSummary",
        "Variable",
    ),
    "visitor": (
        "bindings_of",
        "nodes_of",
        "walk",
    ),
}
__getattr__ = exporter(__name__, HOMES)
