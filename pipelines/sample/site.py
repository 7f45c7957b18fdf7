"""A site that stands in for DAV's: a list in pages, articles, PDFs, made from sample notices, failing when told to.

Belongs here: the pages and the ways in which they go wrong. Does not: asking it (`pipelines.notices.sources`), or what
notices say (`notices`). Used by tests and by `health389.py stand-in-site`; it listens on this machine only.
"""

from __future__ import annotations

import hashlib
import html
import random
import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.notices.reading import read_notice, split_metadata
from pipelines.notices.reading_tables import CELL_MARK
from pipelines.sample.paper import Paper

FAULTS = (
    *("none", "error_500", "slow", "cut_off", "garbage", "changed", "duplicates", "redirect_loop", "redirect_away"),
    *("endless", "reordered", "too_many_requests", "missing"),
)
PER_PAGE = 10
MARK = "DỮ LIỆU MINH HỌA"
_LIST = re.compile(r"/cong-van-thu-hoi-thuoc-cn89(?:-page(\d+))?\.html")
_ENDLESS_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Sheet:
    """One document of the site."""

    title: str
    published: date
    text: str

    @property
    def page(self) -> str:
        """Its address, odd as the real ones: with `:` and `;`."""
        slug = re.sub(r"[^a-z0-9:;]+", "-", _plain(self.title))[:90].strip("-")
        return f"/{slug}:-minh-hoa;-n{_number(self.title)}.html"

    @property
    def file(self) -> str:
        """The address of its PDF."""
        return f"/upload_images/files/van ban {_number(self.title)}.pdf"


@dataclass
class Site:
    """What is served, and how it goes wrong at the moment.

    Attributes:
        fault: one of `FAULTS`.
        fault_on: part of the address of the pages that go wrong; "" = all.
        asked: every address asked for, in order, with whether it came with a condition.
    """

    sheets: Sequence[Sheet]
    fault: str = "none"
    fault_on: str = ""
    asked: list[tuple[str, bool]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Kind and bytes of a page, as it should be; None where there is none."""
        listed = sorted(self.sheets, key=lambda sheet: (sheet.published, sheet.title), reverse=True)
        if match := _LIST.fullmatch(path):
            return "text/html; charset=utf-8", self._list(listed, int(match[1] or 1)).encode()
        for sheet in listed:
            if path == sheet.page:
                return "text/html; charset=utf-8", self._article(sheet).encode()
            if path == sheet.file:
                return "application/pdf", as_pdf(sheet.text)
        return None

    def _list(self, listed: list[Sheet], page: int) -> str:
        if self.fault == "reordered":
            listed = listed[::-1]
        shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
        if self.fault == "duplicates":
            shown = [sheet for sheet in listed[: page * PER_PAGE] for _ in range(2)]
        line = (
            '<div class="row"><span><a href="{href}">{title}</a></span> <i>{day}</i></div>'
            if self.fault == "changed"
            else '<a class="item small" href="{href}" title="{title}"><h3>{title}</h3><time>{day}</time></a>'
        )
        lines = "\n".join(
            line.format(href=sheet.page.lstrip("/"), title=html.escape(sheet.title), day=f"{sheet.published:%d/%m/%Y}")
            for sheet in shown
        )
        return _framed("Công văn thu hồi thuốc", f'<div class="list">\n{lines}\n</div>')

    def _article(self, sheet: Sheet) -> str:
        kind = "noi-dung" if self.fault == "changed" else "content-detail"
        words = "\n".join(f"<p>{html.escape(line)}</p>" for line in sheet.text.split("\n"))
        if _number(sheet.title) % 3 == 0:
            words = f"<p>{html.escape(sheet.title)}</p><p>Chi tiết xem tệp đính kèm.</p>"
        link = f'<p><a href="{html.escape(sheet.file)}">Tải văn bản</a></p>'
        heading = f"<h1>{html.escape(sheet.title)}</h1><time>{sheet.published:%d/%m/%Y}</time>"
        other = "<aside><p>Tin liên quan: Công văn số 9999/QLD-MH thu hồi thuốc khác, VD-99999-99</p></aside>"
        return _framed(sheet.title, f'{heading}<div class="{kind}">{words}{link}</div>{other}')

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[Site]:
        """Listen on this machine while the block runs; `url` says where."""
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def sheets_of(folder: Path) -> list[Sheet]:
    """Documents for the site from the notices of a sample inbox."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".txt", ".html"}:
            continue
        body = split_metadata(read_notice(path.read_bytes(), file_name=path.name).text)
        day, _, rest = path.stem.partition("_")
        lines = [line for line in body.text.split("\n") if MARK not in line]
        number = rest.replace("-", "/", 1)
        title = lines[0] if number in lines[0] else f"Công văn số {number}: {lines[0]}"
        found.append(Sheet(title, body.published_on or date.fromisoformat(day), "\n".join(lines)))
    return found


def as_pdf(text: str) -> bytes:
    """A notice on paper: its lines as paragraphs, rows with bars as a ruled table."""
    paper = Paper(footer=MARK)
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        cells = line.split(CELL_MARK)
        if len(cells) > 1 and (not rows or len(rows[0]) == len(cells)):
            rows.append(cells)
            continue
        if rows:
            widths = [max(6, min(26, max(len(row[at]) for row in rows))) for at in range(len(rows[0]))]
            paper.table(rows, widths)
            rows = []
        if line:
            paper.paragraph(line, indent=not line.isupper())
    return paper.pdf()


def _handler_of(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            condition = self.headers.get("If-None-Match")
            site.asked.append((path, condition is not None))
            try:
                if site.fault in _WAYS and site.fault_on in path:
                    _WAYS[site.fault](self, site, path)
                else:
                    _send(self, site.answer(path), condition)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: tests and the demo have a screen of their own."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: tuple[str, bytes] | None, condition: str | None) -> None:
    if answer is None:
        handler.send_error(404)
        return
    kind, body = answer
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    handler.send_response(304 if condition == etag else 200)
    handler.send_header("ETag", etag)
    if condition != etag:
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if condition != etag:
        handler.wfile.write(body)


def _error(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    handler.send_error(500)


def _busy(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    handler.send_response(429)
    handler.send_header("Retry-After", "3600")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _missing(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    handler.send_error(404)


def _slow(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    """One byte at a time: never silent long enough for a plain time-out."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100_000):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.05)


def _cut_off(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    kind, body = site.answer(path) or ("text/html", b"<html>" * 50)
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.close_connection = True


def _garbage(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    _send(handler, ("text/html", random.Random(path).randbytes(20_000)), None)


def _loop(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    """Each address leads to the next one, for ever."""
    _redirect(handler, f"/vong-{len(site.asked)}{path}")


def _away(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    _redirect(handler, "http://localhost:9/mat-khau")


def _redirect(handler: BaseHTTPRequestHandler, target: str) -> None:
    handler.send_response(302)
    handler.send_header("Location", target)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _endless(handler: BaseHTTPRequestHandler, site: Site, path: str) -> None:
    """Two gigabytes of nothing, without saying so."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    chunk = bytes(1 << 20)
    for _ in range(_ENDLESS_BYTES >> 20):
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
    handler.wfile.write(b"0\r\n\r\n")


_WAYS = {
    "error_500": _error,
    "too_many_requests": _busy,
    "missing": _missing,
    "slow": _slow,
    "cut_off": _cut_off,
    "garbage": _garbage,
    "redirect_loop": _loop,
    "redirect_away": _away,
    "endless": _endless,
}


def _framed(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
        f"<body><header><nav>Trang chủ | {MARK}</nav></header>\n{body}\n<footer>{MARK}</footer></body></html>\n"
    )


def _number(title: str) -> int:
    return int(hashlib.sha256(title.encode()).hexdigest()[:6], 16) % 9000 + 1000


def _plain(text: str) -> str:
    """Small letters without marks, for addresses."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
