"""Look into a zip without unpacking more of it than is safe.

Belongs here: the directory of a package, bombs, encryption, damage, unpacking a part within limits, XML declarations.
Does not: which kind of file the package is (`safety`), or what its parts mean.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from pipelines.workbooks import limits
from pipelines.workbooks.limits import MEGABYTE, RefusedError, megabytes

ZIP = b"PK\x03\x04"
_DEFLATE, _STORED = 8, 0
_MOST_FROM_ONE_BYTE = 1032
"""A deflated byte never unpacks to more."""


class Package:
    """A zip that passed: its entries by name, and a way to unpack them."""

    def __init__(self, data: bytes) -> None:
        """Read the directory and refuse what would unpack to too much.

        Raises:
            RefusedError: rule truncated, zip_bomb or encrypted.
        """
        self._data = data
        try:
            listed = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError) as error:
            raise RefusedError("truncated", "") from error
        self.listed = listed
        """Every entry as the directory lists it, doubled names too."""
        self.entries: Mapping[str, zipfile.ZipInfo] = {entry.filename: entry for entry in listed}
        self._refuse_bombs()

    def unpack(self, name: str) -> bytes:
        """Return the bytes of a part; none for a part that is not there."""
        entry = self.entries.get(name)
        return b"" if entry is None else self.unpack_entry(entry)

    def unpack_entry(self, entry: zipfile.ZipInfo, limit: int | None = None) -> bytes:
        """Return the bytes of an entry, cut at the limit.

        Raises:
            RefusedError: rule truncated.
        """
        limit = limits.MAX_UNPACKED_BYTES if limit is None else limit
        packed = self._packed_bytes(entry)
        if entry.compress_type == _STORED:
            return packed[:limit]
        try:
            return zlib.decompressobj(-15).decompress(packed, limit)
        except zlib.error as error:
            raise RefusedError("truncated", entry.filename) from error

    def holds_declaration(self, entry: zipfile.ZipInfo) -> bool:
        """Whether an XML part declares a document type: it may stand only before the first element."""
        head = self.unpack_entry(entry, 1024)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:8]:
            # In another encoding the search below would find nothing.
            head = head.decode("utf-16", "replace").encode()
            return declares_entities(self.unpack_entry(entry).decode("utf-16", "replace").encode())
        body = head.find(b"<", head.find(b"?>") + 2 if b"<?xml" in head[:8] else 0)
        # Comments and instructions may come first, at any length: only then is the whole part looked at.
        return head[body : body + 2] in (b"<!", b"<?") and declares_entities(self.unpack_entry(entry))

    def _refuse_bombs(self) -> None:
        if len(self.listed) > limits.MAX_PARTS:
            raise RefusedError("zip_bomb", f"{len(self.listed)} phần", f"{limits.MAX_PARTS} phần")
        if any(entry.flag_bits & 1 for entry in self.listed):
            raise RefusedError("encrypted")
        claimed = sum(entry.file_size for entry in self.listed)
        packed = sum(entry.compress_size for entry in self.listed)
        # The directory may lie about what comes out: small files need no closer look.
        largest = max(claimed, packed * _MOST_FROM_ONE_BYTE)
        if largest > limits.SMALL_BYTES:
            claimed = max(claimed, self._measure())
        if claimed > limits.MAX_UNPACKED_BYTES:
            raise RefusedError("zip_bomb", megabytes(claimed), megabytes(limits.MAX_UNPACKED_BYTES))
        if claimed > limits.SMALL_BYTES and claimed > limits.MAX_RATIO * len(self._data):
            times = f"{megabytes(claimed)}, gấp {claimed // len(self._data)} lần"
            raise RefusedError("zip_bomb", times, f"{limits.MAX_RATIO} lần")

    def _measure(self) -> int:
        """Count the bytes that the parts really unpack to, stopping above the limit."""
        total = 0
        for entry in self.listed:
            for size in self._unpacked_sizes(entry):
                total += size
                if total > limits.MAX_UNPACKED_BYTES:
                    return total
        return total

    def _unpacked_sizes(self, entry: zipfile.ZipInfo) -> Iterator[int]:
        packed = self._packed_bytes(entry)
        if entry.compress_type == _STORED:
            yield len(packed)
            return
        inflate = zlib.decompressobj(-15)
        rest = packed
        while rest and not inflate.eof:
            try:
                yield len(inflate.decompress(rest, MEGABYTE))
            except zlib.error as error:
                raise RefusedError("truncated", entry.filename) from error
            rest = inflate.unconsumed_tail

    def _packed_bytes(self, entry: zipfile.ZipInfo) -> bytes:
        """Cut the packed bytes of a part out of the file, by its local header."""
        data, start = self._data, entry.header_offset
        if entry.compress_type not in (_DEFLATE, _STORED):
            raise RefusedError("truncated", f"{entry.filename}: kiểu nén {entry.compress_type}")
        if data[start : start + 4] != ZIP or len(data) < start + 30:
            raise RefusedError("truncated", entry.filename)
        name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
        begin = start + 30 + name_length + extra_length
        packed = data[begin : begin + entry.compress_size]
        if len(packed) < entry.compress_size:
            raise RefusedError("truncated", entry.filename)
        return packed


def declares_entities(xml: bytes) -> bool:
    """Whether XML declares a document type or an entity."""
    return b"<!DOCTYPE" in xml or b"<!ENTITY" in xml
