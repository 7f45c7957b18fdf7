"""Figures: functions from a frame to a Plotly figure, one module per page.

Belongs here: how figures are drawn. Does not: SQL, headings, Streamlit.
"""
