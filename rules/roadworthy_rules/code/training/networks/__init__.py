"""How networks are put together of layers."""
