# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %%
%matplotlib inline
import os
print(os.name)

# %%
rows = = 3
