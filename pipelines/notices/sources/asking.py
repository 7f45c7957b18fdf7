"""Asking every source that the operator enabled, one after the other.

Belongs here: which kind of visit a source gets, and that no source can end the round or meet another round. Does not:
what happens in a visit.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from pipelines.notices.sources.declared import Source, enabled_sources
from pipelines.notices.sources.dropped import visit_folder, visit_mailbox
from pipelines.notices.sources.journal import Journal, Problem, Visit, open_journal
from pipelines.notices.sources.visiting import SiteVisit
from pipelines.settings import Settings

NEWS = "sources/news"
"""File in the archive that says when a round last brought documents; its change wakes the night."""


def ask_sources(
    settings: Settings,
    environment: Mapping[str, str],
    *,
    at: datetime,
    only: Sequence[str] = (),
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Visit]:
    """Visit every enabled source (or some by id) once, and note how each visit ended.

    Whatever a source does, the others are visited. While another process is asking, nothing is asked and the result
    is empty: its visits count for both.

    Raises:
        ReferenceDataError: `sources.toml` of the installation is wrong.
    """
    chosen = [source for source in enabled_sources(settings) if not only or source.source_id in only]
    if not chosen:
        return {}
    with _alone(settings) as is_alone:
        if not is_alone:
            return {}
        visits = {}
        for source in chosen:
            known = len(open_journal(settings, source.source_id).documents)
            visits[source.source_id] = _visit(source, settings, environment, at, sleep)
            if len(open_journal(settings, source.source_id).documents) != known:
                (settings.archive / NEWS).write_text(f"{at.isoformat()} {source.source_id}\n", "utf-8")
        return visits


def _visit(
    source: Source, settings: Settings, environment: Mapping[str, str], at: datetime, sleep: Callable[[float], None]
) -> Visit:
    journal = open_journal(settings, source.source_id)
    try:
        return _visit_by_kind(source, journal, settings, environment, at, sleep)
    except Exception as error:  # what a stranger's site can do to a parser is not known in advance
        problem = Problem("source_changed", f"{type(error).__name__}: {error}"[:300], source.url or source.source_id)
        visit = Visit(at=at, state="failed", problems=(problem,))
        journal.note(visit)
        return visit


def _visit_by_kind(
    source: Source,
    journal: Journal,
    settings: Settings,
    environment: Mapping[str, str],
    at: datetime,
    sleep: Callable[[float], None],
) -> Visit:
    if source.kind == "folder":
        return visit_folder(source, journal, settings, at=at)
    if source.kind == "mailbox":
        return visit_mailbox(source, journal, settings, environment, at=at)
    return SiteVisit(source, journal, settings, at=at, sleep=sleep).run()


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Whether this process may ask: one round at a time for a home."""
    folder = settings.archive / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".asking").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
