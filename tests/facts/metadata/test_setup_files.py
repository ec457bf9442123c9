"""setup.py and setup.cfg have one reader: what is computed is so for all who ask it."""

from __future__ import annotations

import pytest

from roadworthy.core.finding import Location, Span
from roadworthy.facts.dependencies.declarations import dependencies
from roadworthy.facts.dependencies.fully_declared import fully_declared
from roadworthy.facts.metadata.declared import declared_metadata
from roadworthy.facts.metadata.setup_files import SetupFiles, setup_files
from roadworthy.facts.project.layout import layout
from roadworthy.tree.tree import MemoryTree


def read(**files: str) -> SetupFiles:
    names = {"cfg": "setup.cfg", "py": "setup.py"}
    return setup_files(MemoryTree({names[key]: text.encode() for key, text in files.items()}))


def known(text: str) -> tuple[list[str], bool, bool]:
    """Return the dependencies, whether these are all, and whether metadata has them as a value."""
    tree = MemoryTree({"setup.py": text.encode(), "demo/__init__.py": b""})
    setup = setup_files(tree)
    found = dependencies(tree, None, setup)
    metadata = declared_metadata(None, setup)
    stated = metadata is not None and metadata.get(list, "dependencies") is not None
    return [item.text for item in found], fully_declared(tree, None, setup, found), stated


@pytest.mark.parametrize(
    "more",
    [
        "if sys.platform == 'win32':\n    REQ = ['b']",
        "for extra in more:\n    REQ = REQ + [extra]",
        "REQ += ['b']",
        "REQ.append('b')",
        "if py2: REQ.extend(['b'])",
        "REQ = ['b']",
    ],
)
def test_requirements_that_change_are_computed_for_all_readers(more: str) -> None:
    assert known(f"REQ = ['a']\n{more}\nsetup(name='demo', install_requires=REQ)") == ([], False, False)


@pytest.mark.parametrize(
    "text",
    [
        "REQ = ['a']\nsetup(name='demo', install_requires=REQ)",
        "REQ: list[str] = ['a']\nprint(REQ)\nsetup(name='demo', install_requires=REQ)",
        "A = 'a'\nsetup(name='demo', install_requires=[A], long_description=open('README').read())",
    ],
)
def test_requirements_that_stay_as_they_are_written_are_known_to_all_readers(text: str) -> None:
    assert known(text) == (["a"], True, True)


@pytest.mark.parametrize(
    "text",
    [
        "setup(install_requires=['a', more])",
        "setup(install_requires=['a'], **options)",
        "setup(install_requires=['a'], extras_require=read())",
        "setup(install_requires=['a'], extras_require={'x': read()})",
        "if x:\n    setup(install_requires=['a'])\nelse:\n    setup()",
    ],
)
def test_part_of_the_requirements_is_not_all(text: str) -> None:
    texts, complete, _ = known(text)
    assert (texts, complete) == (["a"], False)


def test_requirements_in_one_text_are_lines() -> None:
    found = read(py="setup(install_requires='''\n  a>=1\n\n  b\n''', extras_require={'x': 'c'})")
    texts = [(text.key, text.text) for option in found.options for text in option.texts]
    assert texts == [("", "a>=1"), ("", "b"), ("x", "c")]


def test_name_of_extras_is_resolved_inside_of_the_table() -> None:
    found = read(py="T = ['pytest']\nE = {'test': T}\nsetup(extras_require=E)")
    (option,) = found.options
    assert option.value == {"test": ["pytest"]}
    assert [(text.key, text.text, text.at.span) for text in option.texts] == [
        ("test", "pytest", Span(1, 6, 1, 14))
    ]


def test_layout_takes_names_as_the_others_do() -> None:
    files = {"lib/demo/__init__.py": b"", "six.py": b""}
    text = "ROOT = {'': 'lib'}\nsetup(package_dir=ROOT)"
    for more, base in (("", ("lib",)), ("\nROOT[''] = 'src'", ())):
        tree = MemoryTree({**files, "setup.py": (text + more).encode()})
        setup = setup_files(tree)
        assert setup.search.bases == base
        assert layout(tree, None, setup, None).packages == (("lib/demo",) if base else ())


def test_setup_cfg_gives_each_requirement_its_place() -> None:
    text = (
        "[options]\ninstall-requires =\n    a>=1  # why\n    # b\n    c; python_version<'3'\n"
        "py_modules = d, e\n"
        "[options.extras_require]\nx = f\ny =\n  g\n[options.packages.find]\nwhere = src\n"
    )
    found = read(cfg=text)
    assert [(t.text, t.key, t.at) for option in found.options for t in option.texts] == [
        ("a>=1", "", Location("setup.cfg", ("options", "install-requires", "a>=1"), Span(3, 5, 3, 9))),
        (
            "c; python_version<'3'",
            "",
            Location(
                "setup.cfg", ("options", "install-requires", "c; python_version<'3'"), Span(5, 5, 5, 26)
            ),
        ),
        ("f", "x", Location("setup.cfg", ("options.extras_require", "x", "f"), Span(8, 5, 8, 6))),
        ("g", "y", Location("setup.cfg", ("options.extras_require", "y", "g"), Span(10, 3, 10, 4))),
    ]
    assert found.search.modules == ("d.py", "e.py")
    assert (found.search.bases, found.search.narrowed) == (("src",), True)


@pytest.mark.parametrize("value", ["file: requirements.txt", "\n    file: requirements.txt"])
def test_requirements_from_a_file_are_computed(value: str) -> None:
    found = read(cfg=f"[options]\ninstall_requires = {value}\n")
    assert found.dynamic == {"dependencies"}
    assert not any(option.texts for option in found.options)


def test_setup_py_outranks_setup_cfg() -> None:
    found = read(py="setup(name='a')", cfg="[metadata]\nname = b\nlicense = MIT\n")
    assert found.name == "a"
    assert [(declared.field, declared.value) for declared in found.values] == [
        ("name", "a"),
        ("license", "MIT"),
    ]
    assert read(cfg="[metadata]\nname = b\n").name == "b"


def test_broken_setup_py_may_state_anything() -> None:
    found = read(py="setup(", cfg="[metadata]\nname = b\n")
    assert (found.complete, found.found, found.name) == (False, True, "b")
    assert read(cfg="[bumpversion]\nx = 1\n").found is False


@pytest.mark.parametrize("tool", ["pbr", "d2to1"])
def test_a_tool_that_reads_setup_cfg_in_its_own_form_leaves_the_rest_open(tool: str) -> None:
    config = "[metadata]\nname = demo\nrequires-dist =\n    pyyaml\n"
    found = read(
        cfg=config, py=f"from setuptools import setup\nsetup(setup_requires=['{tool}'], {tool}=True)"
    )
    assert found.name == "demo"
    assert not found.complete
    assert "dependencies" in found.dynamic
    assert read(cfg=config, py="from setuptools import setup\nsetup(zip_safe=True)").complete


def test_requirements_of_a_script_are_lines_without_comments() -> None:
    script = "from setuptools import setup\nsetup(install_requires=['a>=1 # one', '# none', 'b\\nc'])"
    texts = [text.text for option in read(py=script).options for text in option.texts]
    assert texts == ["a>=1", "b", "c"]
