"""From a mail to its words and the documents it carries.

Belongs here: the parts of a mail. Does not: reading the documents, which arrive as files of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message, MIMEPart
from email.policy import default
from pathlib import PurePath
from typing import cast

from pipelines.notices.cell_lines import CellNotes
from pipelines.notices.reading import UnreadableNotice, Words
from pipelines.notices.reading_markup import lines_of_markup

CARRIED = frozenset({".pdf", ".docx", ".html", ".htm", ".txt", ".eml"})
_MOST_DOCUMENTS = 50
_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}


@dataclass(frozen=True)
class Carried:
    """A document inside of a mail."""

    file_name: str
    content: bytes


def words_of_mail(content: bytes, file_name: str) -> Words:
    """The words of the mail itself, its subject first.

    Raises:
        UnreadableNotice: it is no mail.
    """
    mail = _mail(content, file_name)
    body = mail.get_body(("plain", "html"))
    text = ""
    notes = CellNotes()
    if body is not None:
        text = _text(body)
        if body.get_content_subtype() == "html":
            text = lines_of_markup(text, notes) or ""
    subject = re.sub(r"^(?:(?:Re|Fwd?|TL|Chuyển tiếp)\s*:\s*)+", "", str(mail.get("Subject", "")), flags=re.IGNORECASE)
    return Words(f"{subject}\n{text}".strip(), "eml", tuple(notes.remarks()), doubted=tuple(notes.values))


def carried_documents(content: bytes, file_name: str) -> tuple[Carried, ...]:
    """Attached files that can hold a notice, in the order of the mail; pictures and signatures are left out.

    Raises:
        UnreadableNotice: it is no mail.
    """
    found: list[Carried] = []
    for part in _mail(content, file_name).iter_attachments():
        name = PurePath(str(part.get_filename() or "").replace("\\", "/")).name
        suffix = PurePath(name).suffix.lower() or _BY_TYPE.get(part.get_content_type(), "")
        if suffix not in CARRIED or len(found) == _MOST_DOCUMENTS:
            continue
        carried = _bytes(part)
        if carried.strip():
            safe = re.sub(r"[^\w.\- ]+", "-", name)[-110:] or f"dinh-kem-{len(found) + 1}"
            found.append(Carried(safe if safe.lower().endswith(suffix) else safe + suffix, carried))
    return tuple(found)


def _mail(content: bytes, file_name: str) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    if not any(name in mail for name in ("From", "Received", "Subject", "MIME-Version")):
        raise UnreadableNotice(file_name, "notice_broken", "không phải thư điện tử", "lưu lại thư dạng .eml")
    return mail


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return cast(bytes, part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
