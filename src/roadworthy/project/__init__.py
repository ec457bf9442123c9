"""The facts that packs share."""
