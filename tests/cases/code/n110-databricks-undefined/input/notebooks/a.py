# Databricks notebook source
rows = spark.table("churn")
display(rows)

# COMMAND ----------

# MAGIC %sql
# MAGIC select 1

# COMMAND ----------

print(model)
