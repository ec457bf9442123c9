import os
from logging.config import fileConfig

os.makedirs("logs", exist_ok=True)
fileConfig("logging.ini")
