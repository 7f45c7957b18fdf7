"""Names of places -> official units: the unit table, and the matcher that turns what people type into codes.

Belongs here: units of today and of before 1 July 2025, spelling, matching. Does not: which units report
(`pipelines.reference`), shapes and maps, or what a page shows. The table of units
(`units`) is imported by name: it needs Polars, which a process that only matches names does without.
"""

from pipelines.places.matching import Match, PlaceIndex
from pipelines.places.spelling import fold_name

__all__ = ["Match", "PlaceIndex", "fold_name"]
