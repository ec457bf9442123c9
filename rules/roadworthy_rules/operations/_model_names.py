"""What says of which version a model is beside the call that loads it: a pointer, a package, a default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from roadworthy import Location, kept, lacking, untold
from roadworthy_rules.operations._model_pulls import LOCK, locked_models
from roadworthy_rules.operations._model_stores import text_of

if TYPE_CHECKING:
    from roadworthy import Answer, Dependency, Dockerfile, ModuleSummary, Operations, Tree

#: Packages whose release fixes the weights, by their names, by which import they are loaded, and what loads
#: them: some are weights and nothing else, some know the addresses and hashes of those that they download.
_PACKAGES = {
    re.compile(r"face-recognition-models"): ("face_recognition", ""),
    re.compile(r"[a-z]{2}-(?:core|dep|ent|sent)-[a-z]{2,12}-(?:sm|md|lg|trf)"): ("spacy", ""),
    re.compile(r"easyocr"): ("easyocr", "Reader"),
    re.compile(r"insightface"): ("insightface", "FaceAnalysis"),
    re.compile(r"openai-whisper"): ("whisper", "load_model"),
    re.compile(r"paddleocr"): ("paddleocr", "PaddleOCR"),
}
#: A model of spaCy by the address of its wheel, and the files that have it.
_WHEEL = re.compile(
    r"(?m)^[^#\n]{0,200}?https?://[^\s#]{1,200}/([a-z]{2}_(?:core|dep|ent|sent)_[a-z]{2,12}_(?:sm|md|lg|trf))"
    r"-\d{1,5}\.\d{1,5}[\w.-]{0,40}\.(?:whl|tar\.gz)\b"
)
_INSTALLED = re.compile(r"(?:[^/]{1,200}/){0,20}(?:requirements[\w.-]{0,40}\.txt|Dockerfile[\w.-]{0,40})")
#: A release in the address of a package: `en_core_web_sm-3.7.1`.
_RELEASE = re.compile(r"-\d{1,5}\.\d{1,5}")
#: Files of settings, and the address of a model in a registry: its version, stage or alias.
_SETTINGS = (".json", ".toml", ".yaml", ".yml")
# A volume of Compose looks like it: `./models:/app/models`.
_ADDRESS = re.compile(
    r"(?<![\w./-])models:/[\w.-]{1,100}"
    r"(?:/(\d{1,9})\b|/(?i:archived|latest|none|production|staging)\b|@\w{1,40})(?!\w|[\w/]*\{)"
)
#: An address that code fills with a version of its settings, and that version in a file of these.
_FILLED = re.compile(r"models:/\{[^{}\n]{1,80}\}/\{[^{}\n]{0,80}(?i:version)[^{}\n]{0,20}\}")
_ASKED = re.compile(r"(?i:cfg|conf|config|params|settings)[\w.\[\]\"']{0,80}[.\[][\"']?model_version\b")
_GIVEN = re.compile(r"(?m)^[ \t]{0,12}[\"']?model_version[\"']?[ \t]?:[ \t]?[\"']?([\w.-]{1,40})")
_SIZE = 50_000
#: A file of a model in a file of settings, and a version in the name of one.
_WEIGHTS = re.compile(
    r"(?<![\w.-])[\w.-]{1,100}\.(?:ckpt|h5|joblib|keras|onnx|pickle|pkl|pt|pth|safetensors|tflite)(?![\w.-])"
)
_VERSIONED = re.compile(r"(?:[\w.-]{1,60}/){0,6}[\w-]{1,100}[_-]v\d{1,9}(?:[._]\d{1,9}){0,3}\.[a-z]\w{0,10}")
_OF_VERSION = re.compile(r"[_-]v\d{1,9}(?:[._]\d{1,9}){0,3}\.[a-z]")
#: A call that brings a model of the hub by a revision, whatever else it is given.
_BY_REVISION = re.compile(
    r"\b(CrossEncoder|SentenceTransformer|WhisperModel|pipeline)\((?:[^()]|\([^()]{0,200}\)){0,400}?"
    r"\brevision[ ]?=[ ]?(?!None\b|[\"'](?:main|master)[\"'])"
)
_HUB = frozenset("faster_whisper sentence_transformers transformers".split())
#: What an image or a script downloads with a version in its name, or of a release.
_DOWNLOADED = re.compile(
    r"(?mi)^[^#\n]{0,200}\b(?:wget|curl|add)\b[^#\n]{0,200}?https?://[^\s\"'#]{1,200}/"
    r"([\w.-]{0,60}(?:ckpt|model|weights)[\w.-]{0,60}?[-_]v?\d{1,3}(?:\.\d{1,3}){1,2}[\w.-]{0,40})"
    r"(?=[\s\"'?]|$)"
)
_STARTS = re.compile(r"(?i)(?:[^/]{1,200}/){0,20}[\w.-]{1,80}\.sh")
#: What brings an object back from bytes, and what brings those from a table.
_UNPICKLES = frozenset("cloudpickle.loads dill.loads pickle.loads".split())
_ROWS = frozenset("execute fetchone find_one objects query scalar session".split())
#: The model that code asks for where the environment names none.
_BY_DEFAULT = re.compile(
    r"\b(?:environ\.get|getenv)\(\s{0,40}[\"']\w{0,40}(?i:model)\w{0,40}[\"']\s{0,40},\s{0,40}"
    r"[\"']([\w.-]{1,60}/[\w.:-]{1,80})[\"']"
)
#: Part of such a name that is a version or a day.
_NUMBERED = re.compile(r"@[0-9a-f]{7,40}|:v?\d|[-@]20\d\d-?[01]\d-?[0-3]\d")


def in_files(operations: Operations, modules: Iterable[ModuleSummary], tree: Tree) -> Answer | None:
    """Return what files of settings say of a model of MLflow that what serves loads by an address in them.

    Which of them it reads is not followed: all addresses there name a version, or all a stage or an alias.
    """
    asks = any(call.name == "load_model" and not call.texts for call in operations.loads)
    served = [module for module in modules if module.path in operations.served_files]
    if not any("mlflow" in module.libraries for module in served):
        return None
    if given := _given(served, tree):
        return given
    if not asks:
        return None
    found: list[tuple[str, str, Location]] = []
    for path, text in _settings(tree):
        found += [(one[0], one[1] or "", Location(path)) for one in _ADDRESS.finditer(text)]
    fixed = [bool(version) for _, version, _ in found]
    if not found or len(set(fixed)) > 1:
        return None
    address, _, at = found[0]
    if fixed[0]:
        return kept((f"`{address}` names a version of the registry", at))
    stage = re.split("[/@]", address)[-1]
    return kept(
        (f"`{address}` is of a registry", at), share=0.5, reason=f"`{stage}` may be another version tomorrow"
    )


def _given(served: Sequence[ModuleSummary], tree: Tree) -> Answer | None:
    """Return the answer for a version that a file of settings gives to an address in what serves.

    Of several files each must give one: which of them is read is not followed.
    """
    texts = (text_of(tree, module.path) for module in served if "mlflow" in module.libraries)
    if not any(_FILLED.search(text) and _ASKED.search(text) for text in texts):
        return None
    found = [(one[1], path) for path, text in _settings(tree) for one in _GIVEN.finditer(text)]
    if not found or not all(version.isdecimal() for version, _ in found):
        return None
    version, path = found[0]
    return kept((f"`{path}` names the version {version} of the registry", Location(path)))


def _settings(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the files of settings, each with its text."""
    for path in sorted(tree.files):
        if path.endswith(_SETTINGS) and not tree.exceeds(path, _SIZE):
            yield path, text_of(tree, path)


def of_revision(operations: Operations, modules: Iterable[ModuleSummary], tree: Tree) -> Answer | None:
    """Return the answer for a model of the hub that a call in what serves brings by a revision."""
    for module in modules:
        if module.path not in operations.served_files or module.role != "source":
            continue
        if _HUB.isdisjoint(module.libraries) or "revision" not in (text := text_of(tree, module.path)):
            continue
        if found := _BY_REVISION.search(text):
            return kept((f"`{found[1]}` loads a revision of the model", Location(module.path)))
    return None


def of_file_name(operations: Operations) -> Answer | None:
    """Return the answer for a model whose file has a version in its name, and nothing else says more."""
    for name in operations.names:
        if name.of_file and name.at.file in operations.served_files:
            told = f"`{name.name}` names a version", name.at
            return kept(told, share=0.5, reason="another file may take the same name")
    for call in operations.loads:
        text = next(iter(call.texts), "")
        if (
            call.name == "load_model"
            and call.at.file in operations.served_files
            and _VERSIONED.fullmatch(text)
        ):
            told = f"`{text}` has a version in its name", call.at
            return kept(told, share=0.5, reason="another file may take the same name")
    return None


def of_file_in_settings(
    operations: Operations, modules: Sequence[ModuleSummary], tree: Tree
) -> Answer | None:
    """Return the answer for models whose files a file of settings names, which what serves reads by its name.

    Where only some of the files have a version in their names, which one is loaded is not followed.
    """
    for path, text in _settings(tree):
        found = dict.fromkeys(_WEIGHTS.findall(text))
        fixed = [name for name in found if _OF_VERSION.search(name)]
        if not fixed or not _reads(path, operations, modules, tree):
            continue
        if len(fixed) < len(found):
            return untold(f"whether the service loads `{fixed[0]}`, which `{path}` names, cannot be read")
        told = f"`{path}` names `{fixed[0]}`, which has a version", Location(path)
        return kept(told, share=0.5, reason="another file may take the same name")
    return None


def _reads(path: str, operations: Operations, modules: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether what serves names a file, by a literal that ends in its name."""
    name = path.rpartition("/")[2]
    served = (module.path for module in modules if module.path in operations.served_files)
    return any(f"{name}{quote}" in text for text in (text_of(tree, one) for one in served) for quote in "\"'")


def of_download(dockerfiles: Sequence[Dockerfile], tree: Tree) -> Answer | None:
    """Return the answer for a model that an image downloads by an address with a version in its last part."""
    scripts = [
        path for path in sorted(tree.files) if _STARTS.fullmatch(path) and not tree.exceeds(path, _SIZE)
    ]
    for path in (*(file.path for file in dockerfiles), *scripts):
        if found := _DOWNLOADED.search(text_of(tree, path)):
            told = f"`{found[1]}`, which is downloaded, names a version", Location(path)
            return kept(told, share=0.5, reason="another file may take the same name")
    return None


def of_row(operations: Operations, modules: Iterable[ModuleSummary]) -> Answer | None:
    """Return the answer for a model that what serves brings from a row of a data base."""
    for module in modules:
        for item in module.definitions if module.path in operations.served_files else ():
            named = any("model" in word for word in (item.name.lower(), *map(str.lower, item.names)))
            if named and item.uses & _UNPICKLES and item.names & _ROWS:
                return untold(f"which of the models in the data base `{item.name}` brings cannot be read")
    return None


def of_pointer(operations: Operations, modules: Iterable[ModuleSummary], tree: Tree) -> Answer | None:
    """Return the answer for a model that what serves names, and whose hash DVC keeps in a file beside it."""
    found = filter(_is_pointer, tree.files)
    pointers = {path.rpartition("/")[2].removesuffix(".dvc"): path for path in found}
    pointers |= dict.fromkeys((path.rpartition("/")[2] for path in locked_models(tree)), LOCK)
    for module in modules if pointers else ():
        if module.path not in operations.served_files or module.role != "source":
            continue
        text = text_of(tree, module.path)
        for name, path in sorted(pointers.items()):
            if f'{name}"' in text or f"{name}'" in text:
                reason = "nothing that was read brings that version to the service"
                return kept((f"DVC keeps the hash of `{name}`", Location(path)), share=0.5, reason=reason)
    return None


def _is_pointer(path: str) -> bool:
    """Tell whether a file holds the hash of one file that may be a model; a folder may hold many."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".dvc") and "model" in name and "." in name.removesuffix(".dvc")


def of_package(
    operations: Operations, modules: Iterable[ModuleSummary], dependencies: Sequence[Dependency], tree: Tree
) -> Answer | None:
    """Return the answer for weights that a package holds or fetches, whose release a dependency names.

    The wheel of a model of spaCy may be named by its address alone.
    """
    served = [module for module in modules if module.path in operations.served_files]

    def is_loaded(root: str, name: str) -> bool:
        return any(root in one.libraries and (not name or one.mentions((name,))) for one in served)

    for one in dependencies:
        if not any(form.fullmatch(one.name) and is_loaded(*by) for form, by in _PACKAGES.items()):
            continue
        release = one.requirement
        fixed = release is not None and (
            any(item.operator in ("==", "===") and "*" not in item.version for item in release.specifier)
            or _RELEASE.search(release.url or "") is not None
        )
        if fixed:
            reason = "nothing that answers tells which release is loaded"
            return kept((f"`{one.name}` is installed in a fixed release", one.at), share=0.5, reason=reason)
    for path in sorted(tree.files) if is_loaded("spacy", "") else ():
        known = _INSTALLED.fullmatch(path) and not tree.exceeds(path, _SIZE)
        if known and (wheel := _WHEEL.search(text_of(tree, path))):
            told = f"`{wheel[1]}` is installed in a fixed release", Location(path)
            return kept(told, share=0.5, reason="nothing that answers tells which release is loaded")
    return None


def of_default(operations: Operations, modules: Iterable[ModuleSummary], tree: Tree) -> Answer | None:
    """Return the answer for a model that a server of others is asked for by a name without a version."""
    for module in modules:
        if module.path not in operations.served_files or module.role != "source":
            continue
        asks = not module.mentioned.isdisjoint(("environ", "getenv"))
        found = _BY_DEFAULT.search(text_of(tree, module.path)) if asks else None
        if found and not _NUMBERED.search(found[1]):
            return lacking(f"`{found[1]}` names no version of the model")
    return None
