# %%
%%bash
ls | wc -l

# %%
files = !ls
print(files)
