"""A page that is nothing but Streamlit and two small Plotly charts, under an address like ours.

Belongs here: what the frameworks cost by themselves, to hold our pages against. Does not: anything of the dashboard.
"""

import plotly.graph_objects as go
import streamlit as st


def _empty() -> None:
    st.html("<div class='h-head'><h1>bare</h1></div>")


def _charts() -> None:
    _empty()
    for number in range(2):
        st.plotly_chart(go.Figure(go.Bar(x=list(range(12)), y=list(range(12)))), key=f"chart-{number}")


st.set_page_config(layout="wide")
pages = [st.Page(_empty, title="empty", default=True), st.Page(_charts, title="charts", url_path="bieu-do")]
st.navigation(pages, position="hidden").run()
