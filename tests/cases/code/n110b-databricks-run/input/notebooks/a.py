# Databricks notebook source
# MAGIC %run ./common

# COMMAND ----------

print(model)
