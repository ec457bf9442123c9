# Databricks notebook source
# MAGIC %pip install pandas

# COMMAND ----------

print(1)
