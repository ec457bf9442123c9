"""Settings of build backends that change what a wheel and an sdist hold, and projects that they refuse."""

from __future__ import annotations

import pytest

from tests.facts.contents.test_contents import FLIT, HATCH, PDM, POETRY, PROJECT, SETUPTOOLS, UV, judge

ALL = dict.fromkeys(
    (
        *("acme/__init__.py", "acme/a.py", "acme/a.json", "acme/sub/__init__.py", "extra/notes.txt"),
        *("LICENSE", "README.md", "share/man.1", "bin/run", "tests/test_a.py"),
    ),
    "",
)
TABLE_OF_UV = "[tool.uv.build-backend]"
TABLE_OF_HATCH = "[tool.hatch.build.targets.wheel]"
SRC = {
    **{f"src/{path}": "" for path in ALL if path.startswith("acme/")},
    **{path: "" for path in ALL if not path.startswith("acme/")},
}


def held(
    build: str, settings: str, files: dict[str, str], project: str = PROJECT
) -> tuple[set[str], set[str]]:
    """Return what the wheel and the sdist would hold."""
    found = judge({**files, "pyproject.toml": build + project + settings})
    assert found.refusal is None, found.refusal
    assert not found.wheel.unknown, found.wheel.unknown
    return set(found.wheel.files), set(found.sdist.files)


@pytest.mark.parametrize(
    ("settings", "files", "there", "gone"),
    [
        ("module-root = ''", ALL, {"acme/a.py"}, set()),
        ("module-name = 'other'", {**SRC, "src/other/__init__.py": ""}, {"other/__init__.py"}, {"acme/a.py"}),
        (
            "module-name = ['acme', 'other.inner']",
            {**SRC, "src/other/inner/__init__.py": ""},
            {"acme/a.py", "other/inner/__init__.py"},
            {"other/__init__.py"},
        ),
        ("namespace = true", {"src/acme/x/a.py": ""}, {"acme/x/a.py"}, set()),
        ("wheel-exclude = ['*.json']", SRC, {"acme/a.py"}, {"acme/a.json"}),
        ("source-exclude = ['/src/acme/sub']", SRC, {"acme/a.py"}, {"acme/sub/__init__.py"}),
        ("data = {data = 'share'}", SRC, {".data/data/man.1"}, {"acme/man.1"}),
        ("", {**SRC, "src/acme/__pycache__/a.pyc": ""}, {"acme/a.py"}, {"acme/__pycache__/a.pyc"}),
        (
            "default-excludes = false",
            {**SRC, "src/acme/__pycache__/a.pyc": ""},
            {"acme/__pycache__/a.pyc"},
            set(),
        ),
    ],
)
def test_wheels_of_uv(settings: str, files: dict[str, str], there: set[str], gone: set[str]) -> None:
    wheel, _ = held(UV, f"\n{TABLE_OF_UV}\n{settings}\n", files)
    assert there <= wheel
    assert not gone & wheel


def test_sdists_of_uv() -> None:
    named = PROJECT + 'readme = "README.md"\nlicense-files = ["LIC*"]\n'
    table = f"\n{TABLE_OF_UV}\nsource-include = ['tests', 'extra/*.txt']\nsource-exclude = ['*.json']\n"
    wheel, sdist = held(UV, table, SRC, named)
    assert sdist == {
        *("pyproject.toml", "README.md", "LICENSE", "tests/test_a.py", "extra/notes.txt"),
        *("src/acme/__init__.py", "src/acme/a.py", "src/acme/sub/__init__.py"),
    }
    assert ".dist-info/licenses/LICENSE" in wheel
    file = PROJECT + 'license = {file = "LICENSE"}\nreadme = {file = "README.md", content-type = "text/x"}\n'
    wheel, sdist = held(UV, "", SRC, file)
    assert ".dist-info/licenses/LICENSE" in wheel
    assert "README.md" in sdist


@pytest.mark.parametrize(
    ("settings", "there", "gone"),
    [
        (f"{TABLE_OF_HATCH}\npackages = ['acme', 'extra']", {"extra/notes.txt"}, {"bin/run"}),
        (
            "[tool.hatch.build.targets.wheel]\npackages = ['src/acme']\nsources = ['src']",
            set(),
            {"acme/a.py"},
        ),
        (f"{TABLE_OF_HATCH}\ninclude = ['acme/*.py']", {"acme/a.py"}, {"acme/a.json"}),
        (f"{TABLE_OF_HATCH}\nexclude = ['*.json']", {"acme/a.py"}, {"acme/a.json"}),
        (
            "[tool.hatch.build.targets.wheel]\nonly-include = ['acme/sub']",
            {"acme/sub/__init__.py"},
            {"acme/a.py"},
        ),
        ("[tool.hatch.build]\nexclude = ['/acme/sub']", {"acme/a.py"}, {"acme/sub/__init__.py"}),
        (
            "[tool.hatch.build.targets.wheel.force-include]\n'share' = 'acme/man'",
            {"acme/man/man.1", "acme/a.py"},
            set(),
        ),
        (
            "[tool.hatch.build.targets.wheel.shared-data]\n'share' = 'man'\n"
            "[tool.hatch.build.targets.wheel.shared-scripts]\n'bin/run' = 'run'",
            {".data/data/man/man.1", ".data/scripts/run"},
            set(),
        ),
        (f"{TABLE_OF_HATCH}\nbypass-selection = true", set(), {"extra/notes.txt"}),
    ],
)
def test_wheels_of_hatch(settings: str, there: set[str], gone: set[str]) -> None:
    wheel, _ = held(HATCH, f"\n{settings}\n", ALL)
    assert there <= wheel
    assert not gone & wheel


def test_settings_of_hatch_may_lie_in_a_file_of_their_own() -> None:
    files = {**ALL, "hatch.toml": "[build.targets.wheel]\npackages = ['extra']\n"}
    wheel, sdist = held(HATCH, "\n[tool.hatch.build.targets.wheel]\npackages = ['acme']\n", files)
    assert {path for path in wheel if not path.startswith(".")} == {"extra/notes.txt"}
    assert {"hatch.toml", "tests/test_a.py", "pyproject.toml"} <= sdist


def test_what_git_ignores_is_in_no_archive_of_hatch_unless_it_is_forced() -> None:
    files = {**ALL, ".gitignore": "*.json\n"}
    wheel, sdist = held(HATCH, "", files)
    assert "acme/a.json" not in wheel | sdist
    forced = "\n[tool.hatch.build]\nartifacts = ['acme/a.json']\n"
    assert "acme/a.json" in held(HATCH, forced, files)[0]
    assert "acme/a.json" in held(HATCH, "\n[tool.hatch.build]\nignore-vcs = true\n", files)[0]


@pytest.mark.parametrize(
    ("settings", "there", "gone"),
    [
        ("packages = [{include = 'acme'}, {include = 'extra'}]", set(), {"bin/run"}),
        ("packages = [{include = 'acme', to = 'inner'}]", {"inner/acme/a.py"}, {"acme/a.py"}),
        ("packages = [{include = 'acme/*.py'}]", {"acme/a.py"}, {"acme/a.json"}),
        ("exclude = ['acme/sub']", {"acme/a.py"}, set()),
        ("include = [{path = 'share', format = 'wheel'}]", {"share/man.1"}, set()),
        ("include = ['share']", {"acme/a.py"}, {"share/man.1"}),
    ],
)
def test_wheels_of_poetry(settings: str, there: set[str], gone: set[str]) -> None:
    files = {**ALL, "extra/__init__.py": ""}
    wheel, _ = held(POETRY, f"\n[tool.poetry]\n{settings}\n", files)
    assert there <= wheel
    assert not gone & wheel


def test_older_versions_of_poetry_take_what_is_included_into_the_wheel() -> None:
    old = POETRY.replace('"poetry-core"', '"poetry-core<2"')
    assert "share/man.1" in held(old, "\n[tool.poetry]\ninclude = ['share']\n", ALL)[0]
    newer = POETRY.replace('"poetry-core"', '"poetry-core>=2,<3"')
    assert "share/man.1" not in held(newer, "\n[tool.poetry]\ninclude = ['share']\n", ALL)[0]


@pytest.mark.parametrize(
    ("settings", "there", "gone"),
    [
        ("includes = ['acme/*.py']", {"acme/a.py"}, {"extra/notes.txt"}),
        ("excludes = ['**/*.json']", {"acme/a.py"}, {"acme/a.json"}),
        ("source-includes = ['tests']", {"acme/a.py"}, {"tests/test_a.py"}),
        ("package-dir = 'src'", {"acme/a.py"}, {"src/acme/a.py"}),
    ],
)
def test_wheels_of_pdm(settings: str, there: set[str], gone: set[str]) -> None:
    files = SRC if "package-dir" in settings else ALL
    wheel, _ = held(PDM, f"\n[tool.pdm.build]\n{settings}\n", files)
    assert there <= wheel
    assert not gone & wheel


def test_sdists_of_flit_leave_out_what_is_named() -> None:
    table = "\n[tool.flit.sdist]\ninclude = ['extra/*', 'share/']\nexclude = ['acme/*.json']\n"
    wheel, sdist = held(FLIT, table, ALL)
    assert "acme/a.json" in wheel
    assert {"extra/notes.txt", "share/man.1"} <= sdist
    assert "acme/a.json" not in sdist


def test_a_module_of_flit_may_be_one_file_and_have_another_name() -> None:
    wheel, _ = held(FLIT, "\n[tool.flit.module]\nname = 'other'\n", {"src/other.py": ""})
    assert {path for path in wheel if not path.startswith(".")} == {"other.py"}


@pytest.mark.parametrize(
    ("build", "settings", "files", "kind", "message"),
    [
        (UV, "", ALL, "missing", "`uv_build` looks for a package `acme`"),
        (
            UV,
            f"\n{TABLE_OF_UV}\nnamespace = true\n",
            ALL,
            "missing",
            "`uv_build` looks for a directory `src/acme`",
        ),
        (FLIT, "", {"a.txt": ""}, "missing", "`flit_core` looks for a package `acme`"),
        (FLIT, "", {"acme.py": "", "acme/__init__.py": ""}, "ambiguous", "`flit_core` finds both"),
        (POETRY, "", {"a.txt": ""}, "missing", "`poetry` looks for a package `acme`"),
        (POETRY, "", {"acme.py": "", "acme/__init__.py": ""}, "ambiguous", "`poetry` finds both"),
        (SETUPTOOLS, "", {"one/__init__.py": "", "two/__init__.py": ""}, "ambiguous", ""),
        (HATCH, "", {"other/__init__.py": ""}, "missing", ""),
    ],
)
def test_a_backend_refuses_what_it_does_not_find_or_finds_twice(
    build: str, settings: str, files: dict[str, str], kind: str, message: str
) -> None:
    found = judge({**files, "pyproject.toml": build + PROJECT + settings})
    assert found.refusal is not None
    assert found.refusal.kind == kind
    assert found.refusal.message.startswith(message)


@pytest.mark.parametrize(
    ("build", "settings", "files", "why"),
    [
        (
            UV,
            f"\n{TABLE_OF_UV}\nmodule-root = '../x'\n",
            SRC,
            "`module-root` leads outside the project",
        ),
        (UV, f"\n{TABLE_OF_UV}\ndata = {{data = '../x'}}\n", SRC, "`data` leads outside the project"),
        (HATCH, "", {**ALL, ".hgignore": ""}, ".hgignore is not followed"),
        (HATCH, "", {**ALL, "hatch.toml": "a = [\n"}, "hatch.toml cannot be read"),
        (
            POETRY,
            "\n[tool.poetry]\npackages = [{include = 'acme', from = '../x'}]\n",
            ALL,
            "`packages` leads outside the project",
        ),
        (
            POETRY,
            "\n[tool.poetry]\npackages = [{include = 'share'}]\n",
            ALL,
            "`share` of `packages` holds no module",
        ),
    ],
)
def test_what_cannot_be_told_is_said(build: str, settings: str, files: dict[str, str], why: str) -> None:
    found = judge({**files, "pyproject.toml": build + PROJECT + settings})
    assert found.wheel.unknown == why


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("[tool.hatch.build.hooks.custom]\npath = 'x.py'", "the build hook `custom` may add files"),
        ("[tool.hatch.build.targets.wheel.hooks.cython]", "the build hook `cython` may add files"),
        ("[tool.hatch.build.hooks.custom]\nenable-by-default = false", ""),
    ],
)
def test_hooks_of_hatch_may_add_files(settings: str, why: str) -> None:
    found = judge({**ALL, "pyproject.toml": HATCH + PROJECT + f"\n{settings}\n"})
    assert found.wheel.more == why
