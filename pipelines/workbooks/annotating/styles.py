"""Looks of cells: the sender's own with another fill, and those of our sheet.

Belongs here: adding to `styles.xml`, never changing what is there. Does not: which cells get a look (`marking`,
`front`).
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pipelines.workbooks.annotating.package import MAIN, NotKeptError, main

FILLS = {"error": "FFFFC7CE", "warning": "FFFFEB9C"}
"""Severity -> colour of a marked cell."""

_SECTIONS = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_MOST_LOOKS = 64_000
"""Excel opens no workbook with more."""

EMPTY_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """The looks of one workbook, to add to."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._looks = self._section("cellXfs")
        if not len(self._looks):
            etree.SubElement(self._looks, main("xf"), _plain())
        self._made: dict[object, int] = {}
        self._fills: dict[bytes, int] = {}

    def marked(self, look: int, severity: str) -> int:
        """The same look with the fill of a severity."""
        return self.filled(look, _solid(FILLS[severity]))

    def filled(self, look: int, fill: etree._Element) -> int:
        """The same look with another fill."""
        key = (look, etree.tostring(fill))
        if key not in self._made:
            copy = deepcopy(self._look(look))
            copy.set("fillId", str(self._fill(fill)))
            copy.set("applyFill", "1")
            self._made[key] = self._add(self._looks, copy)
        return self._made[key]

    def fill_of(self, look: int) -> etree._Element | None:
        """The fill of a look."""
        fills = self._section("fills")
        number = _whole(self._look(look).get("fillId"))
        return fills[number] if number < len(fills) else None

    def is_mark(self, look: int) -> bool:
        """Whether a look has the fill of a mark."""
        fill = self.fill_of(look)
        colour = None if fill is None else fill.find(f"{main('patternFill')}/{main('fgColor')}")
        return colour is not None and colour.get("rgb") in FILLS.values()

    def own(self, *, bold: bool = False, colour: str = "FF1F2933", size: int = 11, fill: str = "", grid: bool = True,
            link: bool = False) -> int:  # fmt: skip
        """A look of our sheet: text, wrapped, at the top of its cell."""
        key = (bold, colour, size, fill, grid, link)
        if key not in self._made:
            attributes = _plain() | {
                "numFmtId": "49",
                "fontId": str(self._font(bold=bold, colour=colour, size=size, link=link)),
                "fillId": str(self._fill(_solid(fill))) if fill else "0",
                "borderId": str(self._border()) if grid else "0",
                # What stands in the cell stays text when somebody edits it, also if it begins like a formula.
                "quotePrefix": "1",
            }
            applied = ("NumberFormat", "Font", "Fill", "Border", "Alignment")
            look = etree.Element(main("xf"), attributes | {f"apply{word}": "1" for word in applied})
            etree.SubElement(look, main("alignment"), {"vertical": "top", "wrapText": "1"})
            self._made[key] = self._add(self._looks, look)
        return self._made[key]

    def _look(self, number: int) -> etree._Element:
        return self._looks[number if number < len(self._looks) else 0]

    def _font(self, *, bold: bool, colour: str, size: int, link: bool) -> int:
        fonts = self._section("fonts")
        name = fonts.find(f"{main('font')}/{main('name')}")
        font = etree.Element(main("font"))
        if bold:
            etree.SubElement(font, main("b"))
        if link:
            etree.SubElement(font, main("u"))
        etree.SubElement(font, main("sz"), {"val": str(size)})
        etree.SubElement(font, main("color"), {"rgb": colour})
        etree.SubElement(font, main("name"), {"val": "Calibri" if name is None else name.get("val", "Calibri")})
        return self._add(fonts, font)

    def _fill(self, fill: etree._Element) -> int:
        key = etree.tostring(fill)
        if key not in self._fills:
            self._fills[key] = self._add(self._section("fills"), deepcopy(fill))
        return self._fills[key]

    def _border(self) -> int:
        if "border" not in self._made:
            border = etree.Element(main("border"))
            for side in ("left", "right", "top", "bottom"):
                line = etree.SubElement(border, main(side), {"style": "thin"})
                etree.SubElement(line, main("color"), {"rgb": "FFCBD2D9"})
            etree.SubElement(border, main("diagonal"))
            self._made["border"] = self._add(self._section("borders"), border)
        return self._made["border"]

    def _add(self, section: etree._Element, element: etree._Element) -> int:
        if len(section) >= _MOST_LOOKS:
            raise NotKeptError("tệp có quá nhiều kiểu định dạng ô")
        section.append(element)
        section.set("count", str(len(section)))
        return len(section) - 1

    def _section(self, name: str) -> etree._Element:
        found = self._root.find(main(name))
        if found is not None:
            return found
        before = _SECTIONS[: _SECTIONS.index(name)]
        at = sum(etree.QName(child).localname in before for child in self._root)
        made = etree.Element(main(name))
        self._root.insert(at, made)
        if name == "fills":  # the first two are reserved
            for pattern in ("none", "gray125"):
                etree.SubElement(etree.SubElement(made, main("fill")), main("patternFill"), {"patternType": pattern})
        return made


def _plain() -> dict[str, str]:
    return {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}


def _solid(colour: str) -> etree._Element:
    fill = etree.Element(main("fill"), nsmap={None: MAIN})
    pattern = etree.SubElement(fill, main("patternFill"), {"patternType": "solid"})
    etree.SubElement(pattern, main("fgColor"), {"rgb": colour})
    etree.SubElement(pattern, main("bgColor"), {"indexed": "64"})
    return fill


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0
