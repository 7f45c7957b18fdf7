"""What people see: pages over one published, read-only snapshot.

Belongs here: Streamlit, Plotly, the words on screen, and SQL that reads the published tables (`queries/` only).
Does not: anything that writes a table, or a figure that a mart should hold.
"""
