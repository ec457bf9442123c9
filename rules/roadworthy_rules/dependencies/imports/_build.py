"""What build requirements bring with them."""

from roadworthy import distribution_name

#: Distributions that provide a module under another name, or require what does.
_PROVIDE = {
    "Cython": ("cython",),
    "Cython.Build": ("cython",),
    "numpy": ("numpy", "oldest-supported-numpy", "scipy", "torch", "pybind11-numpy"),
    "packaging": ("packaging", "setuptools-scm", "wheel", "scikit-build", "pytest-runner", "vcs-versioning"),
    "skbuild": ("scikit-build",),
    "setuptools_scm": ("setuptools-scm",),
    "setuptools_rust": ("setuptools-rust",),
    "jupyter_packaging": ("jupyter-packaging",),
    "yaml": ("pyyaml", "types-pyyaml"),
    "mypyc": ("mypy",),
    "cffi": ("cffi",),
    "pybind11": ("pybind11",),
    "typing_extensions": ("typing-extensions", "setuptools-scm"),
    "tomli": ("tomli", "setuptools-scm"),
    "ez_setup": ("ez-setup",),
    "attr": ("attrs",),
    "semantic_version": ("semantic-version", "setuptools-rust"),
    "pkg_resources": ("setuptools",),
    "extension_helpers": ("extension-helpers",),
    "versioningit": ("versioningit",),
    "sphinx": ("sphinx",),
    "babel": ("babel",),
}


def providing(module: str) -> frozenset[str]:
    """Return the distributions that bring a module, by their normalised names."""
    return frozenset((distribution_name(module), *_PROVIDE.get(module, ())))
