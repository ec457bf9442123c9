from demo.base import run
