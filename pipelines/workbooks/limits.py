"""What one file may cost at most, and how it is refused.

Belongs here: the bounds that every format shares, and `RefusedError`. Does not: looking at any bytes (`safety`,
`packages`), or limits of time and memory (`worker`).
"""

from __future__ import annotations

from pipelines.errors import WorkbookError

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 20 * MEGABYTE
MAX_UNPACKED_BYTES = 200 * MEGABYTE
MAX_RATIO = 250
"""Unpacked bytes for one packed byte, for files that unpack to more than `SMALL_BYTES`. Real forms stay below 40."""
SMALL_BYTES = 16 * MEGABYTE
MAX_PARTS = 2000
MAX_CELLS = 4_000_000
"""Cells from A1 to the last filled one, blank ones too: what the cell reader makes room for."""


class RefusedError(WorkbookError):
    """A file that must not or cannot be parsed: the rule that says why, and what was found and expected."""

    def __init__(self, rule: str, value: str = "", expected: str = "") -> None:
        super().__init__(f"{rule}: {value}")
        self.rule, self.value, self.expected = rule, value, expected


def refuse_large(size_bytes: int) -> None:
    """Refuse a file by its size, before it is read.

    Raises:
        RefusedError: rule too_large.
    """
    if size_bytes > MAX_FILE_BYTES:
        raise RefusedError("too_large", megabytes(size_bytes), megabytes(MAX_FILE_BYTES))


def refuse_wide(last_row: int, last_column: int, last_cell: str) -> None:
    """Refuse a sheet by its extent (rows and columns counted from A1), before room is made for it.

    Raises:
        RefusedError: rule too_many_cells.
    """
    if last_row * last_column > MAX_CELLS:
        shown = f"{last_row:,} dòng × {last_column:,} cột, tới ô {last_cell}".replace(",", ".")
        raise RefusedError("too_many_cells", shown, f"{MAX_CELLS:,} ô".replace(",", "."))


def megabytes(size: int) -> str:
    """Return a size as people write it here."""
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")
