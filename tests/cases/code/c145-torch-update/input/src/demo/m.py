import torch


def load(path):
    return torch.load(f=path)
