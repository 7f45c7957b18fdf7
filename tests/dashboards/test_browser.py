"""The pages in a real browser: nothing in the console, no other host, nothing cut, no English, addresses that last."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.address import PAGES
from dashboards.i18n import catalogue
from pipelines.settings import CHECKOUT
from tests.dashboards.conftest import World

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
SIZES = {"desk": (1920, 1080), "phone": (390, 844)}
WORD = re.compile(r"[A-Za-z]{3,}")
DATA_WORDS = {"health", "long", "bao", "cao", "img", "src", "onerror", "alert", "hyperlink", "xlsx", "excel", "csv"}
# Streamlit looks for its server beside the page's own address first, and finds it at the root.
PROBES = ("_stcore/health", "_stcore/host-config")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Debian's chromium at /usr/bin/chromium"
    ),
]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Serve the full world; yields the address of the server."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1", "--server.headless", "true"],
        cwd=CHECKOUT,
        env={**os.environ, "HEALTH389_HOME": str(world("full").home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield opened
        opened.close()


class Visit:
    """One tab, with what it asked for and what it complained about."""

    def __init__(self, browser: Any, size: str) -> None:
        width, height = SIZES[size]
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda r: self.hosts.add(urlsplit(r.url.removeprefix("blob:")).netloc))
        self.page.on("response", self._failed)
        self.failed: list[str] = []

    def _failed(self, response: Any) -> None:
        if response.status >= 400 and not response.url.endswith(PROBES):
            self.failed.append(response.url)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("h1, .h-empty")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and its charts are drawn."""
        self.page.wait_for_function(
            "() => !document.querySelector('[data-test-script-state=running]')"
            " && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(c => c.querySelector('.main-svg'))"
        )
        self.page.wait_for_timeout(300)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def own_complaints(self) -> list[str]:
        """Complaints but for the 404 of Streamlit's own probe, which the failed addresses cover."""
        return [c for c in self.complaints if "404 (Not Found)" not in c] + self.failed


@pytest.fixture
def visit(browser: Any, request: pytest.FixtureRequest) -> Iterator[Visit]:
    opened = Visit(browser, getattr(request, "param", "desk"))
    yield opened
    opened.page.close()


@pytest.mark.parametrize("visit", SIZES, indirect=True)
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_is_whole_quiet_and_vietnamese(page: str, visit: Visit, address: str) -> None:
    visit.open(f"{address}/{PAGES[page]}")
    assert visit.own_complaints() == []
    assert visit.hosts - {""} == {urlsplit(address).netloc}
    assert visit.page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    assert visit.page.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth })()"
    )
    english = {w.lower() for text in catalogue("en").values() for w in WORD.findall(text)}
    vietnamese = {w.lower() for text in catalogue("vi").values() for w in WORD.findall(text)}
    said = visit.page.evaluate(
        "document.body.innerText + ' ' + [...document.querySelectorAll('[title],[placeholder]')]"
        ".map(e => (e.title || '') + ' ' + (e.placeholder || '')).join(' ')"
    )
    shown = {w.lower() for w in WORD.findall(said)}
    assert shown & (english - vietnamese - DATA_WORDS) == set()
    assert visit.page.evaluate("document.documentElement.lang") == "vi"


def test_the_overview_needs_no_scrolling_on_a_projector(visit: Visit, address: str) -> None:
    visit.open(address)
    main = "document.querySelector('[data-testid=stMain]')"
    assert visit.page.evaluate(f"{main}.scrollHeight <= {main}.clientHeight")
    assert visit.page.locator(".h-kpi").count() == 6
    assert visit.page.evaluate("document.fonts.check('600 15px \"Be Vietnam Pro\"', 'Thủy Nguyên')")


def test_filters_in_the_address_survive_reload_page_switch_and_the_back_button(visit: Visit, address: str) -> None:
    wanted = {"province": "31", "period": "2026-09", "category": "cosmetic"}
    visit.open(f"{address}/xu-huong?" + "&".join(f"{k}={v}" for k, v in wanted.items()))
    visit.page.reload()
    visit.page.wait_for_selector("h1")
    visit.settle()
    assert wanted.items() <= visit.query.items()
    visit.page.click("nav.h-pages >> text='Nhóm hàng nguy cơ'")
    visit.page.wait_for_selector(".st-key-h-card-risk-matrix")
    assert wanted.items() <= visit.query.items()
    assert "Hải Phòng" in visit.page.inner_text(".h-crumbs")
    visit.page.go_back()
    visit.page.wait_for_selector(".st-key-h-card-trend-cases-total")
    assert wanted.items() <= visit.query.items()


def test_four_clicks_lead_from_a_figure_to_the_cell(visit: Visit, address: str) -> None:
    visit.open(address)
    visit.page.click(".h-kpi >> text='Tỷ lệ nộp đúng hạn'")
    visit.page.wait_for_selector(".st-key-h-card-owing tr[data-go]")
    visit.page.click(".st-key-h-card-owing tr[data-go]:has-text('Công an tỉnh'):has-text('Đồng Tháp')")
    visit.page.wait_for_selector(".st-key-h-card-files tr[data-go]")
    visit.page.click(".st-key-h-card-files tr[data-go]:has-text('Tết 2026')")
    # While the page is made anew, the card may still show what stood there before.
    visit.page.wait_for_selector(r".st-key-h-card-cells >> text=/Kiểm tra · E\d+/")
    assert visit.own_complaints() == []


def test_a_recalled_product_is_looked_up_followed_to_its_notice_and_to_the_cell_it_turned_up_in(
    visit: Visit, address: str
) -> None:
    visit.open(f"{address}/thu-hoi")
    visit.page.fill(".st-key-lookup input", "vd 10007 21")
    visit.page.press(".st-key-lookup input", "Enter")
    visit.page.wait_for_selector("text=BỊ THU HỒI")
    visit.page.wait_for_url("**find=vd*")
    assert visit.query["find"] == "vd 10007 21"
    visit.open(f"{address}/thu-hoi")
    visit.page.click(".st-key-h-card-notices tr[data-go] >> nth=0")
    visit.page.wait_for_selector(".st-key-h-card-ledger-forms")
    assert "notice" in visit.query
    for card in ("products", "chain", "copies"):
        assert visit.page.locator(f".st-key-h-card-{card}").count() == 1
    visit.page.click(".h-back a")
    visit.page.wait_for_selector(".st-key-h-card-notices")
    visit.page.click(".st-key-h-card-matches tr[data-go] >> nth=0")
    visit.page.wait_for_selector(".st-key-h-card-cells, .st-key-h-card-lines, .h-empty")
    assert "submission" in visit.query
    assert visit.own_complaints() == []


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("thu-hoi?find=vd+10007+21", ".st-key-h-card-lookup .h-hits li li a >> nth=0"),
        ("thu-hoi?notice=n00", ".st-key-h-card-matches tr[data-go] >> nth=0"),
        ("thu-hoi?province=31", ".st-key-h-card-notices tr[data-go] >> nth=0"),
        ("?period=2026-09", ".h-kpi h2 a >> nth=0"),
    ],
)
def test_one_back_returns_to_where_the_reader_was(visit: Visit, address: str, path: str, link: str) -> None:
    visit.open(f"{address}/{path}")
    before, length = visit.page.url, visit.page.evaluate("history.length")
    visit.page.wait_for_selector(link)
    visit.page.click(link)
    visit.page.wait_for_function("before => location.href !== before", arg=before)
    visit.settle()
    assert visit.page.evaluate("history.length") == length + 1
    after = visit.page.url
    visit.page.go_back()
    visit.page.wait_for_selector(link)
    assert visit.page.url == before
    visit.page.go_forward()
    visit.settle()
    assert visit.page.url == after
    assert visit.own_complaints() == []


def test_a_click_in_the_matrix_opens_the_reporter(visit: Visit, address: str) -> None:
    visit.open(f"{address}/bao-cao")
    mark = visit.page.locator(".st-key-h-card-matrix .scatterlayer path.point").nth(3).bounding_box()
    visit.page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    visit.page.wait_for_selector(".st-key-h-card-history")
    assert "reporter" in visit.query


def test_the_theme_can_be_changed_and_stays(visit: Visit, address: str) -> None:
    visit.open(address)
    ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert visit.page.evaluate(ground) == "rgb(250, 250, 247)"
    visit.page.click("[data-theme-switch]")
    visit.page.wait_for_function(f"document.querySelector('.stApp') && {ground} == 'rgb(18, 22, 28)'")
    visit.open(f"{address}/thu-hoi")
    assert visit.page.evaluate(ground) == "rgb(18, 22, 28)"


def test_the_table_behind_a_chart_can_be_downloaded(visit: Visit, address: str, tmp_path: Path) -> None:
    visit.open(f"{address}/bao-cao")
    visit.page.click(".st-key-h-behind-owing summary")
    for label, start in (("Tải Excel", b"PK"), ("Tải CSV", b"\xef\xbb\xbf")):
        visit.page.wait_for_selector(f".st-key-h-files-owing button:has-text('{label}')")
        visit.page.wait_for_timeout(1000)
        with visit.page.expect_download() as waiting:
            visit.page.click(f".st-key-h-files-owing button:has-text('{label}')")
        waiting.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(start)
    assert visit.own_complaints() == []


def test_the_english_page_switches_back(visit: Visit, address: str) -> None:
    visit.open(f"{address}/thu-hoi?lang=en")
    assert "recall notices are open" in visit.page.inner_text("h1")
    visit.page.click(".h-switch >> text='VI'")
    visit.page.wait_for_function("document.querySelector('h1').innerText.includes('văn bản thu hồi')")
