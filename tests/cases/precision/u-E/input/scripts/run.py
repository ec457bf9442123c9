from demo.model import fit

print(fit([1]))
