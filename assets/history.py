"""Dagster's own history of runs, with its SQLite files kept open for a night.

Belongs here: how that history is connected to. Does not: what is written into it, or the run (`assets.running`).

Dagster opens, compiles for and closes its files for every line of a log, some 1,500 times a night: two thirds of what
the night spends on Dagster. Losing the end of it in a power cut costs a line in a log: what the night wrote is in our
own files, which are synced.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import dagster as dg
from dagster._core.instance import InstanceRef
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool


@contextmanager
def opened(home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's instance of a home; its history is kept open unless the operator keeps it elsewhere."""
    ref = InstanceRef.from_dir(str(home))
    data = ref.storage_data
    if data is not None and data.class_name == DagsterSqliteStorage.__name__:
        ref = ref._replace(storage_data=data._replace(module_name=__name__, class_name=KeptOpen.__name__))
    with dg.DagsterInstance.from_ref(ref) as instance:
        yield instance


class _Files:
    """SQLite files that were opened once, each with one connection that is used by one thread at a time."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}
        self._lock = Lock()

    @contextmanager
    def connection(self, address: str) -> Iterator[Connection]:
        """Run the block in a transaction on the file at a SQLAlchemy address."""
        with self._lock:
            if address not in self._engines:
                arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
                self._engines[address] = create_engine(address, poolclass=StaticPool, connect_args=arguments)
                event.listen(self._engines[address], "connect", _answer_before_the_disk_does)
            with self._engines[address].begin() as connection:
                yield connection

    def close(self) -> None:
        """Let go of every file."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


def _answer_before_the_disk_does(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")


class _Events(SqliteEventLogStorage):
    """The log of events."""

    def __init__(self, base_dir: str) -> None:
        self._files = _Files()
        self._made: set[str] = set()
        super().__init__(base_dir)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        """Connect to the file of one run."""
        if run_id is None or run_id not in self._made:
            with super().run_connection(run_id):  # makes the file of a run that is new
                self._made.add(str(run_id))
        return self._files.connection(self.conn_string_for_shard(str(run_id)))

    def index_connection(self) -> AbstractContextManager[Connection]:
        """Connect to the file that knows the assets of all runs."""
        return self.run_connection(INDEX_SHARD_NAME)

    def dispose(self) -> None:
        """Let go of the files."""
        self._files.close()
        super().dispose()


class _Runs(SqliteRunStorage):
    """The list of runs."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._files = _Files()
        super().__init__(conn_string, inst_data)

    def connect(self) -> AbstractContextManager[Connection]:  # type: ignore[override]
        """Connect to the one file of the list."""
        return self._files.connection(self._conn_string)

    def dispose(self) -> None:
        """Let go of the files."""
        self._files.close()
        super().dispose()


class KeptOpen(DagsterSqliteStorage):
    """Dagster's default storage, on files that stay open until it is disposed of."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        history = Path(base_dir) / "history"
        self._run_storage = _Runs.from_local(str(history))
        self._event_log_storage = _Events(str(history / "runs"))

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> KeptOpen:
        """Make it as Dagster's settings say."""
        return cls.from_local(inst_data=inst_data, **config_value)
