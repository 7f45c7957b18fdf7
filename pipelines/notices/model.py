"""What a parsed notice is: its fields, its products and batches, and the text each value came from.

Belongs here: frozen records shared by the readers of single fields. Not here: any reading of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Evidence:
    """One value and the span of the cleaned text that says it.

    Attributes:
        field: name of the field, e.g. `document_number` or `batches.expires_on`.
        value: the value as text, None where the text was seen but could not be read.
        raw: the characters of the text.
        start: first character of the span in the cleaned text.
        end: one past the last character.
        confidence: 0 to 1; below 0.5 a person should look.
        product_no: which product of this text it is about, from 1; None for the document itself.
        batch_number: which batch it is about, as printed; None otherwise.
    """

    field: str
    value: str | None
    raw: str
    start: int
    end: int
    confidence: float
    product_no: int | None = None
    batch_number: str | None = None


@dataclass(frozen=True)
class Batch:
    """One batch of a product, with dates as far as the text prints them.

    Attributes:
        batch_number: as printed, spaces at the ends removed.
        manufactured_on: first day of the month where only a month is printed.
        expires_on: last day of the month where only a month is printed.
        raw: the text from the batch number to its last date.
        manufactured_precision: `day` or `month`, None without a date.
        expires_precision: `day` or `month`, None without a date.
    """

    batch_number: str
    manufactured_on: date | None = None
    expires_on: date | None = None
    raw: str = ""
    manufactured_precision: str | None = None
    expires_precision: str | None = None


@dataclass(frozen=True)
class Product:
    """One product of a notice; every field is None where the text does not say it."""

    name: str | None = None
    registration_number: str | None = None
    manufacturer: str | None = None
    importer: str | None = None
    batches: tuple[Batch, ...] = ()
    former_registration_number: str | None = None


@dataclass(frozen=True)
class ParsedNotice:
    """One text about products, read field by field; nothing is guessed that the text does not say.

    Attributes:
        title: first line of the body.
        due_by_law: last day of the legal period of the recalling company.
        due_in_notice: day the notice itself sets, for the recall if it says so, else for the report about it.
        completeness: share, 0 to 1, of the fields a recall decision must hold by law that were found.
        scope: `national` or `province`, None where the text does not say it.
        scope_place: the province as written, or several with `; ` between them.
        scope_widened: the text says that a narrower recall came before it.
        lifts: numbers of the documents that it takes back, with their days as written.
        evidence: where each value came from.
    """

    title: str | None
    document_number: str | None
    issued_on: date | None
    published_on: date | None
    kind: str
    product_group: str
    level: int | None
    authority: str | None
    reason: str | None
    reason_code: str | None
    due_by_law: date | None
    due_in_notice: date | None
    completeness: float
    source_url: str | None
    products: tuple[Product, ...]
    evidence: tuple[Evidence, ...]
    scope: str | None = None
    scope_place: str | None = None
    scope_widened: bool = False
    lifts: str | None = None
