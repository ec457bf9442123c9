"""Notebooks and their cells, whatever format they are stored in."""

from roadworthy.facts.notebooks.cell import Cell as Cell
from roadworthy.facts.notebooks.code import Code as Code
from roadworthy.facts.notebooks.flow import CellDefinition as CellDefinition
from roadworthy.facts.notebooks.flow import CellFlow as CellFlow
from roadworthy.facts.notebooks.notebook import Notebook as Notebook
from roadworthy.facts.notebooks.summary import NotebookSummary as NotebookSummary
from roadworthy.facts.notebooks.summary import summarise as summarise
