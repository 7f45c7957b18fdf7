"""The files inside a .zip or a mail, also one inside the other, as harmless names and bytes.

Belongs here: unpacking within limits, names, which file is a report, what a mail's own header says of its arrival. Does
not: reading the reports (`reading`), or keeping them and their arrivals (`pipelines.contained`).
"""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from pipelines.workbooks.limits import MAX_FILE_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES, RefusedError, megabytes
from pipelines.workbooks.packages import Package
from pipelines.workbooks.safety import HOLDS_FILES, open_safely
from pipelines.workbooks.sheets import Note

MAX_CONTENTS = 1000
"""Reports in one file that arrived: a province has some hundred wards."""
MAX_DEPTH = 3
INSIDE = "!/"
"""Stands between a container and the name of a file in it."""

_SHEET_ENDINGS = frozenset(
    {"xlsx", "xlsm", "xltx", "xltm", "xlsb", "xls", "xlt", "et", "ods", "ots", "fods", "csv", "tsv", "mht", "mhtml"}
)
_ARCHIVES = frozenset({"zip", "rar", "7z", "gz"})
_ALWAYS_REPORTS = frozenset({"xlsx", "xlsm", "xls", "ods", "spreadsheetml", "mhtml"})
_OPERATORS_LIST = "received.csv"
_JUNK = ("__macosx", "thumbs.db", "desktop.ini")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:\"|?*!]")
_LONGEST_NAME = 180


@dataclass(frozen=True)
class InnerFile:
    """One report inside a container."""

    name: str
    """Below the container, with `/`; a container in between ends with `!`."""
    data: bytes


@dataclass
class Unpacked:
    """What was found in one container, nested ones included."""

    files: list[InnerFile] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    """Names of files that are no reports; they stay in the container."""
    mended: list[str] = field(default_factory=list)
    """Names that were not safe as they were."""
    received_at: datetime | None = None
    """What the topmost Received header of a mail says, in UTC."""
    sender: str | None = None
    parts: int = 0
    unpacked_bytes: int = 0


def unpack(data: bytes, kind: str) -> Unpacked:
    """Take the reports out of a container.

    Raises:
        RefusedError: It is damaged, encrypted, or holds more than may be unpacked.
    """
    found = Unpacked()
    if kind == "eml":
        message = _message(data)
        found.received_at, found.sender = _received(message), _sender(message)
    _take(found, data, kind, prefix="", depth=1)
    if found.mended:
        found.notes.append(Note("container_names_mended", _listed(found.mended)))
    if found.beside and found.files:
        found.notes.append(Note("beside_spreadsheets", _listed(found.beside)))
    return found


def _take(found: Unpacked, data: bytes, kind: str, *, prefix: str, depth: int) -> None:
    names: set[str] = {file.name for file in found.files}
    for raw_name, content in members_of(data) if kind == "zip" else _attachments(data):
        found.parts += 1
        found.unpacked_bytes += len(content)
        if found.parts > MAX_PARTS or len(found.files) >= MAX_CONTENTS:
            raise RefusedError("zip_bomb", f"hơn {min(found.parts, MAX_CONTENTS)} tệp", f"{MAX_CONTENTS} tệp")
        if found.unpacked_bytes > MAX_UNPACKED_BYTES:
            raise RefusedError("zip_bomb", megabytes(found.unpacked_bytes), megabytes(MAX_UNPACKED_BYTES))
        name = prefix + _free(safe_name(raw_name), {n.removeprefix(prefix) for n in names})
        if name != prefix + unicodedata.normalize("NFC", raw_name):
            found.mended.append(name)
        names.add(name)
        _sort(found, name, content, depth)


def _sort(found: Unpacked, name: str, content: bytes, depth: int) -> None:
    """Decide what a member is: a report, a container of more, the operator's list, or something beside."""
    last = name.rpartition("/")[2].lower()
    if last == _OPERATORS_LIST:
        found.notes.append(Note("container_list_ignored", name))
        return
    if last.startswith((".", "~$")) or last in _JUNK or name.lower().startswith("__macosx/"):
        found.beside.append(name)
        return
    ending = last.rpartition(".")[2]
    try:
        kind = open_safely(content).kind
    except RefusedError:
        # Read as a file of its own, it says itself why it cannot be read.
        is_report = ending in _SHEET_ENDINGS | _ARCHIVES
        (found.files.append(InnerFile(name, content)) if is_report else found.beside.append(name))
        return
    if kind in HOLDS_FILES:
        if depth >= MAX_DEPTH:
            found.notes.append(Note("container_too_deep", name, str(MAX_DEPTH)))
        else:
            _take(found, content, kind, prefix=name + INSIDE, depth=depth + 1)
    elif kind in _ALWAYS_REPORTS or ending in _SHEET_ENDINGS:
        found.files.append(InnerFile(name, content))
    else:
        found.beside.append(name)


def safe_name(raw_name: str) -> str:
    """Return a name that leads nowhere else and shows no more than it says."""
    text = unicodedata.normalize("NFC", raw_name).replace("\\", "/")
    parts = [_UNSAFE.sub("_", part).strip() for part in text.split("/")]
    kept = [part for part in parts if part.strip(".")]
    name = "/".join(kept) or "khong-ten"
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (stem or name)[: _LONGEST_NAME - 12] + (dot + ending[:10] if stem else "")
    return name


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    numbered = (f"{stem or name} ({number}){dot}{ending if stem else ''}" for number in range(2, MAX_PARTS + 3))
    return next(free for free in numbered if free not in taken)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} và {len(names) - 8} tệp khác" if len(names) > 8 else shown


def members_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a zip: names as they were meant, bytes up to one more than a file may have.

    Raises:
        RefusedError: rule truncated, zip_bomb or encrypted.
    """
    package = Package(data)
    for entry in package.listed:
        if not entry.filename.endswith("/"):
            yield _zip_name(entry), package.unpack_entry(entry, MAX_FILE_BYTES + 1)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; programs here write UTF-8 or the code page of Windows without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for codec in ("utf-8", "cp1258"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _message(data: bytes) -> Message:
    # The old policy: it never fails on a header that breaks the rules.
    return email.message_from_bytes(data, policy=email.policy.compat32)


def _attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(_message(data).walk(), 1):
        if number > MAX_PARTS:
            raise RefusedError("zip_bomb", f"hơn {MAX_PARTS} phần", f"{MAX_PARTS} phần")
        if part.is_multipart():
            continue
        name = _attachment_name(part)
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        is_body = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
        if name or not is_body:
            yield name or f"tep-{number}", content


def _attachment_name(part: Message) -> str:
    name = part.get_filename() or ""
    return _words(name) if "=?" in name else name


def _words(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError):
        return header


def _received(message: Message) -> datetime | None:
    """The instant in the topmost Received header: the one our own server wrote."""
    topmost = next(iter(message.get_all("Received", [])), None)
    if topmost is None:
        return None
    try:
        instant = parsedate_to_datetime(str(topmost).rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # Without an offset nobody knows which instant is meant.
    return instant.astimezone(UTC) if instant.tzinfo is not None else None


def _sender(message: Message) -> str | None:
    for name in ("From", "Return-Path"):
        address = parseaddr(_words(str(message.get(name, ""))))[1]
        if "@" in address:
            return _UNSAFE.sub("", address)[:_LONGEST_NAME]
    return None
