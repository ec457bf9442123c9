import torch.nn


def load(path):
    return torch.load(path), torch.nn.Linear(1, 1)
