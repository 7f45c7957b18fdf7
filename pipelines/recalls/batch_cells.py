"""Cells of batches that hold more than one bare batch: label words, brackets, dates, several batches, first to last.

Belongs here: which batches such a cell names, as keys. Does not: how bare batches are spelled (`keys`), batches in
running text (`texts`), or batches as notices print them (`pipelines.notices`).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.notices.ranges import CERTAIN, batches_between, hyphened, is_countable
from pipelines.recalls.keys import folded, name_key
from pipelines.recalls.number_cells import SEVERAL, without_registrations
from pipelines.warehouse import Warehouse

UNTOLD = ""
"""The key of a batch that a cell means and does not tell: `không rõ`, `B77 và lô khác`."""
BARE = "[0-9A-Za-z.]*[0-9][0-9A-Za-z.]*"
"""Grammar that `re` and DuckDB's RE2 read alike: one batch and nothing beside it."""

RANGE_HINT = "(?i)đến|den|tới|toi|->|→|÷|~|[-–—]"
"""What a cell that names a range holds at least; likewise."""

_DATE = re.compile(
    r"(?<!\w)\d{1,2}\s?[/.-]\s?(?:\d{1,2}\s?[/.-]\s?)?(?:20)\d\d(?!\w)|(?<!\w)\d{1,2}/\d{1,2}/\d\d(?!\w)"
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SEVERAL = re.compile(rf"/|{SEVERAL}", re.IGNORECASE)
_TO = re.compile(r"\s*(?:(?<!\w)(?:đến|den|tới|toi)(?!\w)|->|→|÷|~)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]\s*")
_SPACED = re.compile(r"\s[-–—]\s")
_LONG_END = 4
"""Characters from which what stands on both sides of a dash are two batches, no parts of one: `L.25 - 003`."""
_GLUED = re.compile(r"^(?:so)?(?:lo|lot|lsx)(?=\d)")
_WHOLE = re.compile(r"(?!(?:19|20)\d\d$)(?=[a-z]*\d{2})[0-9a-z]{3,}$")
"""A word that may be a batch by itself: no year, no part of two characters."""
_LABELS = frozenset(
    (
        *("so", "lo", "cac", "lot", "batch", "no", "number", "lsx", "slsx", "solo", "ma", "ky", "hieu", "san", "xuat"),
        *("sx", "kiem", "soat", "thuoc", "gom", "tu", "hd", "hsd", "nsx", "han", "dung", "ngay", "su", "exp", "mfg"),
    )
)
"""Words, folded, that say that a batch or a date follows and are no part of it."""


def leave_batch_cells(warehouse: Warehouse) -> None:
    """Leave the temporary table `batch_cells`: the keys of each cell of `goods_seen` that is no bare batch.

    One row per batch_number (as written) × batch_key; `UNTOLD` where the cell means a batch that cannot be told.
    """
    cells = warehouse.query(
        f"SELECT DISTINCT batch_number FROM goods_seen WHERE NOT regexp_full_match(trim(batch_number), '{BARE}') "
        r"OR regexp_matches(batch_number, '^\s*(?i:so)?(?i:lo|lot|lsx)[0-9]') ORDER BY ALL"
    )["batch_number"].to_list()
    rows = [(cell, key) for cell in cells for key in sorted(batch_keys(cell))]
    schema = {"batch_number": pl.String(), "batch_key": pl.String()}
    warehouse.leave("batch_cells", pl.DataFrame(rows, schema=schema, orient="row"))


def batch_keys(text: str) -> frozenset[str]:
    """The batches that a cell may name, the whole cell as one of them; with `UNTOLD` where it means more than it tells.

    What brackets hold counts where it is a batch; a date or a remark in brackets takes nothing from the batch before,
    and a registration number typed beside it is none.
    """
    dateless = _DATE.sub(" ", without_registrations(text))
    told = {key for part in _parts(_BRACKETED.sub(" ; ", dateless)) for key in _keys_of(part)}
    beside = {key for inside in _BRACKETED.findall(dateless) for part in _parts(inside) for key in _keys_of(part)}
    found = told | ((beside - {UNTOLD}) if told - {UNTOLD} else beside)
    return frozenset({name_key(text), *(found or {UNTOLD})})


def answered_keys(text: str) -> tuple[frozenset[str], bool]:
    """The batches a ward's answer is about, and whether it names a range that nobody can count through.

    More than `batch_keys` tells for certain: the notice has a list of its own, and only batches of that list are meant.
    So words count apart, and so do all batches of a range whose count is likely (`010123 - 050123`).
    """
    dateless = _DATE.sub(" ", text)
    parts = _parts(_BRACKETED.sub(" ; ", dateless))
    likely = {key for part in parts for key in _likely(part)}
    words = {word for word in folded(dateless).split() if any(c.isdigit() for c in word)}
    return batch_keys(text) - {UNTOLD} | likely | words, any(map(_is_uncounted, parts))


def _parts(text: str) -> list[str]:
    """The pieces of a list that say anything beside labels."""
    return [part for part in _SEVERAL.split(text) if _bare(part)]


def _bare(text: str) -> list[str]:
    """The words of a piece, folded, without the labels before and behind them."""
    words = folded(text).split()
    while words and words[0] in _LABELS:
        words = words[1:]
    while words and words[-1] in _LABELS:
        words = words[:-1]
    return words


def _keys_of(part: str) -> set[str]:
    ends = _ends(part)
    if ends is None:
        return _one(part)
    first, last, is_said = ends
    between = _between(first, last)
    if is_said:
        return between or {UNTOLD, *_one(first), *_one(last)}
    # One batch may hold a dash: only what can be counted through is a first and a last.
    return between if len(between) > 1 else _one(part)


def _ends(part: str) -> tuple[str, str, bool] | None:
    """The first and the last that a piece names, and whether words say that it goes from the one to the other."""
    said = _TO.split(part)
    if len(said) == 2:
        return said[0], said[1], True
    dashed = _DASH.split(part)
    return (dashed[0], dashed[1], False) if len(said) == 1 and len(dashed) == 2 else None


def _likely(part: str) -> tuple[str, ...]:
    """All batches of a range, also where their count is only likely."""
    if (ends := _ends(part)) is None:
        return ()
    first, last = ("".join(_bare(end)) for end in ends[:2])
    if not ends[2]:
        found = hyphened(first, last, None, is_spaced=bool(_SPACED.search(part)))
        return found[0] if found else ()
    return batches_between(first, last)[0] if first and last else ()


def _is_uncounted(part: str) -> bool:
    """Whether a piece goes from one batch to another without telling which lie between."""
    if (ends := _ends(part)) is None:
        return False
    first, last = ("".join(_bare(end)) for end in ends[:2])
    if ends[2]:
        return bool(last) and not is_countable(first, last)
    told = all(len(end) >= _LONG_END and any(c.isdigit() for c in end) for end in (first, last))
    between = _between(first, last)
    return told and not _likely(part) and (len(between) < 2 or UNTOLD in between)


def _between(first: str, last: str) -> set[str]:
    """All batches from the first to the last; none where they cannot be counted through, ends alone in doubt."""
    one, other = ("".join(_bare(end)) for end in (first, last))
    batches, confidence = batches_between(one, other) if min(len(one), len(other)) > 1 else ((), 0.0)
    if confidence >= CERTAIN:
        return set(batches)
    return {UNTOLD, one, other} if len(batches) > 2 else set()


def _one(part: str) -> set[str]:
    words = _bare(part)
    whole = "".join(words)
    if not any(c.isdigit() for c in whole):
        return {UNTOLD}
    if any(word.isalpha() and len(word) > 2 for word in words):
        return {UNTOLD, *(word for word in words if any(c.isdigit() for c in word))}
    listed = [word for word in words if word not in _LABELS]
    if len(listed) > 1 and len({re.sub(r"\d", "9", word) for word in listed}) == 1 and all(map(_WHOLE.match, listed)):
        # Lines of one cell arrive with a space between them: `G01 G02` are two, `KT 0026` is one.
        return {whole, *listed}
    return {whole, _GLUED.sub("", whole)}
