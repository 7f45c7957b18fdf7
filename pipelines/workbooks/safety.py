"""Say what kind of file the bytes are, whatever its name, and refuse what nothing may parse.

Belongs here: kind by the bytes, encryption, XML declarations, macros and links. Does not: zips as such (`packages`),
cells and secrecy stamps (`reading`), the files in a container (`contents`), limits of time and memory (`worker`).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipelines.workbooks.limits import RefusedError, refuse_large
from pipelines.workbooks.packages import ZIP, Package, declares_entities

__all__ = ["Container", "RefusedError", "ending_misleads", "open_safely", "refuse_large"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOLDS_FILES = frozenset({"zip", "eml"})
"""Kinds that hold files instead of cells."""

_ENDINGS = {
    "xlsx": {"xlsx", "xltx"},
    "xlsm": {"xlsm", "xltm", "xlam"},
    "xls": {"xls", "xlt", "et"},
    "ods": {"ods", "ots", "fods"},
    "csv": {"csv", "tsv", "txt"},
    "html": {"html", "htm"},
    "mhtml": {"mht", "mhtml"},
    "spreadsheetml": {"xml"},
    "zip": {"zip"},
    "eml": {"eml", "mime"},
}
KIND_NAMES = {
    "xlsx": "sổ làm việc Excel (.xlsx)",
    "xlsm": "sổ làm việc Excel có macro (.xlsm)",
    "xls": "sổ làm việc Excel 97-2003 (.xls)",
    "ods": "bảng tính OpenDocument (.ods)",
    "csv": "văn bản phân cách (.csv)",
    "html": "trang web HTML",
    "mhtml": "trang web một tệp (.mht)",
    "spreadsheetml": "bảng tính XML 2003",
    "zip": "tệp nén .zip",
    "eml": "thư điện tử (.eml)",
}
_HEADER = re.compile(
    rb"(?:From [^\n]{3,200}\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{1,60}:[ \t][^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}"
)
_MAIL_HEADER = re.compile(
    rb"^(?:received|from|to|date|subject|message-id|mime-version|return-path|delivered-to|content-type):", re.I | re.M
)
_PAGE_HEADER = re.compile(
    rb"^(?:x-document-type:\s*workbook|snapshot-content-location:|from:\s*.{0,9}saved by)", re.I | re.M
)
_DELIVERED = re.compile(rb"^(?:received|to|message-id|delivered-to|return-path):", re.I | re.M)
_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_MARKUP = re.compile(rb"<(?:html|table|head|body|meta|style|div|center|!doctype\s+html)\b", re.I)
_SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
_HEAD_BYTES = 16384
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"\x89PNG", "ảnh PNG"),
    (b"GIF8", "ảnh GIF"),
    (b"{\\rtf", "văn bản RTF"),
)
_UNSUPPORTED = ((b"Rar!", ".rar"), (b"7z\xbc\xaf", ".7z"), (b"\x1f\x8b", ".gz"))


@dataclass(frozen=True)
class Container:
    """A file that passed: its kind, and a way to unpack its parts within the limits."""

    kind: str
    """A key of `KIND_NAMES`."""
    parts: tuple[str, ...]
    unpack: Callable[[str], bytes]
    """Part name -> bytes; empty bytes for a part that is not there."""
    warnings: tuple[str, ...] = ()
    """Rules that only warn: macros, external_links."""


def open_safely(data: bytes) -> Container:
    """Check a file's bytes and return a view of its parts.

    Raises:
        RefusedError: The file is too large, a bomb, encrypted, damaged, no spreadsheet, or holds a DTD.
    """
    refuse_large(len(data))
    if data.startswith(ZIP):
        return _open_package(data)
    if data.startswith(OLE):
        return _open_ole(data)
    return Container(_kind_of_text(data), (), lambda _name: b"")


def ending_misleads(file_name: str, kind: str) -> bool:
    """Whether a name's ending promises another kind of file than the bytes are."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    return bool(ending) and ending not in _ENDINGS[kind] and any(ending in endings for endings in _ENDINGS.values())


def _open_package(data: bytes) -> Container:
    package = Package(data)
    kind = _kind_of_package(package)
    if kind == "zip":
        return Container(kind, tuple(package.entries), package.unpack)
    if len(package.entries) != len(package.listed):
        # Two parts of one name: which of them counts is a matter of the reader, so nobody could vouch for it.
        raise RefusedError("truncated", "hai phần cùng tên")
    for name, entry in package.entries.items():
        if name.endswith((".xml", ".rels", ".vml")) and package.holds_declaration(entry):
            raise RefusedError("xml_entities", name)
    return Container(kind, tuple(package.entries), package.unpack, tuple(_warnings(package.entries)))


def _open_ole(data: bytes) -> Container:
    names = _ole_names(data)
    if names("EncryptedPackage"):
        raise RefusedError("encrypted")
    if names("__substg1.0_") or names("__properties_version1.0"):
        raise RefusedError("unsupported_format", ".msg")
    if not (names("Workbook") or names("Book")):
        raise RefusedError("not_a_spreadsheet", "tệp Office cũ, không phải Excel")
    return Container("xls", (), lambda name: _ole_stream(data, name), ("macros",) if names("_VBA_PROJECT") else ())


def _ole_names(data: bytes) -> Callable[[str], bool]:
    return lambda name: name.encode("utf-16-le") in data


def _ole_stream(data: bytes, name: str) -> bytes:
    """Return a stream of an OLE file; empty bytes when it is not there."""
    # Imported here, not above: only an .xls needs it.
    import olefile  # noqa: PLC0415

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bytes(ole.openstream(name).read()) if ole.exists(name) else b""
    except (OSError, ValueError, IndexError, struct.error, TypeError) as error:
        raise RefusedError("truncated", str(error)[:120]) from error


def _kind_of_package(package: Package) -> str:
    names = package.entries
    if "xl/workbook.bin" in names:
        raise RefusedError("unsupported_format", ".xlsb")
    if "[Content_Types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            return "xlsm" if any(name.endswith("vbaProject.bin") for name in names) else "xlsx"
        if any(name.startswith("word/") for name in names):
            raise RefusedError("not_a_spreadsheet", "tệp Word")
        raise RefusedError("not_a_spreadsheet", "tệp Office, không phải Excel")
    kind = package.unpack("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
    if "opendocument" in kind or ("content.xml" in names and "META-INF/manifest.xml" in names):
        if "spreadsheet" not in kind:
            raise RefusedError("not_a_spreadsheet", kind or "OpenDocument")
        if b"encryption-data" in package.unpack("META-INF/manifest.xml") or "encrypted-package" in names:
            raise RefusedError("encrypted")
        return "ods"
    return "zip"


def _warnings(names: Iterable[str]) -> Iterator[str]:
    names = tuple(names)
    if any(
        name.endswith("vbaProject.bin") or name.startswith(("xl/macrosheets/", "Basic/", "Scripts/")) for name in names
    ):
        yield "macros"
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield "external_links"


def _kind_of_text(data: bytes) -> str:
    """Return the kind of a file that is no package: by its first bytes, which are text or say what else they are."""
    for start, ending in _UNSUPPORTED:
        if data.startswith(start):
            raise RefusedError("unsupported_format", ending)
    for start, kind in _FOREIGN:
        if data.startswith(start):
            raise RefusedError("not_a_spreadsheet", kind)
    head = _plain_head(data)
    if not head.strip(b"\x00\r\n\t "):
        raise RefusedError("not_a_spreadsheet", "tệp trống")
    start = head.lstrip()
    if start.startswith(b"<"):
        return _kind_of_markup(data, start)
    if _HEADER.match(start) and len({name.lower() for name in _MAIL_HEADER.findall(start)}) >= 2:
        return _kind_of_mail(start)
    if b"\x00" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 100:
        raise RefusedError("not_a_spreadsheet", "tệp lạ")
    return "csv"


def _plain_head(data: bytes) -> bytes:
    """Return the first bytes with a UTF-16 or UTF-8 mark resolved, good enough to look for ASCII words."""
    head = data[:_HEAD_BYTES]
    even = len(head) - len(head) % 2
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[:even].decode("utf-16", "replace").encode()
    if head.startswith(b"\xef\xbb\xbf"):
        return head[3:]
    for sign, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        nuls = head[sign:even:2].count(0)
        if even >= 8 and nuls > even // 4 and head[1 - sign : even : 2].count(0) == 0:
            return head[:even].decode(codec, "replace").encode()
    return head


def _kind_of_markup(data: bytes, start: bytes) -> str:
    if _SPREADSHEETML in start and (b"Workbook" in start):
        if declares_entities(data) or declares_entities(data.replace(b"\x00", b"")):
            raise RefusedError("xml_entities", "")
        return "spreadsheetml"
    if _MARKUP.search(start):
        return "html"
    raise RefusedError("not_a_spreadsheet", "tệp XML" if start.startswith(b"<?xml") else "văn bản hoặc tệp lạ")


def _kind_of_mail(start: bytes) -> str:
    headers = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    is_page = _PAGE_HEADER.search(headers) or (_RELATED.search(headers) and not _DELIVERED.search(headers))
    return "mhtml" if is_page else "eml"
