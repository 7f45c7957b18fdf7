"""The blank form for one reporter, asked for by name.

Belongs here: finding the reporter and the period that a person typed, and saying what is wrong with them. Does not:
what the workbook looks like (`pipelines.workbooks.template`).
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from pipelines.errors import HomeError
from pipelines.periods import understand
from pipelines.reference import Reference
from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.template import write_form

WITHOUT_PERIOD = ("quick", "sign_off")
SAMPLE_BANNER = "DỮ LIỆU MINH HỌA"


def write_blank_form(
    target: Path, *, reporter_id: str, form: str, period: str | None, reference: Reference, context: ReadingContext
) -> None:
    """Write the form of one reporter with its cover filled in.

    Raises:
        HomeError: the reporter, form or period cannot be used; the text names what would do.
    """
    reporter = _reporter(reporter_id, context)
    write_form(
        target,
        form=form,
        reporter=reporter,
        period=_period(form, period, reference),
        reference=context,
        banner=SAMPLE_BANNER if reference.demo else "",
    )


def _reporter(text: str, context: ReadingContext) -> Reporter:
    if text in context.reporters:
        return context.reporters[text]
    words = {f"{r.reporter_id} {r.name}": r for r in context.reporters.values()}
    near = get_close_matches(text, [*context.reporters, *words], n=3, cutoff=0.5)
    offer = "; ".join(
        f"{context.reporters[n].reporter_id} {context.reporters[n].name}" if n in context.reporters else n for n in near
    )
    message = f"Không có đơn vị báo cáo {text!r}." + (f" Gần giống: {offer}." if offer else "")
    raise HomeError(message)


def _period(form: str, period: str | None, reference: Reference) -> str | None:
    if form in WITHOUT_PERIOD:
        return None
    understood = understand(period, reference.period_names)
    if understood.period is None:
        raise HomeError(f"{understood.reason_vi} Ví dụ: --period 2026-10.")
    return understood.period
