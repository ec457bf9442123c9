# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.artifacts.coremetadata import CoreMetadata as CoreMetadata
from roadworthy.facts.artifacts.listed import SdistFile as SdistFile
from roadworthy.facts.artifacts.listed import WheelFile as WheelFile
from roadworthy.facts.artifacts.native import Native as Native
from roadworthy.facts.artifacts.native import NativeSlice as NativeSlice
from roadworthy.facts.artifacts.sdist import Sdist as Sdist
from roadworthy.facts.artifacts.wheel import Wheel as Wheel
from roadworthy.facts.artifacts.wheelcode import WheelCode as WheelCode
from roadworthy.facts.artifacts.wheelcode import WheelModule as WheelModule

HOMES: dict[str, tuple[str, ...]]
