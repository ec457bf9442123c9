import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

#: An archive at an address that nothing encrypts, on another machine.
_ARCHIVE = re.compile(
    r"http://(?!localhost|127\.|0\.0\.0\.0|\[::1\])[^\s{}]+\.(?:tar|tar\.(?:bz2|gz|xz)|tbz2|tgz|txz|zip)"
)
_DOWNLOADS = frozenset(
    "requests.get request.urlopen request.urlretrieve urllib.urlretrieve urlopen urlretrieve"
    " wget.download".split()
)
_UNPACKS = frozenset(("extractall", "unpack_archive"))
_CHECKS = re.compile(r"(?i)hashlib|sha256|md5|checksum|hexdigest|_hash")


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
    security=3.0,
    cwe=494,
    where=lambda module: "http://" in module.text,
)
def archive_unverified(module: Module) -> Iterator[Finding]:
    """An archive is downloaded over plain HTTP and unpacked unchecked.

    Attackers on the way to the server can send another archive: other rows than you think you train on, or a
    pickle that runs code. Use an `https` address, or compare the SHA-256 of the file before you unpack it.

    The rule looks for modules that unpack with `extractall` or `unpack_archive`, and give the `http://`
    address of an archive to a call that downloads it, directly or by a name. It ignores modules that compute
    or mention a hash.

    ```python bad
    import tarfile
    from urllib.request import urlretrieve

    ROWS = "http://data.demo.org/rows.tar.gz"

    def fetch():
        urlretrieve(ROWS, "rows.tar.gz")
        with tarfile.open("rows.tar.gz") as archive:
            archive.extractall("rows", filter="data")
    ```
    ```python good
    import tarfile
    from urllib.request import urlretrieve

    ROWS = "https://data.demo.org/rows.tar.gz"

    def fetch():
        urlretrieve(ROWS, "rows.tar.gz")
        with tarfile.open("rows.tar.gz") as archive:
            archive.extractall("rows", filter="data")
    ```
    ```python good
    import hashlib
    import tarfile
    from urllib.request import urlretrieve

    def fetch(digest):
        urlretrieve("http://data.demo.org/rows.tar.gz", "rows.tar.gz")
        with open("rows.tar.gz", "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                raise ValueError(digest)
        with tarfile.open("rows.tar.gz") as archive:
            archive.extractall("rows", filter="data")
    ```
    """
    if not any(word in module.text for word in _UNPACKS) or not is_run(module.path, module.role):
        return
    if _CHECKS.search(module.text):
        return
    calls = [(dotted(node.func), node) for node in nodes_of(module, ast.Call)]
    if not any(getattr(node.func, "attr", name) in _UNPACKS for name, node in calls):
        return
    named = {
        node.targets[0].id: node.value.value
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.targets[0], ast.Name) and _is_archive(node.value)
    }
    bound = [dotted(target) for node in nodes_of(module, ast.Assign) for target in node.targets]
    bound += [dotted(node.target) for node in nodes_of(module, ast.For)]
    bound += [node.arg for node in nodes_of(module, ast.arg)]
    for name, call in calls:
        if not call.args or ".".join(name.split(".")[-2:]) not in _DOWNLOADS:
            continue
        match call.args[0]:
            case ast.Constant(value=str() as address) if _ARCHIVE.fullmatch(address):
                pass
            case ast.Name(id=known) if known in named and bound.count(known) == 1:
                address = named[known]
            case _:
                continue
        yield Finding(f"`{address}` is downloaded unencrypted and unpacked unchecked", module.at(call))
        return


def _is_archive(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(_ARCHIVE.fullmatch(node.value))
    )
