"""Servers made for models that a project deploys: images, commands, resources of Kubernetes, repositories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.facts.container import ComposeService, Dockerfile, KubernetesObject
from roadworthy.facts.project.images import is_aside
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: Images of servers of models. Ollama is left out: it is there for whatever an application asks of it.
_IMAGE = re.compile(
    r"(?:^|/)(?:(?:huggingface/)?(?:text-generation-inference|text-embeddings-inference)|lmsysorg/sglang"
    r"|michaelf34/infinity|onerahmet/openai-whisper-asr-webservice|openvino/model_server|pytorch/torchserve"
    r"|seldonio/mlserver|tensorflow/serving|(?:nvidia/)?tritonserver|vllm/vllm-openai"
    # What Weaviate has its vectors made by.
    r"|semitechnologies/(?:\w{1,20}-transformers|transformers-inference|img2vec-\w{1,20}|multi2vec-\w{1,20}))"
    r"(?:[:@-]|$)"
)
#: What starts one.
_COMMAND = re.compile(
    r"(?<![\w./-])(?:mlflow models serve|mlserver start|seldon-core-microservice|tensorflow_model_server"
    r"|text-embeddings-router|text-generation-launcher|torchserve(?= --start)|tritonserver(?= )"
    r"|vllm serve)(?![\w-])"
    r"|\b(?:llama_cpp\.server|sglang\.launch_server|vllm\.entrypoints(?:\.openai)?\.api_server)\b"
)
#: Resources of Kubernetes that are a served model.
_KINDS = frozenset("InferenceService LLMInferenceService RayService SeldonDeployment".split())
#: What describes a model of Triton, beside the folders of its versions.
_DESCRIPTION = "config.pbtxt"
_DESCRIBES = re.compile(rb"(?m)^[ \t]*+(?:backend|platform|max_batch_size)[ \t]*+:")
_SIZE = 100_000


def is_model_server(image: str) -> bool:
    """Tell whether an image is that of a server made for models."""
    return _IMAGE.search(image) is not None


def model_servers(
    dockerfiles: Iterable[Dockerfile],
    services: Iterable[ComposeService],
    objects: Iterable[KubernetesObject],
    tree: Tree,
) -> Iterator[str]:
    """Yield what says that a server made for models is deployed, in words."""
    for file in dockerfiles:
        if role_of(file.path) != "source" or is_aside(file.path) or not file.stages:
            continue
        if found := _COMMAND.search(f"{' '.join(file.started)[:2_000]}\n{_script(file, tree)}"):
            yield f"its image starts {found[0]}"
        elif _IMAGE.search(_base(file)):
            yield f"its image is built from {_base(file)}"
    for service in services:
        image = service.data.get("image")
        if role_of(service.file) != "source" or service.for_development:
            continue
        if isinstance(image, str) and is_model_server(image):
            yield f"a container of it runs {image}"
        elif found := _COMMAND.search(service.words[:2_000]):
            yield f"a container of it starts {found[0]}"
    for item in objects:
        if role_of(item.file) == "source":
            yield from _deployed(item)
    yield from _described(tree)


def _base(file: Dockerfile) -> str:
    """Return the image that the last stage is built from in the end."""
    stage = file.stages[-1]
    while stage.base is not None:
        stage = file.stages[stage.base]
    return stage.image


def _script(file: Dockerfile, tree: Tree) -> str:
    """Return the text of the script that an image starts."""
    names = {word.rpartition("/")[2] for word in file.started[:20] if word.endswith(".sh")}
    for path in sorted(tree.files) if names else ():
        if path.rpartition("/")[2] in names and not tree.exceeds(path, _SIZE):
            return tree.text(path, strict=False)
    return ""


def _deployed(item: KubernetesObject) -> Iterator[str]:
    """Yield what an object of Kubernetes starts."""
    if item.kind in _KINDS:
        yield f"it deploys {item.kind} `{item.name}`"
    for _, container in item.containers():
        image = container.get("image")
        parts = [container.get("command"), container.get("args")]
        words = " ".join(str(word) for part in parts if isinstance(part, list) for word in part)
        if isinstance(image, str) and is_model_server(image):
            yield f"it deploys {image}"
        elif found := _COMMAND.search(words[:2_000]):
            yield f"it deploys {found[0]}"


def _described(tree: Tree) -> Iterator[str]:
    """Yield the models that a repository of Triton describes, whose versions lie in folders of numbers."""
    for path in sorted(tree.files):
        folder, _, name = path.rpartition("/")
        if name != _DESCRIPTION or not folder or role_of(path) != "source" or tree.exceeds(path, _SIZE):
            continue
        versions = (one for one in tree.files if one.startswith(f"{folder}/"))
        if not any(one[len(folder) + 1 :].partition("/")[0].isdigit() for one in versions):
            continue
        try:
            if _DESCRIBES.search(tree.read(path)):
                yield f"`{path}` describes a model for Triton"
        except Blocked:
            continue
