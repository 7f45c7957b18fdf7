"""From a mail to its words and the documents it carries.

Belongs here: the parts of a mail. Does not: reading the documents, which arrive as files of their own.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage, Message, MIMEPart
from email.policy import default
from typing import cast

from pipelines.notices.carrying import Contents
from pipelines.notices.cell_lines import CellNotes
from pipelines.notices.reading import UnreadableNotice, Words
from pipelines.notices.reading_markup import lines_of_markup


def words_of_mail(content: bytes, file_name: str) -> Words:
    """The words of the mail itself, its subject first.

    Raises:
        UnreadableNotice: it is no mail.
    """
    mail = _mail(content, file_name)
    texts, _ = _sorted_parts(mail)
    notes = CellNotes()
    words = (_text(part) for part in texts)
    text = "\n".join(
        lines_of_markup(said, notes) or "" if part.get_content_subtype() == "html" else said
        for part, said in zip(texts, words, strict=True)
    )
    subject = re.sub(r"^(?:(?:Re|Fwd?|TL|Chuyển tiếp)\s*:\s*)+", "", str(mail.get("Subject", "")), flags=re.IGNORECASE)
    return Words(f"{subject}\n{text}".strip(), "eml", tuple(notes.remarks()), doubted=tuple(notes.values))


def documents_of_mail(content: bytes, file_name: str) -> Contents:
    """Attached files that can hold a notice, in the order of the mail, those of mails within signatures too.

    Raises:
        UnreadableNotice: it is no mail.
    """
    found = Contents()
    for part in _sorted_parts(_mail(content, file_name))[1]:
        found.add(str(part.get_filename() or ""), _bytes(part), part.get_content_type())
    return found


def _sorted_parts(part: Message) -> tuple[list[Message], list[Message]]:
    """The parts that are the words of a mail, and those it carries; of words in several forms the plain one."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        inner = [_sorted_parts(one) for one in part.iter_parts()] if isinstance(part, MIMEPart) else []
        attached = [one for _, carried in inner for one in carried]
        if part.get_content_subtype() != "alternative":
            return [one for texts, _ in inner for one in texts], attached
        forms = sorted((texts for texts, _ in inner if texts), key=_is_second_choice)
        return (forms[0] if forms else []), attached
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    if is_text and part.get_content_disposition() != "attachment" and not part.get_filename():
        return [part], []
    return [], [part]


def _is_second_choice(texts: list[Message]) -> tuple[bool, bool]:
    """Words that are empty come last, marked up ones after plain ones."""
    is_empty = not any(_text(part).strip() for part in texts)
    return is_empty, any(part.get_content_subtype() == "html" for part in texts)


def _mail(content: bytes, file_name: str) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    if not any(name in mail for name in ("From", "Received", "Subject", "MIME-Version")):
        raise UnreadableNotice(file_name, "notice_broken", "không phải thư điện tử", "lưu lại thư dạng .eml")
    return mail


def _text(part: Message) -> str:
    try:
        return str(cast(MIMEPart, part).get_content())
    except (LookupError, UnicodeError):
        return cast(bytes, part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
