"""Wheels and sdists, read and never extracted."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "coremetadata": ("CoreMetadata",),
    "native": (
        "Native",
        "NativeSlice",
    ),
    "listed": ("SdistFile", "WheelFile"),
    "sdist": ("Sdist",),
    "wheel": ("Wheel",),
    "wheelcode": (
        "WheelCode",
        "WheelModule",
    ),
}
__getattr__ = exporter(__name__, HOMES)
