# %%
import sys

# %%
print(model)
