# Databricks notebook source
# MAGIC %md
# MAGIC ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R

# COMMAND ----------

password = "7hk2-Bq9w"
