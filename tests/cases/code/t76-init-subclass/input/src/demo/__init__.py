from demo import steps
from demo.base import run
