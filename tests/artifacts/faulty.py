"""Wheels and sdists with one fault each: the rule that is meant, and the arguments of the builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INFO = "demo-1.0.dist-info"
EMPTY = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
INIT = "demo/__init__.py"
ELF, PE, MACHO = "\x7fELF", "MZ\0", "\xcf\xfa\xed\xfe"
LINUX, WINDOWS, MACOS = (
    "cp312-cp312-manylinux_2_28_x86_64",
    "cp312-cp312-win_amd64",
    "cp312-cp312-macosx_11_0_arm64",
)
EXTENSION = {"demo/_fast.cpython-312-x86_64-linux-gnu.so": ELF}
Arguments = Mapping[str, Any]


def metadata(**headers: str) -> dict[str, Any]:
    """Return the arguments that set headers of the metadata; `_` stands for `-`."""
    return {"metadata": {name.replace("_", "-"): value for name, value in headers.items()}}


def native(tag: str, **files: str) -> dict[str, Any]:
    return {"tag": tag, "files": {INIT: "", **(files or EXTENSION)}}


def record(row: str, path: str = INIT) -> dict[str, Any]:
    return {"record": {path: row}}


def scripts(line: str) -> dict[str, Any]:
    return {"files": {INIT: "main = print\n"}, "entry_points": f"[console_scripts]\n{line}\n"}


#: Name of the fault, rule, arguments; `file` names the archive otherwise than it is built.
METADATA: list[tuple[str, str, Arguments]] = [
    ("metadata 2.0", "artifact-metadata-version-refused", metadata(Metadata_Version="2.0")),
    ("metadata 2.6", "artifact-metadata-version-refused", metadata(Metadata_Version="2.6")),
    ("metadata of words", "artifact-metadata-version-refused", metadata(Metadata_Version="new")),
    ("no metadata version", "artifact-metadata-invalid", metadata(Metadata_Version="")),
    ("no name", "artifact-metadata-invalid", metadata(Name="")),
    ("no version", "artifact-metadata-invalid", metadata(Version="")),
    ("version of words", "artifact-metadata-invalid", metadata(Version="one")),
    ("two versions", "artifact-metadata-invalid", metadata(Version="1.0\n1.0")),
    ("requirement", "artifact-metadata-invalid", metadata(Requires_Dist="tool >> 1")),
    ("provided", "artifact-metadata-invalid", metadata(Provides_Dist="a tool")),
    ("obsolete", "artifact-metadata-invalid", metadata(Obsoletes_Dist="tool >> 1")),
    ("requires-python", "artifact-metadata-invalid", metadata(Requires_Python="three")),
    ("content type", "artifact-metadata-invalid", metadata(Description_Content_Type="text/html")),
    ("charset", "artifact-metadata-invalid", metadata(Description_Content_Type="text/plain; charset=cp1252")),
    ("licence expression", "artifact-metadata-invalid", metadata(License_Expression="MIT or so")),
    (
        "expression too early",
        "artifact-metadata-invalid",
        metadata(Metadata_Version="2.3", License_Expression="MIT"),
    ),
    ("dynamic name", "artifact-metadata-invalid", metadata(Dynamic="Name")),
    ("dynamic nothing", "artifact-metadata-invalid", metadata(Dynamic="Colour")),
    ("extra", "artifact-metadata-invalid", metadata(Provides_Extra="an extra")),
    ("unknown field", "artifact-field-unknown", metadata(Sumary="A demo")),
    ("long summary", "artifact-summary-long", metadata(Summary="x" * 513)),
    ("author", "artifact-email-refused", metadata(Author_email="Ada <ada at example.com>")),
    ("maintainer", "artifact-email-refused", metadata(Maintainer_email="ada@example..com")),
    ("local domain", "artifact-email-refused", metadata(Author_email="ada@localhost")),
    ("classifier", "artifact-classifier-refused", metadata(Classifier="Topic :: Demo")),
    ("old classifier", "artifact-classifier-refused", metadata(Classifier="Natural Language :: Ukranian")),
    ("private", "artifact-upload-forbidden", metadata(Classifier="Private :: Do Not Upload")),
    ("home page", "artifact-url-refused", metadata(Home_page="example.com")),
    ("download", "artifact-url-refused", metadata(Download_URL="ftp://example.com/demo")),
    ("link without label", "artifact-url-refused", metadata(Project_URL="https://example.com")),
    ("link without address", "artifact-url-refused", metadata(Project_URL="Source, ")),
    ("long label", "artifact-url-refused", metadata(Project_URL=f"{'x' * 33}, https://example.com")),
    ("address of a file", "artifact-url-refused", metadata(Project_URL="Source, file:///demo")),
    ("direct", "artifact-dependency-direct", metadata(Requires_Dist="tool @ https://example.com/tool.zip")),
    (
        "direct provided",
        "artifact-dependency-direct",
        metadata(Provides_Dist="tool @ https://example.com/t.zip"),
    ),
    ("two licences", "artifact-license-twice", metadata(License="MIT", License_Expression="MIT")),
    ("description", "artifact-description-unrenderable", metadata(Description="A demo\n====\n")),
    (
        "description with a role",
        "artifact-description-unrenderable",
        metadata(Description=":no:`role`\n", Description_Content_Type="text/x-rst"),
    ),
    (
        "description with raw",
        "artifact-description-unrenderable",
        metadata(Description=".. raw:: html\n\n   <b>\n"),
    ),
    ("local version", "artifact-version-local", {"version": "1.0+local"}),
]

WHEELS: list[tuple[str, str, Arguments]] = [
    *METADATA,
    ("comment", "zip-comment-refused", {"zip_faults": ["comment"]}),
    ("descriptor", "zip-descriptor-refused", {"zip_faults": ["descriptor"]}),
    ("duplicate", "zip-member-duplicate", {"zip_faults": ["duplicate"]}),
    ("sizes", "zip-header-mismatch", {"zip_faults": ["mismatch"]}),
    ("number of members", "zip-header-mismatch", {"zip_faults": ["directory"]}),
    ("prefix", "zip-structure-broken", {"zip_faults": ["prefix"]}),
    ("trailing", "zip-data-trailing", {"zip_faults": ["trailing"]}),
    ("control character", "zip-name-invalid", {"files": {INIT: "", "demo/\x7f.txt": ""}}),
    ("bzip2", "compression-method-refused", {"compression": "bzip2"}),
    ("lzma", "compression-method-refused", {"compression": "lzma"}),
    ("bomb", "compression-ratio-excessive", {"compression": "deflated", "padding": {INIT: 17000}}),
    ("parts of the filename", "wheel-filename-invalid", {"file": "demo-1.0.whl"}),
    ("build tag", "wheel-filename-invalid", {"file": "demo-1.0-first-py3-none-any.whl"}),
    ("version in the filename", "wheel-filename-invalid", {"file": "demo-latest-py3-none-any.whl"}),
    (
        "spelling",
        "wheel-name-not-normalised",
        {"file": "Demo-1.0-py3-none-any.whl", "info": "Demo-1.0.dist-info"},
    ),
    ("name", "wheel-name-mismatch", metadata(Name="other")),
    ("version", "wheel-version-mismatch", metadata(Version="1.1")),
    ("build", "wheel-build-mismatch", {"tag": "1-py3-none-any", "wheel": {"Build": "2"}}),
    ("no build", "wheel-build-mismatch", {"tag": "1-py3-none-any", "wheel": {"Build": ""}}),
    ("linux", "platform-tag-refused", native("cp312-cp312-linux_x86_64")),
    (
        "macOS 14.2",
        "platform-tag-refused",
        {"tag": "cp312-cp312-macosx_14_2_arm64", "files": {"demo/_fast.abi3.so": MACHO}},
    ),
    (
        "musl on ppc64",
        "platform-tag-refused",
        native("cp312-cp312-musllinux_1_2_ppc64", **{"demo/_fast.abi3.so": ELF}),
    ),
    ("ABI", "wheel-abi-mismatch", native("cp312-cp311-manylinux_2_28_x86_64", **{"demo/_fast.abi3.so": ELF})),
    ("ABI of py3", "wheel-abi-mismatch", native("py3-cp312-manylinux_2_28_x86_64")),
    ("py2", "wheel-python-excluded", {"tag": "py2.py3-none-any", **metadata(Requires_Python=">=3.9")}),
    ("excluded", "wheel-python-excluded", {**native(LINUX), **metadata(Requires_Python=">=3.13")}),
    ("platform without code", "wheel-platlib-without-binary", {"tag": LINUX}),
    ("platlib without code", "wheel-platlib-without-binary", {"wheel": {"Root-Is-Purelib": "false"}}),
    ("pure with code", "wheel-purelib-with-binary", native("py3-none-any")),
    (
        "purelib with code",
        "wheel-purelib-with-binary",
        {**native(LINUX), "wheel": {"Root-Is-Purelib": "true"}},
    ),
    (
        "suffix",
        "wheel-extension-mismatch",
        native(LINUX, **{"demo/_fast.cpython-311-x86_64-linux-gnu.so": ELF}),
    ),
    (
        "suffix of abi3",
        "wheel-extension-mismatch",
        native("cp39-abi3-win_amd64", **{"demo/_fast.cp312-win_amd64.pyd": PE}),
    ),
    (
        "system",
        "wheel-extension-mismatch",
        native(MACOS, **{"demo/_fast.cpython-312-x86_64-linux-gnu.so": ELF}),
    ),
    (
        "free threading",
        "wheel-extension-mismatch",
        native("cp313-cp313t-win_amd64", **{"demo/_fast.cp313-win_amd64.pyd": PE}),
    ),
    ("other tag", "wheel-tag-mismatch", {"wheel": {"Tag": "py2-none-any"}}),
    ("no tag", "wheel-tag-mismatch", {"wheel": {"Tag": ""}}),
    ("purelib", "wheel-purelib-invalid", {"wheel": {"Root-Is-Purelib": "perhaps"}}),
    ("no purelib", "wheel-purelib-invalid", {"wheel": {"Root-Is-Purelib": ""}}),
    ("format", "wheel-format-unsupported", {"wheel": {"Wheel-Version": "2.0"}}),
    ("no format", "wheel-format-unsupported", {"wheel": {"Wheel-Version": ""}}),
    ("no dist-info", "dist-info-missing", {"info": "demo-1.0.info"}),
    ("two dist-infos", "dist-info-duplicate", {"files": {INIT: "", "demo-0.9.dist-info/METADATA": ""}}),
    ("dist-info's name", "dist-info-mismatch", {"info": "other-1.0.dist-info"}),
    ("dist-info's version", "dist-info-mismatch", {"info": "demo-2.0.dist-info"}),
    ("dist-info's spelling", "dist-info-not-normalised", {"info": "DEMO-1.0.dist-info"}),
    ("no METADATA", "dist-info-file-missing", {"omit": [f"{INFO}/METADATA"]}),
    ("no WHEEL", "dist-info-file-missing", {"omit": [f"{INFO}/WHEEL"]}),
    ("no RECORD", "dist-info-file-missing", {"omit": [f"{INFO}/RECORD"]}),
    ("no licence", "wheel-license-missing", metadata(License_File="LICENSE")),
    (
        "licence elsewhere",
        "wheel-license-missing",
        {"files": {INIT: "", f"{INFO}/LICENSE": ""}, **metadata(License_File="LICENSE")},
    ),
    ("entry points", "entry-points-invalid", {"entry_points": "demo"}),
    ("entry without target", "entry-points-invalid", scripts("demo")),
    ("script's name", "entry-points-invalid", scripts("a demo = demo:main")),
    ("script's module", "entry-point-target-invalid", scripts("demo = demo")),
    ("script's target", "entry-point-target-invalid", scripts("demo = demo:1")),
    ("not listed", "record-file-missing", record("")),
    ("listed in vain", "record-file-missing", record(f"{EMPTY},0", "demo/gone.py")),
    (
        "licence not listed",
        "record-file-missing",
        {"files": {INIT: "", f"{INFO}/licenses/L": ""}, **record("", f"{INFO}/licenses/L")},
    ),
    ("hash", "record-hash-mismatch", {"files": {INIT: "x"}, **record(f"{EMPTY},1")}),
    ("size", "record-hash-mismatch", record(f"{EMPTY},12")),
    ("no hash", "record-hash-missing", record(",0")),
    ("no size", "record-hash-missing", record(f"{EMPTY},")),
    ("md5", "record-hash-invalid", record("md5=1B2M2Y8AsgTpgAmY7PhCfg,0")),
    ("sha1", "record-hash-invalid", record("sha1=2jmj7l5rSw0yVb_vlWAYkK_YBwk,0")),
    ("unknown algorithm", "record-hash-invalid", record("crc=AAAA,0")),
    ("hash without algorithm", "record-hash-invalid", record("AAAA,0")),
    ("short hash", "record-hash-invalid", record("sha512=AAAA,0")),
    ("size of words", "record-size-invalid", record(f"{EMPTY},none")),
    ("columns", "record-row-malformed", record(f"{EMPTY},0,more")),
    ("no path", "record-row-malformed", record(",", "")),
    ("absolute", "record-path-invalid", record(f"{EMPTY},0", "/demo/gone.py")),
    ("outside", "record-path-invalid", record(f"{EMPTY},0", "../gone.py")),
    ("two rows", "record-row-duplicate", record(f"{EMPTY},0", "demo\\__init__.py")),
    ("no row of its own", "record-self-missing", record("", f"{INFO}/RECORD")),
    (
        "row of a directory",
        "record-directory-listed",
        {"files": {"demo/": "", INIT: ""}, **record(",", "demo/")},
    ),
    (
        "signature",
        "record-signature-deprecated",
        {"files": {INIT: "", f"{INFO}/RECORD.p7s": "x"}, **record("", f"{INFO}/RECORD.p7s")},
    ),
    ("RECORD in Latin 1", "record-unreadable", {"files": {INIT: "", f"{INFO}/RECORD": "MZ\xff"}}),
]

SDISTS: list[tuple[str, str, Arguments]] = [
    *METADATA,
    ("filename", "sdist-filename-invalid", {"file": "demo.tar.gz"}),
    ("version in the filename", "sdist-filename-invalid", {"file": "demo-latest.tar.gz"}),
    ("spelling", "sdist-filename-not-normalised", {"file": "Demo-1.0.tar.gz", "top": "Demo-1.0"}),
    (
        "hyphen",
        "sdist-filename-not-normalised",
        {"name": "a-demo", "file": "a-demo-1.0.tar.gz", "top": "a-demo-1.0"},
    ),
    (
        "spelling of the version",
        "sdist-filename-not-normalised",
        {"file": "demo-1.00.tar.gz", "top": "demo-1.00"},
    ),
    ("zip", "sdist-zipped", {"suffix": ".zip"}),
    ("top", "sdist-top-mismatch", {"top": "demo-main"}),
    ("two directories", "sdist-top-level-multiple", {"files": {"/other/x.txt": ""}}),
    ("file at the root", "sdist-top-level-multiple", {"files": {"/x.txt": ""}}),
    ("no PKG-INFO", "sdist-pkg-info-missing", {"omit": ["PKG-INFO"]}),
    ("no pyproject.toml", "sdist-pyproject-missing", {"omit": ["pyproject.toml"]}),
    ("name", "sdist-name-mismatch", metadata(Name="other")),
    ("version", "sdist-name-mismatch", metadata(Version="2.0")),
    ("old metadata", "sdist-metadata-old", metadata(Metadata_Version="1.2")),
    ("sparse", "sdist-member-sparse", {"sparse": ["data.bin"]}),
    ("no licence", "sdist-license-missing", metadata(License_File="LICENSE")),
]
