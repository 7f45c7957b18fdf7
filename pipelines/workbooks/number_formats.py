"""Which cells of an .xlsx show another figure than they hold: 25 as 25000000, "25 triệu đồng", 12¹, crossed out.

Belongs here: the grammar of number formats, styles and texts that show otherwise, the cells that have them. Does
not: whether that cell is a figure of a report (`shown`), or other formats of files.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from pipelines.workbooks.wording import bare, clean

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_ID = re.compile(rb"\bnumFmtId=[\"'](\d{1,9})[\"']")
_CODE = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>")
_STYLE_OF = re.compile(rb"\bs=[\"'](\d{1,9})[\"']")
_NAME_OF = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_OF_TEXT = re.compile(rb"\bt=[\"'](?:s|str|inlineStr|b|e|d)[\"']")
_REMEMBERED_LENGTH = 1 << 15
PERCENTS = {b"9": "0%", b"10": "0.00%"}
"""Formats that every spreadsheet knows by number."""
_PIECE = re.compile(r'"([^"]*)"?|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]', re.DOTALL)
_SCALES = re.compile(r"[0#?],+(?![,0#?])")
_IS_PERCENT = re.compile(r"[-+(\s]*(?:#,##)?[0#?]+(?:\.[0#?]+)?\s*%[)\s]*")
_HOLDS_FIGURE = re.compile(r"[0#?@]|general|[dmyhs]|e\+", re.I)
STRUCK = "chỉ số trên, dưới hoặc chữ gạch bỏ"
"""Stands for the format of cells whose characters are raised, lowered or crossed out."""
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_FONT_ID = re.compile(rb"\bfontId=[\"'](\d{1,9})[\"']")
_IS_STRUCK = re.compile(rb"<(?:\w+:)?strike\b(?![^>]*val=[\"'](?:0|false)[\"'])[^>]*>")
_RAISED = re.compile(rb"<(?:\w+:)?vertAlign\b[^>]*val=[\"'](?:superscript|subscript)[\"']")
_STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_STRING_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']s[\"'][^>]*)>\s*<(?:\w+:)?v>(\d+)<")
_INLINE_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']inlineStr[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_UNITS = re.compile(r"\b(?:nghin|ngan|trieu|tr|trd|ty|ti|chuc|tram|van|k|m|mil|million|thousand|bn|usd|eur)\b")


def styles_shown_otherwise(styles: bytes) -> dict[int, str]:
    """Return style -> code of those number formats that change the figure; empty for the styles of a clean file."""
    return _styles(styles) if len(styles) <= _REMEMBERED_LENGTH else _styles.__wrapped__(styles)


@lru_cache(maxsize=128)
def _styles(styles: bytes) -> dict[int, str]:
    codes = dict(PERCENTS)
    for tag in _FORMAT.findall(styles):
        number, code = _ID.search(tag), _CODE.search(tag)
        if number and code:
            codes[number[1]] = html.unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))
    changing = {number: code for number, code in codes.items() if changes_figure(code)}
    found = _STYLES.search(styles)
    if not found:
        return {}
    struck = _struck_fonts(styles)
    shown: dict[int, str] = {}
    for position, tag in enumerate(_STYLE.findall(found[0])):
        number, font = _ID.search(tag), _FONT_ID.search(tag)
        if number and number[1] in changing:
            shown[position] = changing[number[1]]
        elif font and int(font[1]) in struck:
            shown[position] = STRUCK
    return shown


def _struck_fonts(styles: bytes) -> set[int]:
    """Return the numbers of fonts whose text is crossed out."""
    fonts = _FONTS.search(styles) if b"strike" in styles else None
    found = _FONT.findall(fonts[0]) if fonts else []
    return {number for number, font in enumerate(found) if _IS_STRUCK.search(font)}


def strings_shown_otherwise(shared: bytes) -> dict[int, str]:
    """Return the number of each shared text with raised or crossed out characters -> what is the matter with it."""
    if not _is_suspect(shared):
        return {}
    return {number: STRUCK for number, text in enumerate(_STRING.findall(shared)) if _is_suspect(text)}


def texts_shown_otherwise(xml: bytes, strings: dict[int, str]) -> tuple[tuple[str, str], ...]:
    """Return (cell, what is the matter) of the cells of one sheet whose text has raised or crossed out characters."""
    if not strings and b"inlineStr" not in xml:
        return ()
    said = [(tag, strings[int(number)]) for tag, number in _STRING_CELL.findall(xml) if int(number) in strings]
    said += [(tag, STRUCK) for tag, text in _INLINE_CELL.findall(xml) if _is_suspect(text)]
    return tuple((name[1].decode(), code) for tag, code in said if (name := _NAME_OF.search(tag)))


def _is_suspect(text: bytes) -> bool:
    return (b"vertAlign" in text or b"strike" in text) and bool(_RAISED.search(text) or _IS_STRUCK.search(text))


def cells_shown_otherwise(xml: bytes, styles: dict[int, str]) -> tuple[tuple[str, str], ...]:
    """Return (cell, code) of the cells of one sheet that have one of these styles: numbers, and texts crossed out."""
    if not styles:
        return ()
    return tuple(
        (name[1].decode(), styles[style])
        for tag in _CELL.findall(xml)
        if (style := int(number[1]) if (number := _STYLE_OF.search(tag)) else 0) in styles
        and (styles[style] == STRUCK or not _OF_TEXT.search(tag))
        and (name := _NAME_OF.search(tag))
    )


@lru_cache(maxsize=1024)
def changes_figure(code: str) -> bool:
    """Whether a number format scales a figure, hides it, or puts digits or a unit of quantity beside it."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    return any(_changes(section) for section in sections) or not _HOLDS_FIGURE.search(_PIECE.sub("", sections[0]))


@lru_cache(maxsize=1024)
def shows_percent(code: str) -> bool:
    """Whether a number format shows a hundred times the figure with the sign %, and nothing else."""
    return all(
        _IS_PERCENT.fullmatch(_PIECE.sub("", section)) and not any(map(any, _PIECE.findall(section)))
        for section in code.split(";")
    )


def _changes(section: str) -> bool:
    words = "".join("".join(filter(None, found)) for found in _PIECE.findall(section))
    signs = _PIECE.sub("", section)
    if any(map(str.isdecimal, words)) or _UNITS.search(bare(clean(words))):
        return True
    return "%" in words + signs or "‰" in words + signs or bool(_SCALES.search(signs))
