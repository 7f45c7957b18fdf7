"""From what was read (`raw`) to facts about reporters, periods and places (`core`).

Belongs here: one module per core table or small family, each a function of raw, reference, decisions and as-of.
Does not: reading files, sums and scores (`pipelines.marts`), or judging lateness (`pipelines.deadlines`).
"""
