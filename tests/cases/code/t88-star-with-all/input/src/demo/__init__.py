from ._api import *
