"""Predict which customers are about to leave."""

from churn.data import Customer, InvalidRecord, load_customers, load_labels
from churn.evaluate import evaluate
from churn.export import InvalidModel, Release, load_model, save_model
from churn.model import Model, predict_proba, train

__all__ = [
    "Customer",
    "InvalidModel",
    "InvalidRecord",
    "Model",
    "Release",
    "evaluate",
    "load_customers",
    "load_labels",
    "load_model",
    "predict_proba",
    "save_model",
    "train",
]
