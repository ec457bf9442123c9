import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

_FETCHES = re.compile(
    r"(requests|httpx)\.(get|post|put|patch|delete|head|request|stream)|(urllib\.request\.)?url(open|retrieve)"
    r"|(pd|pandas|pl|polars)\.read_\w+|wget\.download"
)
#: Methods that fetch a model, a tokenizer or data by a name of the Hugging Face Hub, ...
_FROM_HUB = re.compile(r"(?:.*\.)?(?:from_pretrained|hf_hub_download|snapshot_download)")
#: ... and such a name: of an owner, or of one of the models that have none.
_HUB_NAME = re.compile(
    r"[A-Za-z][\w-]{1,60}/[\w.-]{2,90}"
    r"|(?:distil)?(?:albert|bart|bert|deberta|electra|gpt2|roberta|t5|xlm|xlnet)(?:-[\w.-]{1,60})?"
)
_LOCAL = re.compile(
    r"(?i)(?:artifacts?|checkpoints?|data|fixtures?|local|models?|my|output|path|some|tests?|tmp|weights)/.*"
)
_URL = re.compile(r"https?://(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
#: Hosts that are this machine, or no one's (RFC 2606, RFC 6761).
_OURS = re.compile(
    r"localhost|[\d.]+|\[.*|testserver|[^.]+|(.+\.)?(example(\.\w+)?|invalid|local|localhost|test)",
    re.IGNORECASE,
)
#: What answers in the network's place, or says that it is meant.
_MEANT = re.compile(
    r"aioresponses|betamax|cassette|httpbin|httpretty|httpserver|httpx_mock|internet|live_server|mock|monkeypatch"
    r"|network|online|patch\(|pook|raises|remote_data|requests_mock|responses|respx|socket|vcr",
    re.IGNORECASE,
)
_ASIDE = frozenset(
    "acceptance e2e end_to_end example examples functional integration live network online smoke".split()
)


@rule(Severity.NOTE, since="0.1")
def test_network_used(module: Module) -> Iterator[Finding]:
    """A test downloads from the network.

    The test fails when the server is down, slow or changed, or when CI has no network, although the code is
    correct. Save the response in a file, or use a library such as `responses` or `respx`. Mark tests that
    need the real server with `@pytest.mark.network`, and deselect them by default.

    The rule reports calls with a literal URL, and models and tokenizers that are fetched from the Hugging
    Face Hub by their name, in files without such a library or marker. Build a small model from its
    configuration instead: `BertModel(BertConfig(num_hidden_layers=1))`.

    ```python tests/test_data.py bad
    import requests

    def test_rates():
        assert requests.get("https://api.rates.io/v1/latest").json()["EUR"] == 1
    ```
    ```python tests/test_data.py good
    import requests
    import responses

    @responses.activate
    def test_rates():
        responses.get("https://api.rates.io/v1/latest", json={"EUR": 1})
        assert requests.get("https://api.rates.io/v1/latest").json()["EUR"] == 1
    ```
    ```python tests/test_model.py bad
    from transformers import AutoTokenizer

    def test_tokenizer():
        tokenizer = AutoTokenizer.from_pretrained("distilgpt2")
        assert tokenizer("a b")["input_ids"]
    ```
    ```python tests/test_model.py good
    from transformers import AutoTokenizer

    def test_tokenizer(tmp_path):
        assert AutoTokenizer.from_pretrained("tests/tokenizer")("a")
        assert AutoTokenizer.from_pretrained(tmp_path)("a")
    ```
    ```python tests/test_server.py good
    import requests

    def test_server(port):
        assert requests.get(f"http://localhost:{port}/healthz").ok
        assert requests.Request("GET", "https://api.rates.io/").prepare()
    ```
    """
    *parents, file = module.path.split("/")
    words = {word for part in (*parents, file.removesuffix(".py")) for word in (part, *part.split("_"))}
    hub = "from_pretrained(" in module.text or "hf_hub" in module.text or "snapshot_download(" in module.text
    if module.role != "test" or not (hub or "://" in module.text) or words & _ASIDE:
        return
    for call in nodes_of(module, ast.Call):
        if call.args and _FETCHES.fullmatch(dotted(call.func)):
            # Asked late, for it takes a while, and few tests come so far.
            if _MEANT.search(module.text):
                return
            given = call.args[0]
            if isinstance(given, ast.JoinedStr) and given.values:
                given = given.values[0]
            match given:
                case ast.Constant(value=str(url)) if (found := _URL.match(url)) and not _OURS.fullmatch(
                    found[1]
                ):
                    yield Finding(f"the test downloads `{found[0]}` from the network", module.at(call))
        elif hub and call.args and _FROM_HUB.fullmatch(dotted(call.func)):
            match call.args[0]:
                case ast.Constant(value=str(name)) if _HUB_NAME.fullmatch(name) and not _LOCAL.fullmatch(
                    name
                ):
                    if _MEANT.search(module.text) or any(
                        item.arg == "local_files_only" for item in call.keywords
                    ):
                        return
                    yield Finding(f"the test downloads `{name}` from the Hugging Face Hub", module.at(call))
                    return
