"""What all tests share."""

import os

from hypothesis import settings

# What a run keeps for the next one would hide what a test changes beside the tree: limits, rules, time.
os.environ["ROADWORTHY_NO_CACHE"] = "1"

# No deadline: the machine may be busy with other things. `--hypothesis-profile thorough` looks further.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
