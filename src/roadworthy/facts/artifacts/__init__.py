"""Wheels and sdists, read and never extracted."""

from roadworthy.facts.artifacts.archive import Sdist as Sdist
from roadworthy.facts.artifacts.archive import SdistFile as SdistFile
from roadworthy.facts.artifacts.archive import Wheel as Wheel
from roadworthy.facts.artifacts.archive import WheelFile as WheelFile
from roadworthy.facts.artifacts.coremetadata import CoreMetadata as CoreMetadata
from roadworthy.facts.artifacts.native import Native as Native
from roadworthy.facts.artifacts.native import NativeSlice as NativeSlice
from roadworthy.facts.artifacts.wheelcode import WheelCode as WheelCode
