# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.notebooks.code import Code as Code
from roadworthy.facts.notebooks.notebook import Cell as Cell
from roadworthy.facts.notebooks.notebook import Notebook as Notebook
from roadworthy.facts.notebooks.notebook import NotebookSummary as NotebookSummary
from roadworthy.facts.notebooks.notebook import summarise as summarise

HOMES: dict[str, tuple[str, ...]]
