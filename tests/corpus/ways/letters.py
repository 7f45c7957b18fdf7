"""Ways in which all texts of a file are spelled.

Belongs here: choosing a spelling. Does not: the spellings themselves (`tests.corpus.spelling`).
"""

from __future__ import annotations

from tests.corpus.model import Case
from tests.corpus.ways.choosing import way


@way(4, "spelling", 2)
def decomposed(case: Case) -> None:
    case.spelling = "nfd"


@way(4, "spelling", 2)
def unbreakable_spaces(case: Case) -> None:
    case.spelling = "nbsp"


@way(4, "spelling")
def soft_hyphens(case: Case) -> None:
    case.spelling = "soft_hyphen"


@way(4, "spelling")
def invisible_letters(case: Case) -> None:
    case.spelling = "zero_width"


@way(4, "spelling", 2)
def look_alike_letters(case: Case) -> None:
    case.spelling = "look_alike"


@way(4, "spelling")
def double_spaces(case: Case) -> None:
    case.spelling = "double_space"


@way(4, "spelling", 2)
def legacy_tcvn3(case: Case) -> bool | None:
    return _legacy(case, "tcvn3")


@way(4, "spelling", 2)
def legacy_vni(case: Case) -> bool | None:
    return _legacy(case, "vni")


def _legacy(case: Case, spelling: str) -> bool | None:
    if case.extension in ("csv",):
        return False
    case.spelling = spelling
    return None
