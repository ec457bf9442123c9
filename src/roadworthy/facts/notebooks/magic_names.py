"""Which names the magics of a cell bind in the notebook, as far as their text says.

The magics are those of IPython, and of the extensions that are seen most: rpy2, Cython, SQL, BigQuery.
"""

from __future__ import annotations

import keyword

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import blank_magics, is_python_cell

#: Magics that bind no name of the notebook.
_HARMLESS = frozenset(
    "HTML SVG alias alias_magic autoawait autocall automagic autoreload autosave black bookmark bq cat cd"
    " colors conda config connect_info cp debug dhist dirs doctest_mode echo ed env file fs gui hist history"
    " html javascript jinja js killbgscripts lab_black latex ldir less lf lk ll load_ext loadext logoff logon"
    " logstart logstate logstop ls lsmagic lx magic mamba man markdown matplotlib md mermaid mkdir more mv"
    " nb_black notebook page pastebin pdb pdef pdoc perl pfile php pinfo pinfo2 pip popd pprint precision"
    " prun psearch psource pushd pwd pycat pycodestyle pycodestyle_on quickref reload_ext rep rm rmdir ruby"
    " save set_env sx svg system tb tensorboard time timeit unalias unload_ext uv watermark who who_ls whos"
    " writefile xdel xmode skip flake8 flake8_on load_kedro memit mprun mypy".split()
)
#: Magics that bind no other names than those that stand in their first line.
_NAMED = frozenset(
    "R Rget Rpull Rpush bash bigquery capture dql julia jl macro octave python2 script sh sql".split()
)
_MAGIC = re.compile(r"\s*+(?:[\w,][\w\s,]*+=\s*+)?(%%?)(\w+)(.*)")
_NAME = re.compile(r"[^\W\d]\w*")
_ASSIGNED = re.compile(r"\s*((?:[^\W\d]\w*\s*,\s*)*[^\W\d]\w*)\s*=(?!=)")
_STAR = re.compile(r"\bimport[ \t]+\*")
_CYTHON = re.compile(r"^(?:cp?def|def|class|cimport|import|from)\b.*|^\w+\s*=", re.MULTILINE)
#: Code that may bind names unseen; to look for a name, as in `"rows" in globals()`, binds none.
_UNSEEN = re.compile(
    r"\bexec\(|(?<!\bin )\b(?:globals|locals|vars)\(|\bget_ipython\(\)\.(?:ex|push|run_c\w+|user_ns)\b"
    r"|\brun_(?:line|cell)_magic\(\s*['\"](?:run|store|pylab|load)"
)


@dataclass(frozen=True, slots=True)
class MagicNames:
    """The names that a cell's magics bind; `unseen` where they may bind others, too."""

    names: frozenset[str]
    unseen: bool


def magic_names(source: str, *, parsed: bool) -> MagicNames:
    """Return what the magics of a code cell bind; a cell that was not `parsed` may bind whatever it names."""
    names: set[str] = set()
    unseen = bool(_UNSEEN.search(source))
    blanked = blank_magics(source).split("\n")
    lines = [line for number, line in enumerate(re.split(r"\r\n?|\n", source)) if line != blanked[number]]
    # What looks like a magic within a text is none, and stays when magics are blanked.
    for found_magic in filter(None, map(_MAGIC.match, lines)):
        percent, magic, rest = found_magic.groups()
        if magic in _NAMED or (magic == "store" and _NAME.search(rest.replace("-r", ""))):
            names.update(_NAME.findall(rest))
        elif magic in ("time", "timeit", "prun"):
            if found := _ASSIGNED.match(rest):
                names.update(_NAME.findall(found[1]))
        elif magic == "cython" and percent == "%%":
            for line in _CYTHON.findall(source):
                names.update(_NAME.findall(line))
        elif magic not in _HARMLESS:
            unseen = True
        if percent == "%%" and not is_python_cell(source):
            break  # the rest of the cell is another language
    if not parsed:
        unseen = unseen or bool(_STAR.search(source))
        names.update(_NAME.findall(source))
    return MagicNames(frozenset(name for name in names if not keyword.iskeyword(name)), unseen)
