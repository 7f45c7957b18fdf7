"""From the bytes of one notice file to its text.

Belongs here: which reader a file gets, limits, decoding of text, the block of metadata above `---`. Not here: how one
kind of file is read (`reading_*`), or what the text means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from charset_normalizer import from_bytes

from pipelines.errors import NoticeError
from pipelines.notices.cell_lines import CellNotes
from pipelines.notices.cleaning import clean
from pipelines.notices.dates import read_date
from pipelines.notices.furniture import without_addressees
from pipelines.notices.reading_markup import TooDeepError, lines_of_markup
from pipelines.notices.reading_tables import CELL_MARK
from pipelines.workbooks.limits import RefusedError
from pipelines.workbooks.secrecy import refuse_stamped

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
"""No notice is longer; parsing time grows with the text and one file must not hold up a night."""

SEALED = "sealed"
"""The rule of workbooks and notices with a secrecy stamp."""
_METADATA = re.compile(r"([A-Z][A-Z _-]{1,24}):\s*(.*)")
_MAX_METADATA_LINES = 15
_HEAD_LINES = 30
"""Where a stamp stands: beside or below the heading of the agency; further down the words may be those of a table."""


@dataclass(frozen=True)
class NoticeText:
    """One file as text.

    Attributes:
        raw: characters as decoded, markup removed, nothing mended.
        text: the same, cleaned; fields are read from it and spans count in it.
        encoding: how the bytes were decoded, or the kind of file that says it itself.
        remarks: what somebody should know about the reading: (id of a rule in `rules/notices.toml`, what was seen).
        by_ocr: at least one page was recognised from a picture: any character may be wrong.
        doubted: numbers of which it is not sure that they are whole, or one: a person has to look.
    """

    raw: str
    text: str
    encoding: str
    remarks: tuple[tuple[str, str], ...] = ()
    by_ocr: bool = False
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """A text split into its own words and what whoever stored it wrote above them."""

    text: str
    source_url: str | None = None
    published_on: date | None = None
    metadata: dict[str, str] = field(default_factory=dict)


class UnreadableNotice(NoticeError):  # noqa: N818 - the fact about the file, as a finding says it
    """A file that cannot be read: id of the rule that says so, why, and what to do instead."""

    def __init__(self, file_name: str, rule: str, why: str, cure: str) -> None:
        super().__init__(f"{file_name}: {why}. Cách xử lý: {cure}.")
        self.rule = rule
        self.why = why
        self.cure = cure

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, ...]]:
        """Let it pass between processes."""
        file_name = str(self).split(": ", 1)[0]
        return UnreadableNotice, (file_name, self.rule, self.why, self.cure)


@dataclass(frozen=True)
class Words:
    """What one kind of reader found in a file: lines, how they were coded, what to tell about the reading."""

    lines: str
    encoding: str
    remarks: tuple[tuple[str, str], ...] = ()
    by_ocr: bool = False
    margins: tuple[str, ...] = ()
    """Texts at the edges of pages, which are no words of the notice, but may be a stamp."""
    doubted: tuple[str, ...] = ()


def read_notice(content: bytes, *, file_name: str, within: str = "") -> NoticeText:
    """Read one notice file: text, web page, PDF (also scanned), picture of a page, Word document or mail.

    Args:
        content: the bytes.
        file_name: its name; the ending says of which kind it should be.
        within: CSS of the part of a web page that holds its words; empty = the whole page.

    Raises:
        UnreadableNotice: empty, larger than 20 MB, of a kind that is not read, broken, with a password, without any
            words, or with a secrecy stamp.
    """
    suffix = PurePath(file_name).suffix.lower()
    read = _READERS.get(suffix)
    if read is None:
        kind = f"loại tệp {suffix or 'không tên'} chưa đọc được"
        raise _refusal(file_name, kind, "gửi tệp .pdf, .docx, .html, .eml, .txt, .zip hoặc ảnh quét .jpg, .png, .tif")
    if not content.strip():
        raise _refusal(file_name, "tệp rỗng", "gửi lại tệp có nội dung")
    if len(content) > MAX_BYTES:
        raise _refusal(file_name, f"tệp lớn hơn {MAX_BYTES // 1024**2} MB", "tách tệp hoặc gửi bản văn bản")
    words = read(content, file_name, within)
    refuse_sealed(words, file_name)
    text = without_addressees(clean(words.lines))
    if len(text) > MAX_CHARACTERS:
        raise _refusal(file_name, f"văn bản dài hơn {MAX_CHARACTERS} ký tự", "tách tệp thành từng văn bản")
    if not re.search(r"[^\W\d_]{2}", text):
        raise _refusal(file_name, "không có chữ nào đọc được", "gửi bản có chữ, không phải bản quét")
    return NoticeText(words.lines, text, words.encoding, words.remarks, by_ocr=words.by_ocr, doubted=words.doubted)


def refuse_sealed(words: Words, file_name: str) -> None:
    """Refuse a document whose head or margins bear a secrecy stamp, by the same rule as workbooks.

    Raises:
        UnreadableNotice: rule sealed; nothing of the words is in it.
    """
    head = [cell for line in words.lines.strip().split("\n")[:_HEAD_LINES] for cell in line.split(CELL_MARK)]
    try:
        refuse_stamped([*head, *words.margins])
    except RefusedError as error:
        why, cure = "có dấu chỉ độ mật", "báo người phụ trách bảo mật"
        raise UnreadableNotice(file_name, SEALED, why, cure) from error


def split_metadata(text: str) -> Body:
    """Separate the `NAME: value` lines above a line `---`, if a text has them, from the notice itself."""
    lines = text.split("\n")
    head = lines[:_MAX_METADATA_LINES]
    if "---" not in head:
        return Body(text)
    end = head.index("---")
    entries = [_METADATA.fullmatch(line) for line in head[:end]]
    if not entries or not all(entries):
        return Body(text)
    metadata = {entry[1]: entry[2].strip() for entry in entries if entry}
    url = metadata.get("SOURCE") or metadata.get("URL")
    printed = read_date(metadata.get("PUBLISHED", ""), month_end=False)
    return Body(
        text="\n".join(lines[end + 1 :]),
        source_url=url if url and re.match(r"https?://", url) else None,
        published_on=printed.value if printed.precision == "day" else None,
        metadata=metadata,
    )


def _plain(content: bytes, file_name: str, _: str) -> Words:
    return Words(*_decode(content, file_name))


def _page(content: bytes, file_name: str, within: str) -> Words:
    markup, encoding = _decode(content, file_name)
    notes = CellNotes()
    try:
        lines = lines_of_markup(markup, notes, within=within)
    except TooDeepError as error:
        raise _refusal(file_name, str(error), "mở trang trong trình duyệt, lưu lại dạng văn bản rồi gửi") from error
    if lines is None:
        raise _refusal(file_name, f"trang không có phần “{within}”", "sửa bộ chọn content của nguồn")
    return Words(lines, encoding, tuple(notes.remarks()), doubted=tuple(notes.values))


def _pdf(content: bytes, file_name: str, _: str) -> Words:
    from pipelines.notices.reading_pdf import words_of_pdf  # noqa: PLC0415 - heavy, and most nights have no PDF

    return words_of_pdf(content, file_name)


def _docx(content: bytes, file_name: str, _: str) -> Words:
    from pipelines.notices.reading_docx import words_of_docx  # noqa: PLC0415 - as above

    return words_of_docx(content, file_name)


def _mail(content: bytes, file_name: str, _: str) -> Words:
    from pipelines.notices.reading_mail import words_of_mail  # noqa: PLC0415 - it reads attachments with this module

    return words_of_mail(content, file_name)


def _picture(content: bytes, file_name: str, _: str) -> Words:
    from pipelines.notices.reading_pictures import words_of_picture  # noqa: PLC0415 - heavy, as a PDF is

    return words_of_picture(content, file_name)


_READERS: Mapping[str, Callable[[bytes, str, str], Words]] = {
    ".txt": _plain,
    ".html": _page,
    ".htm": _page,
    ".pdf": _pdf,
    ".docx": _docx,
    ".eml": _mail,
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"), _picture),
}
KINDS = frozenset(_READERS)
"""Endings of the files that are read."""


def _refusal(file_name: str, why: str, cure: str) -> UnreadableNotice:
    return UnreadableNotice(file_name, "notice_unreadable", why, cure)


def _decode(content: bytes, file_name: str) -> tuple[str, str]:
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(file_name, "nội dung là dữ liệu nhị phân, không phải văn bản", "gửi tệp .txt hoặc .html thật")
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",)
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    guess = from_bytes(content[:200_000], cp_isolation=["cp1258", "cp1252", "utf-16", "utf-16-le"]).best()
    if guess is None:
        raise _refusal(file_name, "không nhận ra bảng mã chữ", "lưu lại tệp với bảng mã UTF-8")
    return content.decode(guess.encoding, errors="replace"), guess.encoding
