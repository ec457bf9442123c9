from demo.m import export

print(export([1]))
