"""The dashboard as it is served, on a home with sample data.

Belongs here: which home, starting and stopping the server. Does not: visiting it (`pages`, `people`).
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.publishing import current_snapshot
from pipelines.settings import CHECKOUT, Settings
from tests.bench.plan import FULL, Plan
from tests.bench.processes import health389

_START_SECONDS = 60.0


def sample_home(plan: Plan) -> Path:
    """The demo's home when something is published there, else one made here of 12 months (smoke: 3)."""
    demo = CHECKOUT / "data" / "demo"
    if current_snapshot(Settings(demo)) is not None:
        return demo
    home = plan.folder / "sample"
    if current_snapshot(Settings(home)) is None:
        months = "12" if plan.sizes == FULL else "3"
        health389("sample", "--months", months, "--until", "2026-10-26", env=plan.env(home))
        health389("nightly", "--as-of", "2026-10-26T02:10+07:00", env=plan.env(home))
    return home


@contextmanager
def served(plan: Plan, home: Path) -> Iterator[str]:
    """Serve a home on a free port of this machine; yields the address."""
    with _running(plan, home, [str(CHECKOUT / "health389.py"), "dashboard"]) as address:
        yield address


@contextmanager
def served_bare(plan: Plan, home: Path) -> Iterator[str]:
    """Serve a page of two small charts and nothing else: what Streamlit and Plotly cost by themselves."""
    script = str(Path(__file__).with_name("bare_page.py"))
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    with _running(plan, home, ["-m", "streamlit", "run", script, *options]) as address:
        yield address


@contextmanager
def _running(plan: Plan, home: Path, arguments: Sequence[str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = plan.folder / "dashboard.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**plan.env(home), "HEALTH389_PORT": str(port), "STREAMLIT_SERVER_PORT": str(port)},
            cwd=CHECKOUT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_up(process, address, log)
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    message = f"the dashboard did not start:\n{log.read_text(errors='replace')[-3000:]}"
    raise RuntimeError(message)
