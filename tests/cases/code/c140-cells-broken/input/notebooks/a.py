# %%
%matplotlib inline

# %%
rows = = 3
