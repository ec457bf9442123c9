#!/usr/bin/env python
# coding: utf-8

# # Churn
# 
# exported from the notebook so that it can run at night

# In[1]:


# get_ipython().system('pip install pandas matplotlib')


# In[2]:


# get_ipython().run_line_magic('matplotlib', 'inline')
import pickle
import numpy as np
# import pandas as pd
from utils import *


# In[3]:


# df = pd.read_csv("/home/anna/data/churn.csv")
# df = df.dropna()
# df.head()
X, y, customers = load("data/churn.csv")
print(X.shape, y.mean())
X.shape


# In[17]:


def fit(X, y, steps=500, lr=0.1):
    w = np.random.randn(X.shape[1])
    b = 0.0
    losses = []
    for i in range(steps):
        p = sigmoid(X @ w + b)
        loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        losses.append(loss)
        w = w - lr * X.T @ (p - y) / len(y)
        b = b - lr * np.mean(p - y)
        # print(i, loss)
    return w, b, losses


# In[21]:


def run(path="data/churn.csv", plot=True):
    X, y, customers = load(path)
    m, s = X.mean(axis=0), X.std(axis=0)
    X = normalize(X)
    order = np.random.permutation(len(X))
    train, test = order[:45], order[45:]
    w, b, losses = fit(X[train], y[train])
    remember("train accuracy", accuracy(y[train], sigmoid(X[train] @ w + b)))
    remember("test accuracy", accuracy(y[test], sigmoid(X[test] @ w + b)))
    if plot:
        try:
            import matplotlib.pyplot as plt
            plt.plot(losses)
            plt.title("loss")
            plt.savefig("loss.png")
            plt.show()
        except:
            pass  # no display on the server
    return {"w": w, "b": b, "mean": m, "std": s}


# In[22]:


model = run()
model["w"]


# In[25]:


# TODO compare with random forest
# from sklearn.ensemble import RandomForestClassifier
# rf = RandomForestClassifier(n_estimators=200)
# rf.fit(X, y)
# print(rf.score(X, y))
pickle.dump(model, open("model.pkl", "wb"))
print("saved")
