"""The project as a whole: its layout, profile and supported Pythons."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "answering": (
        "called_by_name",
        "handler_classes",
        "is_addressed",
        "is_answering_method",
        "is_decorated",
        "is_route_of_held",
    ),
    "bots": (
        "is_bot",
        "receivers",
    ),
    "entry_points": (
        "Command",
        "EntryPoint",
        "declared_entries",
    ),
    "frameworks": (
        "answers_calls",
        "is_loaded",
        "is_page",
        "page_library",
        "receives_messages",
        "serves",
        "serving_frameworks",
        "shown_by_page",
        "waited_by",
    ),
    "handed": ("handed_to_bots",),
    "images": (
        "ImageUse",
        "ImageUses",
    ),
    "kept_code": ("KeptCode",),
    "layout": ("Layout",),
    "left_out": ("LeftOut",),
    "loaded_by": ("imported_by",),
    "mentions": ("mentioned",),
    "model_calls": ("sends_prompt",),
    "model_servers": ("is_model_server",),
    "opened_paths": ("OpenedPath",),
    "profile": (
        "Profile",
        "Sign",
    ),
    "purpose": ("Purpose",),
    "pythons": (
        "PythonVersion",
        "PythonVersions",
    ),
    "reach": ("certain_modules",),
    "served_models": ("local_model",),
    "started": (
        "loads_for_sagemaker",
        "takes_event",
    ),
    "treedate": ("TreeDate",),
}
__getattr__ = exporter(__name__, HOMES)
