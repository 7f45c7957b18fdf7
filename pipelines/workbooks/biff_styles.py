"""Which cells of an .xls show another figure than they hold: by number format, raised or crossed out characters.

Belongs here: the records of fonts, formats, styles and shared texts. Does not: which formats change a figure
(`number_formats`), the other records of an .xls (`biff`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipelines.workbooks.number_formats import PERCENTS, STRUCK, changes_figure

_BOF, _FONT, _FORMAT, _XF, _SST, _CONTINUE = 0x809, 0x31, 0x41E, 0xE0, 0xFC, 0x3C
_LABEL_SST, _MANY_RK = 0xFD, 0xBD
_NUMBERS = frozenset({0x203, 0x27E, 0x06})
"""NUMBER, RK, FORMULA."""
_TEXTS = frozenset({0x204, _LABEL_SST, 0xD6})
"""LABEL, LABELSST, RSTRING."""
_BIFF8 = 0x600
_IS_STRUCK = 0x08
_WIDE, _HAS_PHONETIC, _HAS_RUNS = 0x01, 0x04, 0x08


class Styles:
    """Gathers what stands before the sheets; then says which cells show otherwise."""

    def __init__(self) -> None:
        self._fonts: list[tuple[bool, bool]] = []
        """(crossed out, raised or lowered) of each font."""
        self._codes: dict[int, str] = {int(number): code for number, code in PERCENTS.items()}
        self._styles: list[tuple[int, int]] = []
        """(font, format) of each style."""
        self._shared: list[bytes] = []
        self._is_wide = True
        self._last = 0

    def see(self, kind: int, body: bytes) -> None:
        """Take a record that belongs to no sheet."""
        if kind == _FONT and len(body) >= 10:
            flags, raised = body[2], body[8]
            self._fonts.append((bool(flags & _IS_STRUCK), raised in (1, 2)))
        elif kind == _FORMAT and len(body) >= 3:
            self._codes[struct.unpack_from("<H", body)[0]] = self._code(body)
        elif kind == _XF and len(body) >= 4:
            self._styles.append(struct.unpack_from("<HH", body))
        elif kind == _SST or (kind == _CONTINUE and self._last == _SST):
            self._shared.append(body)
            kind = _SST
        elif kind == _BOF and len(body) >= 2:
            self._is_wide = struct.unpack_from("<H", body)[0] >= _BIFF8
        self._last = kind

    def _code(self, body: bytes) -> str:
        if not self._is_wide:
            return body[3 : 3 + body[2]].decode("cp1252", "replace")
        if len(body) < 5:
            return ""
        count = struct.unpack_from("<H", body, 2)[0]
        if body[4] & _WIDE:
            return body[5 : 5 + 2 * count].decode("utf-16-le", "replace")
        return body[5 : 5 + count].decode("latin-1")

    @cached_property
    def _shown(self) -> dict[int, str]:
        """Style -> what changes a number that has it."""
        changing = {number: code for number, code in self._codes.items() if changes_figure(code)}
        return {
            position: changing.get(number, STRUCK)
            for position, (font, number) in enumerate(self._styles)
            if number in changing or self._is_struck(font)
        }

    @cached_property
    def _struck(self) -> frozenset[int]:
        """Styles whose texts are crossed out."""
        return frozenset(position for position, (font, _) in enumerate(self._styles) if self._is_struck(font))

    @cached_property
    def _strings(self) -> frozenset[int]:
        """Shared texts with characters that are raised, lowered or crossed out."""
        if not any(map(any, self._fonts)):
            return frozenset()
        return frozenset(
            number
            for number, runs in enumerate(_runs_of_strings(self._shared))
            if any(self._is_changed(font) for font in runs)
        )

    def _font(self, number: int) -> tuple[bool, bool]:
        # No file has a font 4: the fifth one is number 5.
        position = number - (number > 4)
        return self._fonts[position] if position < len(self._fonts) else (False, False)

    def _is_struck(self, font: int) -> bool:
        return self._font(font)[0]

    def _is_changed(self, font: int) -> bool:
        return any(self._font(font))

    def shown_otherwise(self, kind: int, body: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield (row, column, what is the matter), from 0, of the cells of one record of a sheet."""
        if not (self._shown or self._strings) or len(body) < 6:
            return
        row, column, style = struct.unpack_from("<HHH", body)
        if kind in _NUMBERS:
            if style in self._shown:
                yield row, column, self._shown[style]
        elif kind == _MANY_RK:
            for number in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * number)[0]
                if style in self._shown:
                    yield row, column + number, self._shown[style]
        elif kind in _TEXTS:
            is_changed = (
                kind == _LABEL_SST and len(body) >= 10 and struct.unpack_from("<I", body, 6)[0] in self._strings
            )
            if is_changed or style in self._struck:
                yield row, column, STRUCK


def _runs_of_strings(records: Sequence[bytes]) -> Iterator[list[int]]:
    """Yield the fonts of the runs of each shared text; ends where a record is damaged."""
    reader = _Records(records)
    try:
        reader.take(8)
        while not reader.is_at_end:
            yield _read_runs(reader)
    except (struct.error, IndexError):
        return


def _read_runs(reader: _Records) -> list[int]:
    count, flags = struct.unpack("<HB", reader.take(3))
    runs = struct.unpack("<H", reader.take(2))[0] if flags & _HAS_RUNS else 0
    phonetic = struct.unpack("<I", reader.take(4))[0] if flags & _HAS_PHONETIC else 0
    reader.pass_letters(count, is_wide=bool(flags & _WIDE))
    found = [struct.unpack("<HH", reader.take(4)) for _ in range(runs)]
    reader.take(phonetic)
    return [font for start, font in found if start < count]


class _Records:
    """Bytes that run over several records; letters go on behind a byte that says how wide they are."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._record = 0
        self._offset = 0

    @property
    def is_at_end(self) -> bool:
        while self._record < len(self._records) and self._offset >= len(self._records[self._record]):
            self._record, self._offset = self._record + 1, 0
        return self._record >= len(self._records)

    def take(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            if self.is_at_end:
                raise IndexError
            part = self._records[self._record][self._offset : self._offset + count - len(found)]
            self._offset += len(part)
            found += part
        return found

    def pass_letters(self, count: int, *, is_wide: bool) -> None:
        while count:
            if self._offset >= len(self._records[self._record]):
                if self.is_at_end:
                    raise IndexError
                is_wide = bool(self.take(1)[0] & _WIDE)
            width = 2 if is_wide else 1
            there = min(count, (len(self._records[self._record]) - self._offset) // width)
            if not there:
                raise IndexError
            self._offset += there * width
            count -= there
