# Databricks notebook source
rows = spark.table("churn")
