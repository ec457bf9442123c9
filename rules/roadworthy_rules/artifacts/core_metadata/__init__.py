"""METADATA and PKG-INFO: what wheels and sdists say of themselves."""
