"""Nouns: the tables, what they are made of and when they are rebuilt, as a Dagster graph.

Belongs here: asset keys, order, descriptions, checks, schedule and sensor. Does not: how anything is computed
(`pipelines`, `expectations`).
"""
