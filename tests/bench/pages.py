"""Pages in a real browser: the first visit ever, a returning visit, a changed filter, and what they carry.

Belongs here: one visitor after the other on a warm server. Does not: many at once (`people`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboards.address import PAGES
from tests.bench.figures import Figure, percentile
from tests.bench.plan import Plan
from tests.bench.serving import sample_home, served, served_bare

_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_QUIET_MS = 400
_WATCH = """
window.bench = { last: 0, asked: 0, runs: 0 };
addEventListener('pointerdown', () => { window.bench.asked = performance.now(); window.bench.runs = 0; }, true);
new MutationObserver((changes) => {
    for (const change of changes) {
        const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
        if (change.attributeName === 'data-test-script-state') {
            if (node.getAttribute('data-test-script-state') === 'running') window.bench.runs += 1;
        } else if (node && node.closest('[data-testid=stMain]')) {
            window.bench.last = performance.now();
        }
    }
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""
_SETTLED = """
(quiet) => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('.h-head h1') && window.bench.runs > 0
        && !document.querySelector('[data-testid=stSkeleton]')
        && window.bench.last > window.bench.asked && performance.now() - window.bench.last > quiet;
}
"""


@dataclass
class Seen:
    """What visits took, by kind: milliseconds; and the bytes of ours that each view carried."""

    first: list[float] = field(default_factory=list)
    returning: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    everything: list[int] = field(default_factory=list)


def measure(plan: Plan) -> Iterator[Figure]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        yield Figure("pages in a real browser", float("nan"), "s", note="not measured: no chromium on this machine")
        return
    home = sample_home(plan)
    with served(plan, home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_OPTIONS))
        cold = _visit(browser.new_context(), address, Seen(), "first")
        seen = Seen()
        for _ in range(plan.sizes.visits):
            for path in PAGES.values():
                _visitor(browser, f"{address}/{path}", seen)
        with served_bare(plan, home) as bare_address:
            bare = [_returning(browser, f"{bare_address}/bieu-do") for _ in range(plan.sizes.visits)]
        browser.close()
    note = f"{len(seen.first)} visits over {len(PAGES)} pages, warm server, {home.name}"
    yield Figure("page, first visit ever, p95", percentile(seen.first, 0.95) / 1000, "s", 4, note=note)
    yield Figure("  median", percentile(seen.first, 0.5) / 1000, "s")
    yield Figure("  first visit after the server started", cold / 1000, "s")
    yield Figure("page, returning visit, p95", percentile(seen.returning, 0.95) / 1000, "s", 1.5, note=note)
    yield Figure("  median", percentile(seen.returning, 0.5) / 1000, "s")
    yield Figure("  a bare Streamlit + Plotly page, median", percentile(bare, 0.5) / 1000, "s", note="two bars")
    ratio = percentile(seen.returning, 0.5) / percentile(bare, 0.5)
    yield Figure("  ours beside the bare page, medians", ratio, "×")
    note = f"{len(seen.changed)} changes of period and province, until the page is still"
    yield Figure("page, filter changed, p95", percentile(seen.changed, 0.95), "ms", 400, note=note)
    yield Figure("  median", percentile(seen.changed, 0.5), "ms")
    ours = [messages + files for messages, files in zip(seen.messages, seen.files, strict=True)]
    note = f"largest first view; of it answers, not compressed: {max(seen.messages) / 1024:.0f} KB, the rest fonts"
    yield Figure("our own data in a view", max(ours) / 1024, "KB", 500, note=note)
    note = "largest first view, as transferred, with Streamlit's own code"
    yield Figure("  everything in it", max(seen.everything) / 1024, "KB", note=note)


def _visitor(browser: Browser, address: str, seen: Seen) -> None:
    """One person: comes for the first time, comes back, changes filters."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    seen.first.append(_visit(context, address, seen, "first"))
    page = context.pages[-1]
    page.close()
    seen.returning.append(_visit(context, address, seen, "returning"))
    page = context.pages[-1]
    for change in (_earlier_period, _other_province):
        change(page)
        seen.changed.append(_settled(page))
    context.close()


def _returning(browser: Browser, address: str) -> float:
    """Milliseconds of the second visit of one person."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    took = 0.0
    for _ in range(2):
        took = _visit(context, address, Seen(), "returning")
        context.pages[-1].close()
    context.close()
    return took


def _visit(context: BrowserContext, address: str, seen: Seen, kind: str) -> float:
    """Open an address in a new tab; milliseconds from the start of navigation to the last change of the page."""
    page = context.new_page()
    page.add_init_script(_WATCH)
    messages, files, everything, urls = [0], [0], [0], {}
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: messages.append(len(data))))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))

    def finished(event: dict[str, float | str]) -> None:
        size = int(event["encodedDataLength"])
        everything.append(size)
        url = urls.get(event["requestId"], "")
        if urlsplit(url).path.startswith(("/app/static/", "/media/")):
            files.append(size)

    session.on("Network.loadingFinished", finished)
    page.goto(address)
    took = _settled(page)
    if kind == "first":
        seen.messages.append(sum(messages))
        seen.files.append(sum(files))
        seen.everything.append(sum(everything) + sum(messages))
    return took


def _settled(page: Page) -> float:
    """Wait until nothing moves any more; milliseconds since navigation began or the last press of the pointer."""
    page.wait_for_function(_SETTLED, arg=_QUIET_MS, timeout=60_000)
    return float(page.evaluate("window.bench.last - window.bench.asked"))


def _earlier_period(page: Page) -> None:
    step = page.locator("a.h-step")
    if step.count():
        step.first.click()
    else:  # recalls and risk are as of the snapshot: nothing to step through
        _other_province(page)


def _other_province(page: Page) -> None:
    """Choose one that is not chosen: the one already there would change nothing."""
    page.locator(".st-key-filter_province input").click()
    page.locator("[role=option]:not([aria-selected=true])").last.click()
