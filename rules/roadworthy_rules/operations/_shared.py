"""What the rules on operations look for in code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from roadworthy import Location, Sign, is_page

if TYPE_CHECKING:
    from roadworthy import Definition, Import, ModuleSummary, Profile, Span

#: What serves requests.
_SERVERS = frozenset(
    "aiohttp.web bottle django falcon fastapi flask http.server litestar pyramid quart sanic starlette"
    " tornado.web wsgiref".split()
)
_STANDARD = frozenset(("http.server", "wsgiref"))
#: The profile of what serves a model.
SERVICE = "ml-service"
#: What serves models, with an endpoint for health and one for metrics.
_COMPLETE = frozenset("bentoml kserve litserve mlserver ray seldon_core".split())
#: Attributes of people by which a model may treat them differently.
_PEOPLE = frozenset(
    "age applicant_age customer_age employee_age ethnicity gender marital marital_status maritalstatus"
    " nationality patient_age person_age race religion sex statut_marital user_age".split()
)
#: The same at the end of longer names, such as those of columns.
_ENDS = ("_ethnicity", "_gender", "_nationality")
#: Libraries of models that others have trained, and of services that answer with them.
_PRETRAINED = frozenset(
    "anthropic autogen cohere crewai ctranslate2 diffusers dspy easyocr faster_whisper google.genai"
    " google.generativeai groq haystack huggingface_hub insightface langchain langchain_anthropic"
    " langchain_community langchain_core langchain_google_genai langchain_groq langchain_openai langgraph"
    " litellm llama_cpp llama_index mistralai ollama openai paddleocr pydantic_ai replicate"
    " sentence_transformers spacy tensorflow_hub together torchvision transformers ultralytics vertexai vllm"
    " whisper".split()
)
#: What trains a model, or brings back one that was trained by the project itself.
_TRAINING = frozenset(
    "Trainer fit fit_generator fine_tune joblib load_state_dict mlflow partial_fit train train_model"
    " train_on_batch training_step".split()
)
#: What brings back a model or anything else, and how the former is asked.
_STORED = frozenset(("cloudpickle", "dill", "pickle"))
_ASKED = frozenset(("predict", "predict_proba"))
#: Methods that ask a model, whatever their library is.
_ASKING = frozenset(
    "decision_function detect fit_predict forecast forward generate infer inference inverse_transform invoke"
    " kneighbors load_model predict predict_log_proba predict_proba predict_step recommend score_samples"
    " similarity topk transcribe".split()
)
#: Libraries whose models are functions, and what serves or stores models.
_CALLABLE = _PRETRAINED | frozenset(
    "bentoml jax joblib keras lightning mlflow onnxruntime skops tensorflow tflite_runtime torch".split()
)
_PREDICTING = ("predict", "predict_proba", "inference", "invoke")


def node_of(module: ModuleSummary, item: Definition) -> tuple[str, str]:
    """Return a definition as `Operations` holds it: the path of its module, and its dotted name there."""
    return module.path, ".".join(item.route)


def source_names(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return every name that source modules import or mention: what is only defined is not used."""
    found: set[str] = set()
    for module in modules:
        if module.role != "source":
            continue
        found.update(module.names)
        for item in module.imports:
            found.update(item.module.split("."))
            found.add(item.name or "")
        for definition in module.definitions:
            names = definition.names
            found.update(names - {definition.name} if definition.name in names else names)
    return frozenset(found)


def server(modules: Iterable[ModuleSummary], *, plain: bool = True) -> Location | None:
    """Return where a source module imports what serves requests, unless that sees to operations itself.

    What serves models in one module says nothing of a server in another. `plain` tells whether the servers of
    the standard library count.
    """
    servers = _SERVERS if plain else _SERVERS - _STANDARD
    for module in modules:
        imports = list(_imports(module)) if module.role == "source" else []
        if any(names & _COMPLETE for _, names in imports):
            continue
        for span, names in imports:
            if names & servers:
                return Location(module.path, span=span)
    return None


def pages(modules: Iterable[ModuleSummary]) -> Iterator[ModuleSummary]:
    """Yield the scripts of pages."""
    return (module for module in modules if module.role == "source" and is_page(module))


def is_only_page(modules: Iterable[ModuleSummary], profile: Profile) -> bool:
    """Tell whether the model is only behind a page that people start for themselves, and no image holds it.

    Such a page shows its answers to the one who asks.
    """
    modules = tuple(modules)
    return any(pages(modules)) and server(modules) is None and Sign.FILE not in profile.signs


def is_pretrained(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether the only models are those that others trained, on data that the project does not have."""
    imported: set[str] = set()
    named: set[str] = set()
    for module in modules:
        imported |= {name for item in module.imports for name in _beginnings(item)}
        named |= module.mentioned | {item.name for item in module.definitions}
    if (named | imported) & _TRAINING or (imported & _STORED and named & _ASKED):
        return False
    return bool(imported & _PRETRAINED)


def _beginnings(item: Import) -> tuple[str, str]:
    """Return the first part of what an import names, and the first two: `google.genai`."""
    parts = [*item.module.split("."), item.name or ""]
    return parts[0], ".".join(parts[:2])


def predictor(modules: Iterable[ModuleSummary]) -> Location | None:
    """Return the first definition in a source module that predicts."""
    for name in _PREDICTING:
        for module in modules:
            for item in module.definitions if module.role == "source" else ():
                if item.name == name:
                    return Location(module.path, item.route, item.span)
    return None


def uses_model(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a source module may ask a model: it calls a method that predicts, or a model directly.

    A handler that is named `predict` may answer by rules.
    """
    for module in modules:
        if module.role != "source":
            continue
        if not _CALLABLE.isdisjoint(name for item in module.imports for name in _beginnings(item)):
            return True
        uses = {*module.uses, *module.main_uses, *(use for item in module.definitions for use in item.uses)}
        if any("." in use and use.rpartition(".")[2] in _ASKING for use in uses):
            return True
    return False


def _imports(module: ModuleSummary) -> Iterator[tuple[Span, frozenset[str]]]:
    """Yield each import's place, with its name and those above: `a`, `a.b` and `a.b.c`."""
    for item in module.imports:
        parts = [] if item.level else [*item.module.split("."), *filter(None, [item.name])]
        yield item.span, frozenset(".".join(parts[:length]) for length in range(1, len(parts) + 1))


def names_people(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether source modules name attributes of people: a field, a column, a parameter.

    An age alone may be that of a file, a job or a house.
    """
    named = (name.lower() for module in modules if module.role == "source" for name in _named(module))
    return any((name in _PEOPLE and name != "age") or name.endswith(_ENDS) for name in named)


def _named(module: ModuleSummary) -> frozenset[str]:
    return module.mentioned | {item.name for item in module.definitions}


def serves_model(profile: Profile) -> bool:
    """Tell whether the project is a service whose model something in it serves."""
    return profile.name == SERVICE and profile.is_served
