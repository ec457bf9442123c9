from importlib import import_module


def run(name):
    return import_module(f"demo.tasks.{name}").start([1])
