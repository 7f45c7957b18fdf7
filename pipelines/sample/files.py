"""The bytes of one delivery: the real form filled in, or a file that somebody or something damaged.

Belongs here: calling the form, and the ways a file can be unreadable. Does not: what it says (`contents`).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipelines.sample.character import characters
from pipelines.sample.contents import quick_content, report_content, sign_off_content
from pipelines.sample.deliveries import Delivery
from pipelines.sample.scene import Scene
from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.template import ReportContent, write_form

BANNER = "DỮ LIỆU MINH HỌA"

_OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Workshop:
    """What is needed to write files, once per process."""

    scene: Scene
    context: ReadingContext


def file_bytes(workshop: Workshop, reporter_id: str, delivery: Delivery) -> bytes:
    """The bytes of one delivery; equal arguments give equal bytes."""
    damage = _DAMAGES.get(delivery.flavour)
    if damage is None:
        return _workbook(workshop, reporter_id, delivery)
    return damage(workshop, reporter_id, replace(delivery, flavour="plain"))


def _workbook(workshop: Workshop, reporter_id: str, delivery: Delivery) -> bytes:
    reporter = workshop.context.reporters[reporter_id]
    if delivery.flavour == "nameless":
        # Somebody typed the form by hand: no code, no name of the unit, so that no reporter can be recognised.
        reporter = Reporter("", "Ủy ban nhân dân", reporter.province_code, reporter.province_name, reporter.ward_code)
    target = io.BytesIO()
    write_form(
        target,
        form=delivery.form,
        reporter=reporter,
        period=delivery.span.period if delivery.span else None,
        reference=workshop.context,
        content=_content(workshop.scene, reporter_id, delivery),
        banner=BANNER,
    )
    return target.getvalue()


def _content(scene: Scene, reporter_id: str, delivery: Delivery) -> ReportContent:
    character = characters(scene)[reporter_id]
    if delivery.case is not None:
        return quick_content(scene, character, delivery.case, delivery.signed_on)
    if delivery.span is None:
        return sign_off_content(scene, character, delivery.searches, delivery.signed_on)
    flavour = "plain" if delivery.flavour == "duplicate" else delivery.flavour
    return report_content(scene, character, delivery.span, flavour, delivery.signed_on)


def _truncate(workshop: Workshop, reporter_id: str, delivery: Delivery) -> bytes:
    """A transfer that broke off."""
    whole = _workbook(workshop, reporter_id, delivery)
    return whole[: len(whole) * 2 // 5]


def _encrypt(workshop: Workshop, reporter_id: str, delivery: Delivery) -> bytes:
    """A workbook behind a password, as far as a reader can tell: an OLE container that names an encrypted package."""
    name = "EncryptedPackage".encode("utf-16-le")
    info = "EncryptionInfo".encode("utf-16-le")
    noise = f"{reporter_id}{delivery.path}".encode() * 40
    return (_OLE_HEADER + bytes(504) + name + bytes(64) + info + bytes(64) + noise)[:6144].ljust(6144, b"\0")


def _rename_pdf(workshop: Workshop, reporter_id: str, delivery: Delivery) -> bytes:
    """A scanned letter saved under the name of a workbook."""
    text = f"BT /F1 12 Tf 72 720 Td (DU LIEU MINH HOA {reporter_id} {delivery.signed_on}) Tj ET"
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        f"4 0 obj<</Length {len(text)}>>stream\n{text}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ).encode("ascii")


_DAMAGES: dict[str, Callable[[Workshop, str, Delivery], bytes]] = {
    "truncated": _truncate,
    "encrypted": _encrypt,
    "pdf": _rename_pdf,
}
