"""One polite request at a time: conditional, bounded in size and time, on configured hosts only.

Belongs here: HTTP. Does not: what an answer means, or keeping it (`visiting`, `journal`).
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Timer
from typing import Any

import httpx

from pipelines.notices.sources.addresses import is_allowed, joined
from pipelines.notices.sources.declared import Source

MAX_REDIRECTS = 5
_CONNECT_SECONDS = 15.0
_SILENCE_SECONDS = 20.0
_LONGEST_WAIT = 120.0
_PASSING = frozenset({"source_down", "source_cut_off"})
"""Troubles that may be over a moment later."""
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_KEPT_HEADERS = ("content-type", "content-length", "etag", "last-modified", "date", "server", "content-disposition")


@dataclass(frozen=True)
class Validators:
    """What an earlier answer of an address said about itself, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The request headers that ask only for something newer."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Attributes:
        url: where it came from, after redirects.
        status: 200 or 304.
        body: empty with status 304.
        headers: those worth keeping, names in small letters.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]


class Unanswered(Exception):  # noqa: N818 - it is a result that ends one request, not an error of ours
    """A request that gave nothing usable.

    Attributes:
        rule: id of the finding that says so.
        detail: what was seen, short.
        body: what had arrived, to be kept; None when nothing did.
    """

    def __init__(self, rule: str, detail: str, *, body: bytes | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail
        self.body = body
        self.retry_after = retry_after


class Client:
    """Asks one source; never two requests at once, and never without a pause between them."""

    def __init__(self, source: Source, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._source = source
        self._sleep = sleep
        self._ends = time.monotonic() + source.visit_seconds
        self._asked = False
        self._http = httpx.Client(
            follow_redirects=False,
            # Every request opens its own connection, so that `_bounded` always sees its socket.
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            timeout=httpx.Timeout(min(_SILENCE_SECONDS, source.request_seconds), connect=_CONNECT_SECONDS),
            headers={"User-Agent": source.user_agent, "Accept-Encoding": "identity", "Accept": "*/*"},
            trust_env=False,
            proxy=source.proxy or None,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def is_out_of_time(self) -> bool:
        """Whether this visit has lasted as long as one may."""
        return time.monotonic() > self._ends

    def get(self, url: str, validators: Validators | None = None) -> Answer:
        """Ask an address, again with longer pauses while the site has trouble.

        Raises:
            Unanswered: there is no usable answer; says why.
        """
        waiting = self._source.pause_seconds
        for attempt in range(self._source.retries + 1):
            try:
                return self._follow(url, validators or Validators())
            except Unanswered as refused:
                pause = refused.retry_after if refused.retry_after is not None else waiting
                last = attempt == self._source.retries or refused.rule not in _PASSING
                if last or pause > _LONGEST_WAIT or time.monotonic() + pause > self._ends:
                    raise
                self._sleep(pause)
                waiting *= 2
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _follow(self, url: str, validators: Validators) -> Answer:
        seen = {url}
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(url, validators)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            target = joined(url, answer.headers.get("location", ""))
            if target in seen:
                raise Unanswered("source_redirected", f"{url} → {target} (vòng lặp)")
            if not is_allowed(self._source.hosts, target):
                raise Unanswered("source_redirected", f"{url} → {target}")
            seen.add(target)
            url = target
        raise Unanswered("source_redirected", f"{url} (quá {MAX_REDIRECTS} lần)")

    def _ask(self, url: str, validators: Validators) -> Answer:
        if not is_allowed(self._source.hosts, url):
            raise Unanswered("source_redirected", url)
        if self._asked:
            self._sleep(self._source.pause_seconds)
        self._asked = True
        body = bytearray()
        try:
            with _bounded(min(self._source.request_seconds, self._ends - time.monotonic())) as (extensions, is_late):
                request = self._http.build_request("GET", url, headers=validators.headers(), extensions=extensions)
                response = self._http.send(request, stream=True)
                try:
                    return self._answer(url, response, body)
                finally:
                    response.close()
        except httpx.TransportError as error:
            if is_late():
                raise Unanswered("source_down", f"{url}: quá {self._source.request_seconds:g} giây") from error
            if body or isinstance(error, httpx.RemoteProtocolError):
                raise Unanswered("source_cut_off", f"{url}: {len(body)} byte", body=bytes(body)) from error
            raise Unanswered("source_down", f"{url}: {type(error).__name__}") from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Unanswered("source_changed", f"{url[:200]}: {error}"[:300]) from error

    def _answer(self, url: str, response: httpx.Response, body: bytearray) -> Answer:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        status = response.status_code
        if status == 304:
            return Answer(url, status, b"", headers)
        if response.is_redirect:
            return Answer(url, status, b"", headers | {"location": response.headers.get("location", "")})
        if status != 200:
            wait = _retry_after(response.headers)
            rule = "source_down" if status in _TRY_AGAIN or status >= 500 else "source_refused"
            raise Unanswered(rule, f"{url}: HTTP {status}", retry_after=wait)
        limit = self._source.max_bytes
        stated = headers.get("content-length", "")
        if stated.isdigit() and int(stated) > limit:
            raise Unanswered("source_too_large", f"{url}: {stated} byte")
        for chunk in response.iter_raw(65536):
            body += chunk
            if len(body) > limit:
                raise Unanswered("source_too_large", f"{url}: hơn {limit} byte", body=bytes(body[:65536]))
        encoding = response.headers.get("content-encoding", "identity").lower()
        return Answer(url, status, _unpacked(bytes(body), encoding, limit, url), headers)


@contextmanager
def _bounded(seconds: float) -> Iterator[tuple[dict[str, Any], Callable[[], bool]]]:
    """End a request that takes longer in all than it may, however it drips: its socket is shut from outside."""
    sockets: list[socket.socket] = []
    late: list[bool] = []

    def watch(event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            found = info["return_value"].get_extra_info("socket")
            if found is not None:
                sockets.append(found)

    def shut() -> None:
        late.append(True)
        for open_socket in sockets:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield {"trace": watch}, lambda: bool(late)
    finally:
        timer.cancel()


def _unpacked(body: bytes, encoding: str, limit: int, url: str) -> bytes:
    """Undo a packing that we did not ask for, without ever holding more than the limit."""
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise Unanswered("source_garbage", f"{url}: content-encoding {encoding[:40]}", body=body)
    unpacker = zlib.decompressobj(wbits=47)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise Unanswered("source_cut_off", f"{url}: {error}", body=body) from error
    if len(plain) > limit:
        raise Unanswered("source_too_large", f"{url}: giải nén ra hơn {limit} byte", body=body[:65536])
    if not unpacker.eof:
        raise Unanswered("source_cut_off", f"{url}: {len(plain)} byte", body=body)
    return plain


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds a site asks us to wait; None when it does not, or not in words that can be read."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdigit():
        return float(stated)
    with suppress(TypeError, ValueError):
        until = parsedate_to_datetime(stated)
        sent = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - sent).total_seconds())
    return None
