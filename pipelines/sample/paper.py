"""A small writer of PDFs: Vietnamese text and ruled tables on pages, for sample notices.

Belongs here: pages, lines, rules, and a font that every viewer has. Does not: what a notice says (`notices`). The font
is named, not embedded: letters are told by their Unicode names, and the words can be searched and copied.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 85.0, 552.0, 70.0, 770.0
_SIZE, _LEADING, _INDENT = 12.0, 17.0, 28.0
_NARROW, _WIDE = set("iljtfrI.,:;'|!()[]/-ì í ỉ ĩ ị"), set("mwMWƯOÔƠQGĐ@%—–")
_LETTERS = (
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủ"
    "ỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
_CODES = dict(zip(_LETTERS, (*range(123, 256), 31), strict=True))
_CODES |= {chr(code): code for code in range(32, 123)}
_CODES |= {letter: code for code, letter in enumerate("–—“”‘’²°|", 1)}

Table = Sequence[Sequence[str]]


class Paper:
    """Pages that fill up from top to bottom; `pdf` gives them as bytes, the same for the same calls."""

    def __init__(self, *, footer: str = "") -> None:
        self._footer = footer
        self._pages: list[list[str]] = []
        self._y = _BOTTOM + 1.0

    def paragraph(self, text: str, *, indent: bool = True) -> None:
        """Wrapped lines, the first one indented."""
        for number, line in enumerate(_wrapped(text, _RIGHT - _LEFT, _INDENT if indent else 0.0)):
            self._room(_LEADING)
            self._text(line, _LEFT + (_INDENT if indent and number == 0 else 0.0), self._y)
            self._y += _LEADING

    def heading(self, text: str) -> None:
        """Centred lines."""
        for line in _wrapped(text, _RIGHT - _LEFT - 60, 0.0):
            self._room(_LEADING)
            self._text(line, (_LEFT + _RIGHT - _width(line)) / 2, self._y)
            self._y += _LEADING

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """A letterhead or a signature: two columns of centred lines, side by side."""
        rows = max(len(left), len(right))
        self._room(_LEADING * rows)
        for lines, middle in ((left, _LEFT + 75.0), (right, _RIGHT - 135.0)):
            for number, line in enumerate(lines):
                self._text(line, middle - _width(line) / 2, self._y + number * _LEADING)
        self._y += _LEADING * (rows + 0.5)

    def table(self, rows: Table, widths: Sequence[float]) -> None:
        """A ruled table; its first row is repeated on every page."""
        scale = (_RIGHT - _LEFT) / sum(widths)
        columns = [width * scale for width in widths]
        heading = self._cells(rows[0], columns)
        self._room(_height(heading) + _LEADING)
        self._row(heading, columns)
        for row in rows[1:]:
            cells = self._cells(row, columns)
            if self._y + _height(cells) > _BOTTOM:
                self._break()
                self._row(heading, columns)
            self._row(cells, columns)
        self._y += _LEADING / 2

    def pdf(self) -> bytes:
        """The finished document."""
        self._break()
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_font()]
        kids = []
        for page in self._pages:
            stream = zlib.compress("\n".join(page).encode("latin-1"))
            objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream))
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
                b"/Resources << /Font << /F1 3 0 R >> >> >>" % (WIDTH, HEIGHT, len(objects))
            )
            kids.append(b"%d 0 R" % len(objects))
        objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
        return _assembled(objects)

    def _room(self, needed: float) -> None:
        if self._y + needed > _BOTTOM:
            self._break()

    def _break(self) -> None:
        """End the page, if there is one, and begin the next."""
        if self._pages and self._footer:
            number = len(self._pages)
            self._text(self._footer, _LEFT, HEIGHT - 40.0)
            self._text(str(number), _RIGHT - 10.0, HEIGHT - 40.0)
        self._pages.append([])
        self._y = _TOP

    def _text(self, text: str, x: float, y: float) -> None:
        coded = bytes(_CODES.get(letter, 63) for letter in text).hex()
        self._pages[-1].append(f"BT /F1 {_SIZE:g} Tf {x:.2f} {HEIGHT - y:.2f} Td <{coded}> Tj ET")

    def _cells(self, row: Sequence[str], columns: Sequence[float]) -> list[list[str]]:
        return [list(_wrapped(cell, width - 8.0, 0.0)) for cell, width in zip(row, columns, strict=True)]

    def _row(self, cells: Sequence[Sequence[str]], columns: Sequence[float]) -> None:
        height, x = _height(cells), _LEFT
        for lines, width in zip(cells, columns, strict=True):
            self._pages[-1].append(f"0.5 w {x:.2f} {HEIGHT - self._y - height + 12:.2f} {width:.2f} {height:.2f} re S")
            for number, line in enumerate(lines):
                self._text(line, x + 4.0, self._y + 4.0 + number * _LEADING)
            x += width
        self._y += height


def _height(cells: Sequence[Sequence[str]]) -> float:
    return _LEADING * max(1, *(len(lines) for lines in cells)) + 4.0


def _width(text: str) -> float:
    return sum(_units(letter) for letter in text) * _SIZE / 1000


def _units(letter: str) -> int:
    if letter == " ":
        return 278
    if letter in _NARROW:
        return 300
    if letter in _WIDE:
        return 800
    return 667 if letter.isupper() else 540


def _wrapped(text: str, width: float, indent: float) -> Iterable[str]:
    """Lines no wider than `width`; a word that is wider is cut after a hyphen or slash, else anywhere."""
    line, room = "", width - indent
    for word in text.split():
        whole = word
        while _width(whole) > width:
            cut = next((n for n in range(len(whole), 0, -1) if _width(whole[:n]) <= width), 1)
            marked = max(whole.rfind(mark, 0, cut) for mark in "-/") + 1
            if line:
                yield line
                line, room = "", width
            yield whole[: marked or cut]
            whole = whole[marked or cut :]
        longer = f"{line} {whole}".strip()
        if line and _width(longer) > room:
            yield line
            line, room = whole, width
        else:
            line = longer
    if line:
        yield line


def _font() -> list[bytes]:
    by_code = sorted((code, letter) for letter, code in _CODES.items())
    names = " ".join(f"{code} /uni{ord(letter):04X}" for code, letter in by_code)
    widths = {code: _units(letter) for code, letter in by_code}
    listed = " ".join(str(widths.get(code, 500)) for code in range(256))
    mapped = "\n".join(f"<{code:02X}> <{ord(letter):04X}>" for code, letter in by_code)
    chunks = mapped.split("\n")
    ranges = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in (chunks[start : start + 100] for start in range(0, len(chunks), 100))
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{ranges}\nendcmap end end"
    ).encode()
    return [
        (
            f"<< /Type /Font /Subtype /TrueType /BaseFont /Tahoma /FirstChar 0 /LastChar 255 /Widths [{listed}] "
            f"/FontDescriptor 5 0 R /Encoding << /Type /Encoding /Differences [{names}] >> /ToUnicode 4 0 R >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(cmap), cmap),
        b"<< /Type /FontDescriptor /FontName /Tahoma /Flags 32 /FontBBox [-166 -225 1000 931] /ItalicAngle 0 "
        b"/Ascent 905 /Descent -212 /CapHeight 718 /StemV 88 >>",
    ]


def _assembled(objects: Sequence[bytes]) -> bytes:
    body = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)
