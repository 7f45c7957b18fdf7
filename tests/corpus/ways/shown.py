"""Ways to make the screen show another figure than the cell holds: number formats, raised and crossed out digits.

Belongs here: what a format of files keeps of how a cell looks. Does not: what is typed in a cell (`cells`).
"""

from __future__ import annotations

from tests.corpus.model import Case, Formatted, Pieces
from tests.corpus.ways.cells import pick
from tests.corpus.ways.choosing import way

_SCALING = (
    ("#,##0,", 1_000, ""),
    ("#,##0,,", 1_000_000, ""),
    ('#,##0" triệu"', 1, " triệu"),
    ('#,##0" nghìn đồng"', 1, " nghìn đồng"),
)


@way(2)
def format_that_scales(case: Case) -> bool | None:
    """A full amount shown in thousands, or a small one with a word behind it that makes it large."""
    if case.extension == "csv":
        return False  # only what is shown is kept
    code, factor, word = case.chance.choice(_SCALING)
    found = pick(case, "money", least=1_000_000)
    if found is None or (case.extension == "html" and word):
        return False
    sheet, line, key = found
    assert line.means is not None
    value = float(line.means[key])
    line.typed[key] = Formatted(value, code, f"{value / factor:.0f}{word}")
    case.returns("format_changes_figure", sheet=sheet, line=line, key=key)
    return None


@way(2)
def plain_format(case: Case) -> bool | None:
    """Groups of thousands and the sign of the currency change nothing."""
    found = pick(case, "money")
    if found is None or case.extension == "csv":
        return False
    _, line, key = found
    assert line.means is not None
    value = float(line.means[key])
    line.typed[key] = Formatted(value, case.chance.choice(("#,##0", '#,##0" ₫"')), f"{value:,.0f}".replace(",", "."))
    return None


@way(2)
def raised_or_crossed_out_digit(case: Case) -> bool | None:
    """The number of a footnote behind a count, or a digit that was crossed out: 5¹ is not 51."""
    found = pick(case, "count")
    if found is None or case.extension == "csv":
        return False
    sheet, line, key = found
    assert line.means is not None
    line.typed[key] = Pieces(str(line.means[key]), case.chance.choice("123"), case.chance.random() < 0.6)
    case.returns("format_changes_figure", "number_*", "count_*", sheet=sheet, line=line, key=key)
    return None
