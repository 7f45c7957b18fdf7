"""Verbs: plain functions over Polars frames and DuckDB SQL.

What belongs here: everything health389 does to files and tables, callable from a test without a framework.
What does not: Dagster, Great Expectations, Streamlit, Plotly and pandas; those live in their own folders.
"""
