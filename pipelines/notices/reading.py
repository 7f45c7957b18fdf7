"""From the bytes of one notice file to its text.

Belongs here: limits, decoding, markup to lines, the block of metadata above `---`. Not here: what the text means.
Reads .txt and .html; other kinds of file are refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from charset_normalizer import from_bytes
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.errors import NoticeError
from pipelines.notices.cleaning import clean
from pipelines.notices.dates import read_date

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
"""No notice is longer; parsing time grows with the text and one file must not hold up a night."""
READABLE = (".txt", ".html", ".htm")
CELL_MARK = " | "
"""Stands between the cells of a table row."""

_FURNITURE = "script, style, noscript, nav, header nav, footer, aside, form, iframe, svg, template, button, select"
_BLOCKS = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "tr", "table", "thead", "tbody", "section", "article", "main", "title"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "dl", "blockquote", "pre"),
    )
)
_METADATA = re.compile(r"([A-Z][A-Z _-]{1,24}):\s*(.*)")
_MAX_METADATA_LINES = 15


@dataclass(frozen=True)
class NoticeText:
    """One file as text.

    Attributes:
        raw: characters as decoded, markup removed, nothing mended.
        text: the same, cleaned; fields are read from it and spans count in it.
        encoding: how the bytes were decoded.
    """

    raw: str
    text: str
    encoding: str


@dataclass(frozen=True)
class Body:
    """A text split into its own words and what whoever stored it wrote above them."""

    text: str
    source_url: str | None = None
    published_on: date | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def read_notice(content: bytes, *, file_name: str) -> NoticeText:
    """Read one notice file.

    Raises:
        NoticeError: empty, larger than 20 MB, of a kind that is not read, not text, or without any words.
    """
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in READABLE:
        raise _refusal(file_name, f"loại tệp {suffix or 'không tên'} chưa đọc được", "gửi tệp .txt hoặc .html")
    if not content.strip():
        raise _refusal(file_name, "tệp rỗng", "gửi lại tệp có nội dung")
    if len(content) > MAX_BYTES:
        raise _refusal(file_name, f"tệp lớn hơn {MAX_BYTES // 1024**2} MB", "tách tệp hoặc gửi bản văn bản")
    raw, encoding = _decode(content, file_name)
    if suffix != ".txt":
        raw = _lines_of_markup(raw)
    text = clean(raw)
    if len(text) > MAX_CHARACTERS:
        raise _refusal(file_name, f"văn bản dài hơn {MAX_CHARACTERS} ký tự", "tách tệp thành từng văn bản")
    if not re.search(r"[^\W\d_]{2}", text):
        raise _refusal(file_name, "không có chữ nào đọc được", "gửi bản có chữ, không phải bản quét")
    return NoticeText(raw, text, encoding)


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


def _refusal(file_name: str, why: str, cure: str) -> NoticeError:
    return NoticeError(f"{file_name}: {why}. Cách xử lý: {cure}.")


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


def _lines_of_markup(markup: str) -> str:
    tree = LexborHTMLParser(markup)
    for node in tree.css(_FURNITURE):
        node.decompose()
    root = tree.body or tree.root
    return "".join(_pieces(root)) if root is not None else ""


def _pieces(root: LexborNode) -> list[str]:
    """Text in reading order: blocks begin and end a line, a table row is one line.

    With a stack of its own, so that a page nested a hundred thousand deep is only slow.
    """
    pieces: list[str] = []
    waiting: list[LexborNode | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag == "-text":
            pieces.append((node.text_content or "").replace("\n", " ").replace("\r", " "))
        elif node.tag == "tr" and node.css_first("table") is None:
            cells = [" ".join(cell.text(separator=" ").split()) for cell in node.iter() if cell.tag in ("td", "th")]
            pieces.append(f"\n{CELL_MARK.join(cells)}\n")
        else:
            edge = "\n" if node.tag in _BLOCKS else ""
            pieces.append(edge)
            waiting.append(edge)
            waiting.extend(reversed(list(node.iter(include_text=True))))
    return pieces
