# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.notebooks.cell import Cell as Cell
from roadworthy.facts.notebooks.code import Code as Code
from roadworthy.facts.notebooks.flow import CellDefinition as CellDefinition
from roadworthy.facts.notebooks.flow import CellFlow as CellFlow
from roadworthy.facts.notebooks.notebook import Notebook as Notebook
from roadworthy.facts.notebooks.summary import NotebookSummary as NotebookSummary
from roadworthy.facts.notebooks.summary import summarise as summarise

HOMES: dict[str, tuple[str, ...]]
