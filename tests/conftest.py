"""What all tests share."""

from hypothesis import settings

# No deadline: the machine may be busy with other things. `--hypothesis-profile thorough` looks further.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
