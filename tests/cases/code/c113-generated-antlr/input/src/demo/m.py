# Generated from Rows.g4 by ANTLR 4.13.1
import os


def f(x):
    return missing(x)
