"""`requires-python`, and the classifiers of Python versions."""
