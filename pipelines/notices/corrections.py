"""What a person corrects in one text about products; it survives every re-run, because it is kept as a decision.

Belongs here: which fields can be corrected, whether a correction can be used, applying it to a parsed text. Not here:
files of decisions (`pipelines.decisions`), joining copies (`loading`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipelines.notices.model import Batch, Evidence, ParsedNotice, Product
from pipelines.notices.periods import due_by_law
from pipelines.notices.reference import NoticeReference
from pipelines.tables.codes import NOTICE_KINDS, NOTICE_SCOPES, PRODUCT_GROUPS

CODES: Mapping[str, tuple[Any, ...]] = {
    "kind": NOTICE_KINDS,
    "product_group": PRODUCT_GROUPS,
    "scope": NOTICE_SCOPES,
    "level": (1, 2, 3),
}
"""Values of fields that only take some."""
_DAYS = frozenset({"issued_on", "due_in_notice", "batches.manufactured_on", "batches.expires_on"})
NEVER_BLANK = frozenset({"kind", "product_group"})
"""Fields that every notice has: no text can be said not to state them."""
DOCUMENT_FIELDS = (
    "document_number", "issued_on", "kind", "product_group", "level", "authority", "reason", "reason_code", "scope",
    "scope_place", "due_in_notice", "lifts",
)  # fmt: skip
IDENTITY = ("document_number", "issued_on")
"""Fields that say which document a text is."""
PRODUCT_FIELDS = ("products.name", "products.registration_number", "products.manufacturer", "products.importer")
BATCH_FIELDS = ("batches.batch_number", "batches.manufactured_on", "batches.expires_on")
CORRECTABLE = (*DOCUMENT_FIELDS, *PRODUCT_FIELDS, *BATCH_FIELDS)
"""Fields that a person can correct, by the names of `core.notice_fields`."""

_SURE = 1.0


class UnfitCorrectionError(ValueError):
    """A correction with a field or value that no notice can have."""


@dataclass(frozen=True)
class Correction:
    """One field of one text, as a person read it.

    Attributes:
        field: one of `CORRECTABLE`.
        value: the right value; None = the text does not say it (a product's name or a batch's number: no such one).
        product_no: product of this text, from 1; one more than there are adds a product.
        batch_number: batch as read so far; a number that is not there yet adds a batch.
        file_sha256: the copy; None = every copy of the notice.
    """

    field: str
    value: Any
    product_no: int | None = None
    batch_number: str | None = None
    file_sha256: str | None = None


def correction_of(value: Mapping[str, Any]) -> Correction:
    """Read the JSON value of a decision `notice_correction`.

    Raises:
        UnfitCorrectionError: a field or value that no notice can have.
    """
    if set(value) - {"field", "value", "product_no", "batch_number", "file_sha256"} or "value" not in value:
        raise UnfitCorrectionError("fields")
    name, said, product_no = value.get("field"), value["value"], value.get("product_no")
    batch_number, file_sha256 = value.get("batch_number"), value.get("file_sha256")
    if name not in CORRECTABLE or (said is None and name in NEVER_BLANK):
        raise UnfitCorrectionError(name)
    if (name in DOCUMENT_FIELDS) != (product_no is None) or (name in BATCH_FIELDS) != (batch_number is not None):
        raise UnfitCorrectionError("product_no, batch_number")
    if product_no is not None and (type(product_no) is not int or product_no < 1):
        raise UnfitCorrectionError("product_no")
    if any(
        text is not None and (not isinstance(text, str) or not text.strip()) for text in (batch_number, file_sha256)
    ):
        raise UnfitCorrectionError("batch_number, file_sha256")
    if said is not None:
        said = _fitting(name, said)
    return Correction(name, said, product_no, batch_number, file_sha256)


def _fitting(name: str, value: Any) -> Any:
    if name in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise UnfitCorrectionError(value) from error
    if name in CODES:
        if type(value) not in (str, int) or value not in CODES[name]:
            raise UnfitCorrectionError(value)
        return value
    if name in _DAYS or not isinstance(value, str) or not value.strip():
        raise UnfitCorrectionError(value)
    return value.strip()


def corrected(notice: ParsedNotice, corrections: Sequence[Correction], reference: NoticeReference) -> ParsedNotice:
    """Apply corrections in their order; the legal deadline follows from the corrected fields."""
    for correction in corrections:
        notice = _apply(notice, correction)
    if not corrections:
        return notice
    due = due_by_law(
        kind=notice.kind,
        product_group=notice.product_group,
        level=notice.level,
        issued_on=notice.issued_on,
        reference=reference,
    )
    return replace(notice, due_by_law=due, products=tuple(p for p in notice.products if p != Product()))


def _apply(notice: ParsedNotice, correction: Correction) -> ParsedNotice:
    if correction.product_no is None:
        changes: dict[str, Any] = {correction.field: correction.value}
        return replace(notice, **changes, evidence=_evidence(notice, correction))
    at = correction.product_no - 1
    if at > len(notice.products):
        # The text was read again and has fewer products now: the correction waits for a person.
        return notice
    products = [*notice.products, Product()] if at == len(notice.products) else list(notice.products)
    products[at] = _product(products[at], correction)
    return replace(notice, products=tuple(products), evidence=_evidence(notice, correction))


def _product(product: Product, correction: Correction) -> Product:
    name = correction.field.partition(".")[2]
    if correction.batch_number is None:
        if name == "name" and correction.value is None:
            return Product()
        changes: dict[str, Any] = {name: correction.value}
        return replace(product, **changes)
    known = {_key(batch.batch_number): batch for batch in product.batches}
    key = _key(correction.batch_number)
    batch = known.get(key, Batch(correction.batch_number))
    if name != "batch_number":
        precision = "day" if correction.value else None
        batch_changes: dict[str, Any] = {name: correction.value, f"{name.removesuffix('_on')}_precision": precision}
        known[key] = replace(batch, **batch_changes)
    elif correction.value is None:
        known.pop(key, None)
    else:
        known[key] = replace(batch, batch_number=correction.value)
    return replace(product, batches=tuple(known.values()))


def _evidence(notice: ParsedNotice, correction: Correction) -> tuple[Evidence, ...]:
    """The words stay where they were; the value is now the person's, and sure."""
    value = str(correction.value) if correction.value is not None else None
    found = False
    entries = []
    for entry in notice.evidence:
        if _is_about(entry, correction):
            entries.append(replace(entry, value=value, confidence=_SURE))
            found = True
        else:
            entries.append(entry)
    if not found:
        place = (correction.product_no, correction.batch_number)
        entries.append(Evidence(correction.field, value, "", 0, 0, _SURE, *place))
    return tuple(entries)


def _is_about(entry: Evidence, correction: Correction) -> bool:
    if (entry.field, entry.product_no) != (correction.field, correction.product_no):
        return False
    return correction.batch_number is None or _key(entry.batch_number or "") == _key(correction.batch_number)


def _key(batch_number: str) -> str:
    return "".join(batch_number.upper().split())
