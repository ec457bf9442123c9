"""Faults of experiments around the code: scripts, images and tests."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules
from tests.packs.test_import_targets import found

IMPORT = "from .rows import load\n\n\nif __name__ == '__main__':\n    print(load())\n"


@pytest.mark.parametrize(
    ("path", "source", "count"),
    [
        ("deploy/send-rows.py", IMPORT, 1),
        ("send.py", IMPORT, 1),
        ("deploy/send.py", IMPORT, 0),
        ("deploy/send-rows.py", IMPORT.replace("from .", "from "), 0),
        ("deploy/send-rows.py", "from .rows import load\n\nprint(load())\n", 0),
        ("package/send-rows.py", IMPORT, 0),
        (
            "send.py",
            f"try:\n    {IMPORT.partition(chr(10))[0]}\nexcept ImportError:\n    raise\n{IMPORT[24:]}",
            0,
        ),
    ],
)
def test_scripts_that_import_from_a_package(path: str, source: str, count: int) -> None:
    folder = path.rpartition("/")[0]
    rows = f"{folder}/rows.py" if folder else "rows.py"
    files = {path: source, rows: "def load():\n    return 1\n", "package/__init__.py": ""}
    assert len(found("script-import-relative", files)) == count


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("README.md", "```\npython src/demo/page.py --port 80\n```\n", 1),
        ("README.md", "Run `python3 ./src/demo/page.py`.\n", 1),
        ("run.sh", "streamlit run src/demo/page.py\n", 1),
        ("Dockerfile", 'FROM python:3.13\nCMD ["sh", "-c", "python src/demo/page.py"]\n', 1),
        ("docker-compose.yml", "services:\n  page:\n    command: streamlit run src/demo/page.py\n", 1),
        # As a module, without a command, below another directory, and elsewhere.
        ("README.md", "```\npython -m demo.page\n```\n", 0),
        ("README.md", "See src/demo/page.py, and python lib/src/demo/page.py.\n", 0),
        ("docs/notes/README.md", "`python src/demo/page.py`\n", 0),
    ],
)
def test_files_of_packages_that_are_started_by_their_paths(file: str, text: str, count: int) -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/rows.py": "def load():\n    return 1\n",
        "src/demo/page.py": "from .rows import load\n\nprint(load())\n",
        file: text,
    }
    assert len(found("script-import-relative", files)) == count
    files["src/demo/page.py"] = "__package__ = 'demo'\nfrom .rows import load\n\nprint(load())\n"
    assert found("script-import-relative", files) == []


PROJECT = "[project]\nname = 'demo'\nversion = '1'\ndependencies = ['fastapi']\n"
LOCK = "version = 1\nrequires-python = '>=3.11'\n"


@pytest.mark.parametrize(
    ("run", "count"),
    [
        ("pip install .", 1),
        ("python -m pip install --no-cache-dir '.[serve]'", 1),
        ("pip install uv && uv pip install --system .", 1),
        ("uv pip install -r pyproject.toml", 1),
        ("pip install uv && uv sync --locked", 0),
        ("uv export > list.txt && pip install -r list.txt && pip install .", 0),
        ("pip install -r requirements.txt && pip install .", 0),
        ("pip install --no-deps .", 0),
        ("pip install fastapi", 0),
        ("./install.sh && pip install .", 0),
    ],
)
def test_images_that_install_other_versions(run: str, count: int) -> None:
    files = {
        "pyproject.toml": PROJECT,
        "uv.lock": LOCK,
        "app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        "Dockerfile": f"FROM python:3.13-slim\n# uv sync\nCOPY . .\nRUN {run}\nCMD ['uvicorn', 'app:app']\n",
    }
    assert len(found("lock-file-not-installed", files)) == count
    assert not found("lock-file-not-installed", {path: files[path] for path in files if path != "uv.lock"})


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("AutoModel.from_pretrained('distilgpt2')", 1),
        ("AutoModel.from_pretrained('acme/tiny-bert')", 1),
        ("hf_hub_download('acme/tiny-bert', 'a.json')", 1),
        ("AutoModel.from_pretrained('acme/tiny-bert', local_files_only=True)", 0),
        ("AutoModel.from_pretrained('models/bert')", 0),
        ("AutoModel.from_pretrained('./bert')", 0),
        ("AutoModel.from_pretrained(path)", 0),
        ("Predictor.from_pretrained('churn')", 0),
    ],
)
def test_tests_that_download_models(call: str, count: int) -> None:
    source = f"def test_model(path):\n    assert {call}\n    assert {call}\n"
    assert len(found("test-network-used", {"tests/test_model.py": source})) == count
    assert not found("test-network-used", {"tests/test_model.py": f"import mock\n\n\n{source}"})


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("tqdm(pool.imap(print, rows))", 0),
        ("tqdm.tqdm(map(print, rows), total=3)", 1),
        ("pool.imap_unordered(print, rows)", 0),
        ("map(print, rows)", 1),
        ("list(map(print, rows))", 0),
        ("for row in tqdm(map(print, rows)):\n        print(row)", 0),
        ("tqdm(map(print, rows))", 1),
        ("tqdm(rows)", 0),
        ("tqdm.write(str(rows))", 0),
        ("pool.map(print, rows)", 0),
        ("rows.map(print)", 0),
    ],
)
def test_what_is_never_iterated(line: str, count: int) -> None:
    source = f"import tqdm\n\n\ndef show(rows, pool):\n    {line}\n    return rows\n"
    assert len(found("result-dropped", {"show.py": source})) == count


POOL = "import multiprocessing as mp\nfrom multiprocessing import Pool\n\n\ndef work(rows):\n    {}\n"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("pool = Pool(4)\n    pool.map(print, rows)", 1),
        ("rows.pool = mp.Pool(4)", 1),
        ("pool = Pool(4)\n    pool.map(print, ','.join(rows))", 1),
        ("pool = Pool(4)\n    pool.close()", 0),
        ("pool = Pool(4)\n    with pool:\n        pool.map(print, rows)", 0),
        ("with Pool(4) as pool:\n        pool.map(print, rows)", 0),
        ("pool = Other(4)", 0),
    ],
)
def test_pools_that_nothing_ends(body: str, count: int) -> None:
    assert len(found("pool-never-closed", {"work.py": POOL.format(body)})) == count


FETCH = """import zipfile
from urllib.request import urlretrieve


def fetch({given}):
    address = "{address}"
    {step}
    urlretrieve(address, "rows.zip")
    zipfile.ZipFile("rows.zip").{unpack}("rows")
"""


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"address": "https://data.demo.org/rows.zip"}, 0),
        ({"address": "http://localhost:8000/rows.zip"}, 0),
        ({"address": "http://data.demo.org/rows.csv"}, 0),
        ({"unpack": "namelist"}, 0),
        ({"step": "address = mirror(address)"}, 0),  # which address is taken is unknown
        ({"step": "check_md5('rows.zip')"}, 0),
    ],
)
def test_archives_that_anyone_may_exchange(changes: dict[str, str], count: int) -> None:
    usual = {"given": "", "address": "http://data.demo.org/rows.zip", "step": "", "unpack": "extractall"}
    text = FETCH.format(**usual | changes)
    assert len(found("archive-unverified", {"fetch.py": text})) == count


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/scratch/anna/rows.csv", 1),
        ("/local_scratch/anna/rows.csv", 1),
        ("/ssd_scratch/anna/rows.csv", 1),
        ("/data2/anna/rows.csv", 1),
        ("/ssd1/anna/rows", 1),
        ("/data/anna/rows.csv", 0),
        ("/data2/rows.csv", 0),
        ("/data2/{user}/rows.csv", 0),
        ("/from_scratch/rows.csv", 0),
        ("/scratchpad/rows.csv", 0),
    ],
)
def test_disks_of_clusters(path: str, count: int) -> None:
    assert len(found("path-absolute", {"train.py": f"ROWS = {path!r}\n"})) == count


STATE = {
    "four bytes": b"q\x05X\x10\0\0\0_sklearn_versionq\x06X\x05\0\0\x001.6.0q\x07u",
    "one byte": b"\x8c\x10_sklearn_version\x94\x8c\x051.6.0\x94u",
}


@pytest.mark.parametrize(
    ("required", "count"),
    [
        ("scikit-learn==1.3.2", 1),
        ("scikit-learn>=1.7", 1),
        ("scikit-learn<1.6", 1),
        ("scikit-learn==1.6.1", 0),
        ("scikit-learn>=1.3", 0),
        ("scikit-learn", 0),
        ("numpy", 0),
    ],
)
def test_pickles_of_other_releases(required: str, count: int) -> None:
    rules = [item for item in installed_rules() if item.name == "pickle-of-other-version"]
    for state in STATE.values():
        files = {
            "requirements.txt": f"{required}\n".encode(),
            "serve.py": b"import joblib\n\nmodel = joblib.load('models/model.pkl')\n",
            "models/model.pkl": b"\x80\x04" + state,
            "old.pkl": b"\x80\x04" + state,
            "broken.pkl": b"_sklearn_version\x94\x8c\xff1.6",
        }
        assert len(inspect_files(files, rules).findings) == count
    # Another set of requirements allows the release.
    files["requirements-train.txt"] = b"scikit-learn==1.6.0\n"
    assert inspect_files(files, rules).findings == ()


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"requirements.txt": "row-tools~=0.11\n"}, 1),
        ({"requirements.txt": "row-tools @ file:./row_tools\n"}, 0),
        (
            {
                "requirements.txt": "row-tools~=0.11\n",
                "setup.py": "import setuptools\n\nsetuptools.setup()\n",
            },
            0,
        ),
        ({"requirements.txt": "row-tools~=0.11\n", "row_tools/__init__.py": "RATE = 3\n"}, 0),
        (
            {
                "pyproject.toml": "[project]\nname = 'row_tools'\nversion = '1'\n",
                "requirements.txt": "row-tools\n",
            },
            0,
        ),
    ],
)
def test_copies_of_dependencies(files: dict[str, str], count: int) -> None:
    assert (
        len(found("dependency-copied", {"row_tools/__init__.py": "__version__ = '0.13'\n", **files})) == count
    )
