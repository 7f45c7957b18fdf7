"""Statistics with a literature: functions of numbers, no tables.

Belongs here: shrinkage, and later control charts, early warning, funnels. Does not: what a product category is, or
words for people.
"""
