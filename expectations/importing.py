"""Importing Great Expectations, without the libraries that only expectations we do not use would need.

Belongs here: how GX is brought in. Does not: using it (`expectations.running`).
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from pipelines.cycles import no_search_for_cycles

_UNUSED = ("altair", "scipy.stats")
"""GX imports them for distributions and their charts: a third of the time, and no suite has such an expectation."""


@cache
def great_expectations() -> Any:
    """The module `great_expectations`, imported when first asked for: only the step that checks needs it."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings(), _postponed(_UNUSED), no_search_for_cycles():
        # Its own modules use names that Python calls deprecated; that is not ours to mend.
        warnings.simplefilter("ignore")
        module = import_module("great_expectations")
        import_module("great_expectations.expectations")
    return module


@contextmanager
def _postponed(names: Iterable[str]) -> Iterator[None]:
    """Give whoever imports one of these modules in the block a stand-in; the module comes once it is asked something.

    `importlib.util.LazyLoader` does not do: in Python 3.11 a second `import` of the name already loads the module.
    """
    stand_ins = {name: _stand_in(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _stand_in(name: str) -> ModuleType:
    stand_in = ModuleType(name, "Stands in for a module that nothing has asked for yet.")

    def ask(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)  # such as __file__, asked of every module by those who look through all
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    stand_in.__getattr__ = ask  # type: ignore[method-assign]
    return stand_in
