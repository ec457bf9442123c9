"""Mutation testing: which small faults in the code would no test notice?

    python -m tests.mutants src/roadworthy/score/gate.py --tests tests/score tests/cli

A mutant is one function with one operator, constant, condition or statement changed (`operators.py`). The
tests are collected once, in one process. Each test then runs in a fork that notes which lines of the given
files it executes. Each mutant runs in a fork that exchanges the function's code and runs the tests of the
changed line, fastest first, until one fails (`forks.py`). Code at the top level of a module is not changed,
since it ran before the fork. Commands that tests start run the code as it is.

mutmut starts a process and imports everything for each mutant, which takes a hundred times longer here.
"""
