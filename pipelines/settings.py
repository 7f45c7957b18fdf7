"""Where things are: one frozen `Settings`, built once at the edge and passed down.

Belongs here: folders, file names and the local time zone. Does not: reading any file, the clock, or how a verb
behaves; importing this module does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The civil time of every deadline and of every screen."""

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_MARKER = "DU_LIEU_MINH_HOA.txt"
"""Written when a demo home is created; everything in a home that bears it is sample data."""


@dataclass(frozen=True)
class Settings:
    """The folders of one installation."""

    home: Path
    """Everything that changes: inbox, archive, decisions, warehouse, published snapshots."""

    shipped_reference: Path = CHECKOUT / "data" / "reference"
    """Directives, code lists, layouts and rules that ship with the code."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read `HEALTH389_HOME` (default `data/home` in the checkout) and `HEALTH389_REFERENCE`."""
        home = environment.get("HEALTH389_HOME") or str(CHECKOUT / "data" / "home")
        shipped = environment.get("HEALTH389_REFERENCE") or str(CHECKOUT / "data" / "reference")
        return cls(home=Path(home).expanduser().resolve(), shipped_reference=Path(shipped).expanduser().resolve())

    @property
    def inbox(self) -> Path:
        """What people and machines drop: never written by the night."""
        return self.home / "inbox"

    @property
    def inbox_reports(self) -> Path:
        """Report workbooks, in any sub-folders."""
        return self.inbox / "reports"

    @property
    def inbox_notices(self) -> Path:
        """Recall notices and warnings, in any sub-folders."""
        return self.inbox / "notices"

    @property
    def archive(self) -> Path:
        """Every file that ever arrived, by hash, with the evidence of its arrivals beside it."""
        return self.home / "archive"

    @property
    def decisions(self) -> Path:
        """What people decided: append-only lines."""
        return self.home / "decisions"

    @property
    def reference(self) -> Path:
        """The operator's overlay of the shipped reference data."""
        return self.home / "reference"

    @property
    def warehouse_dir(self) -> Path:
        """The writer's DuckDB files; readers never open them."""
        return self.home / "warehouse"

    @property
    def published(self) -> Path:
        """Immutable snapshots and the pointer `CURRENT`."""
        return self.home / "published"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own run history."""
        return self.home / "dagster"

    @property
    def is_demo(self) -> bool:
        """Whether this home holds sample data only."""
        return (self.home / DEMO_MARKER).is_file()

    def create_folders(self) -> None:
        """Make the folders of a home; existing ones are left as they are."""
        for folder in (
            self.inbox_reports,
            self.inbox_notices,
            self.archive,
            self.decisions,
            self.reference,
            self.warehouse_dir,
            self.published,
            self.dagster_home,
        ):
            folder.mkdir(parents=True, exist_ok=True)
