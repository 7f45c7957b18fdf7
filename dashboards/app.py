"""The dashboard's entry: which snapshot, which view, which page; then the page itself.

Run with `streamlit run dashboards/app.py`. Belongs here: the order in which a screen is put together. Does not:
anything about a single page (`views/`).
"""

import logging
import os
import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    # Streamlit puts this file's folder on the path, not the checkout's; the packages are found from the checkout.
    sys.path.insert(0, str(ROOT))

from dashboards import blocks, filters, screen, shell, theme  # noqa: E402
from dashboards.address import PAGES, read_link  # noqa: E402
from dashboards.i18n import Words  # noqa: E402
from dashboards.queries import frame, snapshot  # noqa: E402
from pipelines.settings import Settings  # noqa: E402

view = filters.current_view()
words = Words(view.language)
settings = Settings.from_environment(os.environ)
published = snapshot.published(settings)

st.set_page_config(page_title=f"health389 · {words('brand')}", page_icon="⚕️", layout="wide")
pages = {
    name: st.Page(f"views/{name}.py", title=words(f"page.{name}"), url_path=path, default=not path)
    for name, path in PAGES.items()
}
running = st.navigation(list(pages.values()), position="hidden")
page = next(name for name, known in pages.items() if known.url_path == running.url_path)

address = shell.clicked_link(words)
if address is not None:
    target, query = read_link(address)
    if target != page:
        st.switch_page(pages[target], query_params=query)
    filters.go(query)
    st.rerun()

dark = st.context.theme.type == "dark"
st.html(f"<style>{theme.style_sheet('dark' if dark else 'light')}</style>")

if published is None:
    shell.header(page, view, words, dark=dark, demo=settings.is_demo)
    blocks.nothing_published(words)
    st.stop()

facts = frame.facts(published).row(0, named=True)
demo = settings.is_demo or facts["demo"]
shell.header(page, view, words, dark=dark, demo=demo)
resolved, places, rounds = screen.resolve(view, published, page=page)
now = screen.Screen(
    page=page,
    snapshot=published,
    view=resolved,
    words=words,
    tokens=theme.tokens("dark" if dark else "light"),
    demo=demo,
    as_of=facts["as_of"],
    places=places,
    rounds=rounds,
    category_names=screen.category_names(published, words),
)
filters.keep(view)
filters.bar(now)
filters.unknown(now, view)
if not now.has_rows and page not in {"recalls", "waiting"}:
    blocks.empty(now, "calendar")
    st.stop()
screen.put(now)
try:
    running.run()
except Exception as error:
    # The reader gets a sentence in their language; Streamlit's own message is English only.
    logging.getLogger("health389.dashboards").exception("page %s failed", page)
    blocks.empty(now, "older" if isinstance(error, snapshot.OLDER) else "failed")
