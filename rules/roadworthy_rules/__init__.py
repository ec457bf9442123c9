"""The rule packs that come with Roadworthy: one folder each, one file a rule."""
