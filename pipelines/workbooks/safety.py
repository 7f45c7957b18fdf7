"""Refuse a file before anything parses it, and look at its raw parts without unpacking more than is safe.

Belongs here: size, kind of file, encryption, zip bombs, damaged archives, XML declarations, macros and links.
Does not: cells (`reading`), secrecy stamps in cells (`reading`), or limits of time and memory (`worker`).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.errors import WorkbookError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 250
"""Unpacked bytes for one packed byte, for files that unpack to more than `SMALL_BYTES`. Real forms stay below 40."""
SMALL_BYTES = 16 * 1024 * 1024
MAX_PARTS = 2000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEGABYTE = 1024 * 1024
_DEFLATE, _STORED = 8, 0


class RefusedError(WorkbookError):
    """A file that must not or cannot be parsed: the rule that says why, and what was found and expected."""

    def __init__(self, rule: str, value: str = "", expected: str = "") -> None:
        super().__init__(f"{rule}: {value}")
        self.rule, self.value, self.expected = rule, value, expected


@dataclass(frozen=True)
class Container:
    """A file that passed: its kind, and a way to unpack its parts within the limits."""

    kind: str
    """xlsx, xlsm, xls or ods."""
    parts: tuple[str, ...]
    unpack: Callable[[str], bytes]
    """Part name -> bytes; empty bytes for a part that is not there."""
    warnings: tuple[str, ...] = ()
    """Rules that only warn: macros, external_links."""


def refuse_large(size_bytes: int) -> None:
    """Refuse a file by its size, before it is read.

    Raises:
        RefusedError: rule too_large.
    """
    if size_bytes > MAX_FILE_BYTES:
        raise RefusedError("too_large", _megabytes(size_bytes), _megabytes(MAX_FILE_BYTES))


def open_safely(data: bytes) -> Container:
    """Check a file's bytes and return a view of its parts.

    Raises:
        RefusedError: The file is too large, a bomb, encrypted, damaged, no spreadsheet, or holds a DTD.
    """
    refuse_large(len(data))
    if data.startswith(_OLE):
        return _open_ole(data)
    if not data.startswith(_ZIP):
        raise RefusedError("not_a_spreadsheet", _kind_of(data))
    try:
        entries = {entry.filename: entry for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError) as error:
        raise RefusedError("truncated", "") from error
    _refuse_bombs(data, entries)

    def unpack(name: str) -> bytes:
        entry = entries.get(name)
        return b"" if entry is None else _unpack(data, entry, MAX_UNPACKED_BYTES)

    kind = _kind_of_package(entries, unpack)
    for name, entry in entries.items():
        if name.endswith((".xml", ".rels", ".vml")) and _holds_declaration(data, entry):
            raise RefusedError("xml_entities", name)
    return Container(kind, tuple(entries), unpack, tuple(_warnings(entries)))


def _open_ole(data: bytes) -> Container:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedError("encrypted")
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise RefusedError("not_a_spreadsheet", "tệp Office cũ, không phải Excel")
    warnings = ("macros",) if "_VBA_PROJECT".encode("utf-16-le") in data else ()
    return Container("xls", (), lambda _name: b"", warnings)


def _refuse_bombs(data: bytes, entries: dict[str, zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise RefusedError("zip_bomb", f"{len(entries)} phần", f"{MAX_PARTS} phần")
    if any(entry.flag_bits & 1 for entry in entries.values()):
        raise RefusedError("encrypted")
    claimed = sum(entry.file_size for entry in entries.values())
    packed = sum(entry.compress_size for entry in entries.values())
    # The directory may lie; a deflated byte never unpacks to more than 1,032, so small files need no closer look.
    largest = max(claimed, packed * 1032)
    if largest > SMALL_BYTES:
        claimed = max(claimed, _measure(data, entries))
    if claimed > MAX_UNPACKED_BYTES:
        raise RefusedError("zip_bomb", _megabytes(claimed), _megabytes(MAX_UNPACKED_BYTES))
    if claimed > SMALL_BYTES and claimed > MAX_RATIO * len(data):
        raise RefusedError("zip_bomb", f"{_megabytes(claimed)}, gấp {claimed // len(data)} lần", f"{MAX_RATIO} lần")


def _measure(data: bytes, entries: dict[str, zipfile.ZipInfo]) -> int:
    """Count the bytes that the parts really unpack to, stopping above the limit."""
    total = 0
    for entry in entries.values():
        for size in _unpacked_sizes(data, entry):
            total += size
            if total > MAX_UNPACKED_BYTES:
                return total
    return total


def _unpacked_sizes(data: bytes, entry: zipfile.ZipInfo) -> Iterator[int]:
    packed = _packed_bytes(data, entry)
    if entry.compress_type == _STORED:
        yield len(packed)
        return
    inflate = zlib.decompressobj(-15)
    rest = packed
    while rest and not inflate.eof:
        try:
            yield len(inflate.decompress(rest, _MEGABYTE))
        except zlib.error as error:
            raise RefusedError("truncated", entry.filename) from error
        rest = inflate.unconsumed_tail


def _unpack(data: bytes, entry: zipfile.ZipInfo, limit: int) -> bytes:
    packed = _packed_bytes(data, entry)
    if entry.compress_type == _STORED:
        return packed[:limit]
    try:
        return zlib.decompressobj(-15).decompress(packed, limit)
    except zlib.error as error:
        raise RefusedError("truncated", entry.filename) from error


def _packed_bytes(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Cut the packed bytes of a part out of the file, by its local header."""
    start = entry.header_offset
    if entry.compress_type not in (_DEFLATE, _STORED):
        raise RefusedError("truncated", f"{entry.filename}: kiểu nén {entry.compress_type}")
    if data[start : start + 4] != _ZIP:
        raise RefusedError("truncated", entry.filename)
    name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    begin = start + 30 + name_length + extra_length
    packed = data[begin : begin + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise RefusedError("truncated", entry.filename)
    return packed


def _kind_of_package(entries: dict[str, zipfile.ZipInfo], unpack: Callable[[str], bytes]) -> str:
    if "xl/workbook.bin" in entries:
        raise RefusedError("unsupported_format", ".xlsb")
    if "[Content_Types].xml" in entries and any(name.startswith("xl/") for name in entries):
        return "xlsm" if any(name.endswith("vbaProject.bin") for name in entries) else "xlsx"
    if "content.xml" in entries:
        kind = unpack("mimetype").decode("ascii", "replace")
        if "spreadsheet" in kind:
            return "ods"
        raise RefusedError("not_a_spreadsheet", kind or "OpenDocument")
    if any(name.startswith("word/") for name in entries):
        raise RefusedError("not_a_spreadsheet", "tệp Word")
    raise RefusedError("not_a_spreadsheet", "tệp nén")


def _holds_declaration(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type: it may stand only before the first element."""
    head = _unpack(data, entry, 1024)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:8]:
        head = head.decode("utf-16", "replace").encode()
    body = head.find(b"<", head.find(b"?>") + 2 if b"<?xml" in head[:8] else 0)
    if head[body : body + 2] in (b"<!", b"<?"):
        # Comments and instructions may come first, at any length: only then is the whole part looked at.
        whole = _unpack(data, entry, MAX_UNPACKED_BYTES)
        return b"<!DOCTYPE" in whole or b"<!ENTITY" in whole
    return False


def _warnings(entries: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in entries):
        yield "macros"
    if any(name.startswith("xl/externalLinks/") for name in entries):
        yield "external_links"


def _kind_of(data: bytes) -> str:
    if not data.strip(b"\x00\r\n\t "):
        return "tệp trống"
    for start, kind in (
        (b"%PDF", "PDF"),
        (b"\xff\xd8\xff", "ảnh JPEG"),
        (b"\x89PNG", "ảnh PNG"),
        (b"Rar!", "tệp nén RAR"),
        (b"7z\xbc\xaf", "tệp nén 7z"),
        (b"{\\rtf", "văn bản RTF"),
    ):
        if data.startswith(start):
            return kind
    head = data[:512].lstrip().lower()
    return "trang HTML" if head.startswith((b"<html", b"<!doctype", b"<table")) else "văn bản hoặc tệp lạ"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB".replace(".", ",")
