import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

_FETCHES = re.compile(
    r"(requests|httpx)\.(get|post|put|patch|delete|head|request|stream)|(urllib\.request\.)?url(open|retrieve)"
    r"|(pd|pandas|pl|polars)\.read_\w+|wget\.download"
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

    The rule reports calls with a literal URL, in files without such a library or marker.

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
    ```python tests/test_server.py good
    import requests

    def test_server(port):
        assert requests.get(f"http://localhost:{port}/healthz").ok
        assert requests.Request("GET", "https://api.rates.io/").prepare()
    ```
    """
    *parents, file = module.path.split("/")
    words = {word for part in (*parents, file.removesuffix(".py")) for word in (part, *part.split("_"))}
    if module.role != "test" or "://" not in module.text or words & _ASIDE:
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
