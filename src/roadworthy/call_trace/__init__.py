"""The pytest plugin that records which functions tests call."""
