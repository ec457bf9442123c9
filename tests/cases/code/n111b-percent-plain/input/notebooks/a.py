# %% Load
import sys

# %% Show
print(model)
