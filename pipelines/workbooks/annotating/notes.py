"""Notes on cells: ours added to those that are there, text only.

Belongs here: the comments part of a sheet and the drawing that shows it. Does not: what a note says (`patching`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipelines.workbooks.annotating.mends import Position, position_of
from pipelines.workbooks.annotating.package import MAIN, Package, harmless, main, office
from pipelines.workbooks.comments import AUTHOR
from pipelines.workbooks.sheets import column_letters

_MOST_TEXT = 2000
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREAD = "tc="
"""How the author of a note begins that only stands in for a threaded conversation."""

_BEFORE_DRAWING = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing",
})  # fmt: skip
"""Elements of a sheet that stand before its `legacyDrawing`."""

_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d{1,8})\b")
_NOTE_PLACE = re.compile(
    rb"<(?:\w+:)?ClientData[^>]*ObjectType=[\"']Note[\"'].*?</(?:\w+:)?ClientData>", re.DOTALL | re.IGNORECASE
)
_ROW, _COLUMN = re.compile(rb"<(?:\w+:)?Row>\s*(\d+)"), re.compile(rb"<(?:\w+:)?Column>\s*(\d+)")
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_BLOCK = 1024
"""Numbers of shapes come in blocks; each drawing has its own."""


def add_notes(package: Package, part: str, notes: Mapping[Position, str]) -> None:
    """Put a note on cells of a sheet; where a note of somebody stands, ours is added below it.

    A cell with a threaded conversation keeps that alone: it would no longer agree with its stand-in note.
    """
    comments_part = package.related(part, "comments") or _new_comments(package, part)
    root = package.tree(comments_part)
    present = {position_of(c.get("ref", "")): c for c in root.iterfind(f"{main('commentList')}/{main('comment')}")}
    author = _author(root)
    for position, text in sorted(notes.items()):
        comment = present.get(position)
        if comment is None:
            present[position] = _new_comment(root, position, author, text)
        elif not _name_of_author(root, comment).startswith(_THREAD):
            _append(comment, f"\n\n{text}")
    _show(package, part, {position: "".join(c.itertext()) for position, c in present.items() if position})


def remove_own_notes(package: Package, part: str) -> None:
    """Take our notes off a sheet again; ours below somebody's note leaves that note as it was."""
    comments_part = package.related(part, "comments")
    if comments_part is None:
        return
    if AUTHOR.encode() not in package.read(comments_part):
        return
    root = package.tree(comments_part)
    for comment in list(root.iterfind(f"{main('commentList')}/{main('comment')}")):
        if _name_of_author(root, comment) == AUTHOR:
            comment.getparent().remove(comment)
            continue
        for text in comment.iter(main("t")):
            # Excel joins runs when it saves: what we added begins with our name on a line of its own.
            text.text = (text.text or "").split(f"\n\n{AUTHOR}:", 1)[0]


def _append(comment: etree._Element, text: str) -> None:
    body = comment.find(main("text"))
    if body is None:
        body = etree.SubElement(comment, main("text"))
    plain = body.find(main("t"))
    if plain is not None:  # a text is either plain or made of runs
        body.remove(plain)
        run = etree.Element(main("r"))
        run.append(plain)
        body.insert(0, run)
    runs = body.findall(main("r"))
    added = etree.Element(main("r"))
    if runs:
        runs[-1].addnext(added)
    else:
        body.insert(0, added)
    _write(etree.SubElement(added, main("t")), text)


def _new_comment(root: etree._Element, position: Position, author: int, text: str) -> etree._Element:
    row, column = position
    listed = root.find(main("commentList"))
    if listed is None:
        listed = etree.SubElement(root, main("commentList"))
    attributes = {"ref": f"{column_letters(column - 1)}{row}", "authorId": str(author)}
    comment = etree.SubElement(listed, main("comment"), attributes)
    _write(etree.SubElement(etree.SubElement(comment, main("text")), main("t")), text)
    return comment


def _write(element: etree._Element, text: str) -> None:
    element.text = harmless(text, _MOST_TEXT)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _author(root: etree._Element) -> int:
    authors = root.find(main("authors"))
    if authors is None:
        authors = etree.Element(main("authors"))
        root.insert(0, authors)
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, main("author")).text = AUTHOR
        return len(names)
    return names.index(AUTHOR)


def _name_of_author(root: etree._Element, comment: etree._Element) -> str:
    names = [author.text or "" for author in root.iterfind(f"{main('authors')}/{main('author')}")]
    number = comment.get("authorId", "")
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else ""


def _new_comments(package: Package, part: str) -> str:
    name = package.free_name("xl/comments{}.xml")
    package.put(name, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode(), _COMMENTS_TYPE)
    package.relate(part, "comments", name)
    return name


def _show(package: Package, part: str, texts: Mapping[Position, str]) -> None:
    """Give each note that no shape shows its shape: without one a spreadsheet program may drop the note."""
    drawing = package.related(part, "vmlDrawing")
    if drawing is None or package.view(part).find(main("legacyDrawing")) is None:
        drawing = _new_drawing(package, part)
    content = package.read(drawing)
    shown = set(_shown(content))
    number = max((int(n) for n in _SHAPE_NUMBER.findall(content)), default=_free_block(package) * _BLOCK)
    shapes = "" if b"_x0000_t202" in content else _SHAPE_TYPE
    for position, text in sorted(texts.items()):
        if position not in shown:
            number += 1
            shapes += _shape(number, position, text)
    end = content.rfind(b"</xml>")
    if end >= 0 and shapes:
        # Drawings of old programs are often no XML (<br> without end), so nothing but the end of the part is touched.
        package.put(drawing, content[:end] + shapes.encode() + content[end:])


def _shown(content: bytes) -> Iterator[Position]:
    for place in _NOTE_PLACE.findall(content):
        row, column = _ROW.search(place), _COLUMN.search(place)
        if row and column:
            yield int(row[1]) + 1, int(column[1]) + 1


def _new_drawing(package: Package, part: str) -> str:
    name = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.declare_ending("vml", _DRAWING_TYPE)
    package.put(name, _EMPTY_DRAWING.format(block=_free_block(package)).encode())
    relation = package.relate(part, "vmlDrawing", name)
    sheet = package.tree(part)
    at = sum(etree.QName(child).localname in _BEFORE_DRAWING for child in sheet if isinstance(child.tag, str))
    sheet.insert(at, etree.Element(main("legacyDrawing"), {office("id"): relation}, nsmap={"r": office("")[1:-1]}))
    return name


def _free_block(package: Package) -> int:
    """A block of numbers that no drawing uses."""
    used = [
        int(number)
        for name in package.names
        if name.lower().endswith(".vml")
        for number in _SHAPE_NUMBER.findall(package.read(name))
    ]
    return max(used, default=0) // _BLOCK + 1


def _shape(number: int, position: Position, text: str) -> str:
    row, column = position
    lines = sum(len(line) // 38 + 1 for line in text.splitlines()) or 1
    height = min(max(lines + 1, 4), 18)
    place = f"{column}, 15, {max(row - 2, 0)}, 4, {column + 4}, 15, {max(row - 2, 0) + height}, 4"
    style = (
        "position:absolute;margin-left:60pt;margin-top:2pt;"
        f"width:260pt;height:{height * 15}pt;z-index:1;visibility:hidden"
    )
    return (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
        f'style={quoteattr(style)} fillcolor="#fff8dc" o:insetmode="auto"><v:fill color2="#fff8dc"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{place}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
