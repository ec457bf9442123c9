"""What earns the points of a service's settings: where they come from."""

from __future__ import annotations

import re

from roadworthy import (
    Answer,
    Dockerfile,
    Import,
    Location,
    ModuleSummary,
    Operations,
    Profile,
    Tree,
    is_page,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules.operations._fixed_settings import (
    back_end,
    fixed_setting,
    front_end,
    only_trains,
    provider_address,
    store_port,
)
from roadworthy_rules.operations._model_stores import text_of
from roadworthy_rules.operations._references import is_called
from roadworthy_rules.operations._serving import other_server
from roadworthy_rules.operations._shared import node_of, server, serves_model
from roadworthy_rules.operations._starting._scripts import (
    started_address,
    started_by_images,
    started_by_people,
    started_port,
)

#: What reads settings from outside of the code.
_SETTINGS = frozenset(
    "getenv BaseSettings load_dotenv dotenv_values from_env from_envvar from_prefixed_env Dynaconf env"
    " envvar expandvars".split()
)
#: A module that is named for settings of the service; what only a training reads configures none.
_SETTING = re.compile(
    r"(?i)(?:^|[/_])(?:config|configuration|constants|env|settings?)(?:_\w+)?(?:/__init__)?\.py$"
)
#: An application of Celery that is given no settings, and what gives it some later.
_BARE_CELERY = re.compile(r"\bCelery\(\s{0,20}(?:__name__|[\"'][\w.-]{0,80}[\"'])?\s{0,20},?\s{0,20}\)")
_CONFIGURES = frozenset("broker broker_url conf config_from_object".split())
#: What Streamlit reads secrets by: a file or variables of the platform; Python has a library of that name.
_SECRETS, _OF_PAGES = "secrets", "streamlit"
#: What only loads a file into the environment, and the beginnings of libraries that read it by themselves.
_LOADING = frozenset(("load_dotenv",))
_READING = (
    "anthropic azure boto3 botocore cohere comet_ml crewai dspy google groq langchain langfuse langgraph"
    " langsmith litellm llama_index mistralai mlflow openai pinecone qdrant replicate sentry_sdk supabase"
    " tavily together wandb"
).split()
#: Libraries of settings that read the environment.
_LIBRARIES = frozenset("decouple django_heroku dynaconf environs envyaml prettyconf pyaml_env".split())
#: A library whose files name variables of the environment, and how they do.
_INTERPOLATING = frozenset(("hydra", "omegaconf"))
_NAMES_VARIABLE = re.compile(r"\$\{oc\.env:")
#: How large a file of settings is that is searched, and how many are.
_SIZE, _FILES = 20_000, 50


@practice(0.5)
def settings_from_environment(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    dockerfiles: tuple[Dockerfile, ...],
    tree: Tree,
) -> Answer | None:
    """The service's settings come from its environment, not from its code.

    A variable that is read and not used is a half; beside variables that are used, it is unknown. A port
    leaves a half where it stands as a number among the settings that are read, in the script that an image
    starts, or in one that starts the server where no image, platform or command in the checkout does, also
    where another module gives the number a name. Whether a port matters that a client of a store is given
    beside a host is unknown. The address of a store, a queue, a mail server or another program that stands in
    the code, or in a program that the command of an image holds, leaves a half, and so do the file of a data
    base among the settings that are read, the name of a bucket and the key that signs sessions or tokens; a
    field of a `BaseSettings` and what `os.getenv` returns otherwise are defaults, and none of these. The
    addresses of front ends beside a port that is a number, both in the code, leave a half, too, and so does
    the address of the service in the code of a page beside it. The secrets that Streamlit is given are
    settings; whether the address of a provider beside them is one is unknown. A half are also those that only
    a page beside the service reads. A variable whose name is an address or a token is none, and neither is
    one that only a function reads which no code calls. What a server in another language reads beside code
    that reads nothing is unknown.
    """
    if not serves_model(profile):
        return None
    named = _named_in_files(modules, tree)
    reading = [
        module
        for module in modules
        if module.role == "source"
        and (
            _reads(operations, module, modules)
            or _asks_celery(module, tree)
            or (named and not module.libraries.isdisjoint(_INTERPOLATING))
        )
    ]
    if not operations.served_files and not reading:
        return untold("what serves the model was not found")
    files = operations.loaded_files or {module.path for module in reading}
    served = [module for module in reading if module.path in files]
    # A module that trains may be loaded by what serves, too: its settings are those of the training.
    own = [module for module in served if not only_trains(module)]
    # What a page beside the service reads is the page's.
    if own and server(modules) is not None and all(map(is_page, own)):
        told = f"`{own[0].path}` reads the environment", Location(own[0].path)
        return kept(told, share=0.5, reason="it is a page beside the service, which reads none")
    if own and _only_loads(own, operations, modules):
        return untold(f"whether a library reads what `{own[0].path}` loads cannot be read")
    if own:
        pages = (
            {module.path for module in modules if is_page(module)} if server(modules) is not None else set()
        )
        # What pages beside the service ask is theirs.
        asked = [m for m in modules if m.path in files - pages]
        by_name = any(map(_loads_settings, modules))
        fixed = fixed_setting(asked, own, operations, tree, by_name=by_name)
        answer = _read_by(own, operations, by_name, fixed or started_address(dockerfiles))
        if answer.share != 1:
            return answer
        started = (m for m in started_by_images(dockerfiles, modules, tree) if m.path not in pages)
        if port := started_port(started, tree, asked):
            return kept(*answer.chain, share=0.5, reason=f"`{port}` is in the code that the image starts")
        started = (m for m in started_by_people(dockerfiles, modules, tree) if m.path not in pages)
        if port := started_port(started, tree, asked):
            return kept(*answer.chain, share=0.5, reason=f"`{port}` is in the code that starts the server")
        if name := front_end(asked, tree):
            reason = f"a port and the addresses of front ends in `{name}` are in the code"
            return kept(*answer.chain, share=0.5, reason=reason)
        if name := back_end((module for module in modules if module.path in pages), tree):
            reason = f"`{name}`, where the page asks the service, is in the code"
            return kept(*answer.chain, share=0.5, reason=reason)
        if all(map(_reads_secrets, own)) and (name := provider_address(own, tree)):
            return untold(f"whether `{name}`, an address in the code, is a setting cannot be read")
        # A framework takes settings by their names, and needs some that no code names.
        known = operations.settings.idle
        if not by_name and (idle := next((known[m.path] for m in own if m.path in known), "")):
            return untold(f"other variables are used, and whether any code uses `{idle}` cannot be read")
        if port := store_port(own, tree):
            return untold(f"whether `{port}`, which a client is given, is a setting cannot be read")
        return answer
    if served:
        return untold(f"whether the service loads `{served[0].path}`, which trains, cannot be read")
    # A script of its own, which nothing imports, is started by people.
    imported = {name for module in modules for item in module.imports for name in _imported(item)}
    reading = [m for m in reading if not (m.main_uses and _stem(m) not in imported)]
    settings = next((module.path for module in reading if _SETTING.search(module.path)), "")
    # Flask and Django load settings by a name in a text.
    if settings and any(_loads_settings(module) for module in modules):
        return kept((f"`{settings}` reads the environment", Location(settings)))
    other = next(
        (m.path for m in reading if m.path not in operations.served_files and not only_trains(m)), ""
    )
    if settings or other:
        path = settings or other
        return untold(f"whether the service loads `{path}`, which reads the environment, cannot be read")
    if path := other_server(tree):
        return untold(f"whether the server of `{path}` reads the environment cannot be read")
    return lacking("no code that requests lead to reads the environment")


def _read_by(own: list[ModuleSummary], operations: Operations, by_name: bool, fixed: str) -> Answer:
    """Return the answer where some modules of what serves read the environment.

    A framework may load settings `by_name`, and use what no code does. `fixed` stands in the code instead.
    """
    unused = operations.settings.unused
    at = next((m.path for m in own if by_name or not _only_unused(m, operations)), "")
    if not at:
        told = f"`{own[0].path}` reads the environment", Location(own[0].path)
        return kept(told, share=0.5, reason=f"no code that was read uses `{unused[own[0].path]}`")
    told = f"`{at}` reads the environment", Location(at)
    if fixed:
        return kept(told, share=0.5, reason=f"`{fixed}` is in the code")
    return kept(told)


def _only_loads(own: list[ModuleSummary], operations: Operations, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether code only loads a file into the environment, and no code or known library reads it."""
    if not any(module.mentioned & _LOADING for module in own):
        return False
    read = operations.settings.used | operations.settings.unused.keys()
    if any(module.path in read or module.mentioned & _SETTINGS - _LOADING for module in own):
        return False
    if any(not module.libraries.isdisjoint(_LIBRARIES) for module in own):
        return False
    known = (name for module in modules if module.role == "source" for name in module.libraries)
    return not any(name.startswith(tuple(_READING)) for name in known)


def _only_unused(module: ModuleSummary, operations: Operations) -> bool:
    """Tell whether all that a module reads of the environment is used by nothing."""
    return module.path in operations.settings.unused and not module.mentioned & _SETTINGS - {"getenv"}


def _imported(item: Import) -> tuple[str, str]:
    return item.module.rpartition(".")[2], item.name or ""


def _stem(module: ModuleSummary) -> str:
    folder, _, name = module.path.rpartition("/")
    return folder.rpartition("/")[2] if name == "__init__.py" else name.removesuffix(".py")


def _loads_settings(module: ModuleSummary) -> bool:
    roots = module.libraries if module.role == "source" else set()
    return "django" in roots or ("flask" in roots and "from_object" in module.mentioned)


def _asks_celery(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a module leaves the address of the queue to Celery, which takes `CELERY_BROKER_URL`."""
    if "Celery" not in module.mentioned or not module.mentioned.isdisjoint(_CONFIGURES):
        return False
    return _BARE_CELERY.search(text_of(tree, module.path)) is not None


def _reads(operations: Operations, module: ModuleSummary, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether a module reads the environment; what only sets a variable does not.

    A function that no code calls reads nothing.
    """
    told = module.mentioned & _SETTINGS
    if _reads_secrets(module):
        return True
    if _only_uncalled(operations, module, modules):
        told -= {"getenv"}
    elif module.path in operations.settings.used or module.path in operations.settings.unused:
        return True
    # `getenv("https://...")` reads no variable: the name is the value.
    if module.path in operations.settings.misnamed:
        told -= {"getenv"}
    return bool(told) or any(
        item.module.partition(".")[0] in _LIBRARIES or item.module == "starlette.config"
        for item in module.imports
    )


def _reads_secrets(module: ModuleSummary) -> bool:
    """Tell whether a module reads the secrets that Streamlit is given: `st.secrets["key"]`."""
    imported = any(_SECRETS in (item.module, item.name) for item in module.imports)
    return _OF_PAGES in module.libraries and _SECRETS in module.mentioned and not imported


def _only_uncalled(operations: Operations, module: ModuleSummary, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether only functions read the environment that no code calls, and no request leads to.

    Another module may have a function of the same name for itself.
    """
    found = {".".join(item.route): item for item in module.definitions}
    within = operations.settings.within.get(module.path, frozenset())
    reading = [found.get(name) for name in within]
    if not reading or any(item is None or item.kind != "function" or item.decorators for item in reading):
        return False
    for item in filter(None, reading):
        others = [one for one in modules if one is module or not _has_its_own(one, item.name)]
        if node_of(module, item) in operations.served or is_called(item, others):
            return False
    return True


def _has_its_own(module: ModuleSummary, name: str) -> bool:
    """Tell whether a module defines a function at its top level, and imports none of that name."""
    own = any(item.route == (name,) for item in module.definitions)
    return own and not any(name in (item.name, item.alias) for item in module.imports)


def _named_in_files(modules: tuple[ModuleSummary, ...], tree: Tree) -> bool:
    """Tell whether a file of settings names variables of the environment, where a library puts them in."""
    if all(module.libraries.isdisjoint(_INTERPOLATING) for module in modules):
        return False
    files = [path for path in tree.files if path.endswith((".yaml", ".yml")) and tree.files[path] <= _SIZE]
    return any(_NAMES_VARIABLE.search(text_of(tree, path)) for path in files[:_FILES])
