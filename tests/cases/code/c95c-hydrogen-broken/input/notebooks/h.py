# %%
%matplotlib inline
rows = [1,, 2]
