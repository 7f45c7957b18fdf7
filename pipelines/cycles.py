"""Python's search for objects that only hold each other, put off while many objects are made that cannot.

Belongs here: those switches. Does not: anything that could leave cycles behind.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Rows, listed files, imported classes stay: looking for cycles among millions of them takes a tenth of a night."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def what_is_there_stays() -> Iterator[None]:
    """Leave everything that exists by now out of every search in the block: half a million objects of libraries."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
