"""One visit to a web site with a list: read the list, fetch what is new on it, note how it ended.

Belongs here: the order of a visit, and what is done when a part of it goes wrong. Does not: HTTP (`client`), selectors
(`pages`), keeping (`journal`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, pairwise

from pipelines.errors import ArchiveError
from pipelines.inbox import archived_bytes
from pipelines.notices.documents import own_number
from pipelines.notices.sources.addresses import file_name_of
from pipelines.notices.sources.client import Client, Unanswered, Validators
from pipelines.notices.sources.declared import Source
from pipelines.notices.sources.journal import Document, Journal, Problem, Visit, keep_bytes, key_of
from pipelines.notices.sources.pages import Item, Listing, kind_of_file, links_to_files, read_listing
from pipelines.settings import Settings

_DRIFT = frozenset({"source_changed", "source_fewer", "source_shape"})
_BASELINE_FOR = timedelta(days=7)
_FAILURES_IN_A_ROW = 3


@dataclass
class _Found:
    """What a visit has seen so far."""

    items: dict[str, Item] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    per_page: int = 0
    first_page: tuple[Item, ...] = ()
    waiting: list[str] = field(default_factory=list)


class SiteVisit:
    """One visit to one site; `run` never raises for what the site does."""

    def __init__(
        self,
        source: Source,
        journal: Journal,
        settings: Settings,
        *,
        at: datetime,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._journal = journal
        self._settings = settings
        self._at = at
        self._sleep = sleep
        self._found = _Found()

    def run(self) -> Visit:
        """Read the list, fetch the documents that are missing, append how it ended to the journal."""
        with Client(self._source, sleep=self._sleep) as client:
            has_list = self._read_list(client)
            self._fetch_documents(client)
        visit = self._ended(has_list=has_list)
        self._journal.note(visit)
        return visit

    def _read_list(self, client: Client) -> bool:
        """Read pages until one brings nothing that is not known; returns whether the first one could be had."""
        url, found = self._source.url, self._found
        last_day: date | None = date.max
        for page in count(1):
            try:
                listing = self._list_page(client, url)
            except Unanswered as refused:
                # After the last page a site says 404, or shows a page without lines.
                if page > 1 and refused.rule in {"source_changed", "source_refused"}:
                    return True
                self._note_refusal(refused, url)
                return False
            if page == 1:
                found.per_page, found.first_page = listing.seen, listing.items
            if listing.broken:
                found.problems.append(Problem("source_shape", f"{listing.broken}/{listing.seen}", url))
            new = [item for item in listing.items if item.url not in found.items]
            found.items |= {item.url: item for item in new}
            in_order = _in_order(listing.items, last_day)
            last_day = listing.items[-1].published_on if listing.items else last_day
            if not self._source.paging or (listing.items and not new) or (in_order and self._all_known(listing.items)):
                return True
            if page == self._source.max_pages or len(found.items) >= self._source.max_items:
                if not self._all_known(listing.items):
                    found.problems.append(Problem("source_pages_left", str(page), url))
                return True
            url = self._source.paging.format(page=page + 1)
        raise AssertionError("unreachable: the loop returns")

    def _all_known(self, items: Sequence[Item]) -> bool:
        return bool(items) and all(self._is_whole(item) for item in items)

    def _is_whole(self, item: Item) -> bool:
        known, had = self._known(item), self._journal.documents
        return known is not None and all(key_of(url, "attachment") in had for url in known.attachments)

    def _known(self, item: Item) -> Document | None:
        """The document of a line, if it was had and the line has said the same since."""
        known = self._journal.documents.get(key_of(item.url, "article"))
        return known if known and (known.title, known.published_on) == (item.title, item.published_on) else None

    def _fetch_documents(self, client: Client) -> None:
        """Fetch what is missing, newest first; a site that keeps failing is left alone until the next visit."""
        newest_first = sorted(self._found.items.values(), key=lambda item: item.published_on or date.max, reverse=True)
        failures = 0
        for item in newest_first:
            if client.is_out_of_time or failures >= _FAILURES_IN_A_ROW:
                if not self._is_whole(item):
                    self._wait_for(item)
                continue
            had = self._fetch_item(client, item)
            failures = 0 if had else failures + 1
            if not had:
                self._wait_for(item)

    def _fetch_item(self, client: Client, item: Item) -> bool:
        document = self._known(item)
        try:
            document = document or self._fetch_page(client, item)
        except Unanswered as refused:
            self._note_refusal(refused, item.url, is_item=True)
            return False
        whole = True
        for url in document.attachments:
            if key_of(url, "attachment") in self._journal.documents:
                continue
            try:
                body = self._body(client, url)
                self._keep_document(item, url, body, "attachment", suffix=kind_of_file(url, body))
            except Unanswered as refused:
                self._note_refusal(refused, url, is_item=True)
                whole = False
        return whole

    def _fetch_page(self, client: Client, item: Item) -> Document:
        body = self._body(client, item.url)
        with suppress(Unanswered):
            # Some lists link straight to the file.
            return self._keep_document(item, item.url, body, "file", suffix=kind_of_file(item.url, body))
        links = links_to_files(self._source, item.url, body)
        return self._keep_document(item, item.url, body, "article", suffix=".html", attachments=links)

    def _wait_for(self, item: Item) -> None:
        """Keep the line itself as long as its document cannot be had, if it says which document it is."""
        self._found.waiting.append(item.title)
        known = self._journal.documents
        if key_of(item.url, "article") in known or key_of(item.url, "list_title") in known:
            return
        if own_number(item.title) is None:
            return
        day = f"PUBLISHED: {item.published_on:%d/%m/%Y}\n" if item.published_on else ""
        text = f"SOURCE: {item.url}\n{day}---\n{item.title}\n"
        self._keep_document(item, item.url, text.encode(), "list_title", suffix=".txt")

    def _list_page(self, client: Client, url: str) -> Listing:
        """One page of the list, asked for only if it is newer than the one in the archive."""
        validators, sha256 = self._journal.pages.get(url, (Validators(), ""))
        before: bytes | None = None
        with suppress(ArchiveError):
            before = archived_bytes(self._settings, sha256) if sha256 else None
        answer = client.get(url, validators if before is not None else Validators())
        if answer.status == 304 and before is not None:
            return read_listing(self._source, url, before)
        kept = self._keep(answer.body, url, answer.headers)
        listing = read_listing(self._source, url, answer.body)
        # Only a page that could be read is remembered: a broken one must be sent whole again.
        self._journal.note_answer(url, at=self._at, sha256=kept, headers=answer.headers, problem=None)
        return listing

    def _body(self, client: Client, url: str) -> bytes:
        """The whole answer of an address, kept before anybody looks into it."""
        answer = client.get(url)
        self._keep(answer.body, url, answer.headers)
        return answer.body

    def _keep(self, body: bytes, url: str, headers: Mapping[str, str]) -> str:
        return keep_bytes(self._settings, body, source_id=self._source.source_id, url=url, at=self._at, headers=headers)

    def _keep_document(
        self, item: Item, url: str, body: bytes, role: str, *, suffix: str, attachments: tuple[str, ...] = ()
    ) -> Document:
        document = Document(
            at=self._at,
            file_sha256=self._keep(body, url, {}),
            file_name=file_name_of(url, suffix),
            url=url,
            item_url=item.url,
            role=role,
            title=item.title,
            published_on=item.published_on,
            size_bytes=len(body),
            attachments=attachments,
        )
        self._journal.note(document)
        return document

    def _note_refusal(self, refused: Unanswered, url: str, *, is_item: bool = False) -> None:
        """Keep what had arrived of an unusable answer; trouble with one document is told beside its title."""
        problem = Problem(refused.rule, refused.detail[:300], url)
        sha256 = self._keep(refused.body, url, {}) if refused.body else None
        self._journal.note_answer(url, at=self._at, sha256=sha256, headers={}, problem=problem)
        if not is_item or refused.rule == "source_changed":
            self._found.problems.append(problem)

    def _ended(self, *, has_list: bool) -> Visit:
        found, visits = self._found, self._journal.visits
        good = [visit for visit in visits if visit.state == "ok" and self._at - visit.at <= _BASELINE_FOR]
        if good and has_list and found.per_page * 2 < good[-1].per_page:
            found.problems.append(Problem("source_fewer", str(found.per_page), str(good[-1].per_page)))
        items = list(found.items.values())
        listed_before = next((visit.items_hash for visit in reversed(visits) if visit.items_hash), "")
        items_hash = _hash_of(found.first_page) if found.first_page else ""
        newest = max(items, key=lambda item: item.published_on or date.min, default=None)
        number = own_number(newest.title) if newest else None
        drifted = any(problem.rule in _DRIFT for problem in found.problems)
        return Visit(
            at=self._at,
            state="changed" if drifted else "ok" if has_list else "failed",
            listed=len(items),
            per_page=found.per_page,
            items_hash=items_hash,
            has_changed=bool(items_hash) and items_hash != listed_before,
            newest_title=newest.title if newest else None,
            newest_url=newest.url if newest else None,
            newest_on=newest.published_on if newest else None,
            newest_number=number.number if number else None,
            waiting=tuple(found.waiting),
            problems=_told_once(found.problems),
        )


def _in_order(items: Sequence[Item], last_day: date | None) -> bool:
    """Whether a page goes on from newer to older: only then may what follows it be taken as older still."""
    days = [last_day, *(item.published_on for item in items)]
    return all(one is not None and two is not None and one >= two for one, two in pairwise(days))


def _hash_of(items: Sequence[Item]) -> str:
    """Tells one list from another, whatever its order."""
    lines = sorted(f"{item.url}\t{item.title}\t{item.published_on}" for item in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _told_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problem of each rule: one cause breaks many pages alike."""
    return tuple({problem.rule: problem for problem in reversed(problems)}.values())[::-1]
