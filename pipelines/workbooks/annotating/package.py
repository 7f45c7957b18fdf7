"""The parts of an .xlsx or .xlsm: read, change a few, write all the others as they came.

Belongs here: XML of strangers read safely, relations between parts, content types, writing the package. Does not: what
a part means (the modules beside this one), or refusing hostile files (`pipelines.workbooks.safety`).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from pipelines.errors import WorkbookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class NotKeptError(WorkbookError):
    """A workbook that cannot be patched without losing something: the message says what, to the sender."""


@dataclass(frozen=True)
class Relation:
    """One relation of a part; the target is the name of a part."""

    id: str
    type: str
    """Last word of the type: worksheet, comments, vmlDrawing …"""
    target: str


def main(name: str) -> str:
    """`row` -> the qualified name of that element in the spreadsheet's namespace."""
    return f"{{{MAIN}}}{name}"


def office(name: str) -> str:
    """`id` -> the qualified name of that attribute in the namespace of relations."""
    return f"{{{OFFICE}}}{name}"


def harmless(text: str, most: int = 4000) -> str:
    """Text of a stranger as an XML text node may hold it: no control characters, no hidden escapes, not endless."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return _ESCAPE.sub("_x005F_", _NOT_XML.sub("\ufffd", cut))


def parse(xml: bytes) -> etree._Element:
    """Parse XML of a stranger: no entities, no network, bounded depth and text.

    Raises:
        NotKeptError: It is no well-formed XML within these bounds.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise NotKeptError("cấu trúc bên trong tệp không đúng chuẩn") from error


class Package:
    """The parts of one workbook, with what has been changed in them."""

    def __init__(self, names: Sequence[str], unpack: Callable[[str], bytes]) -> None:
        self._names = list(dict.fromkeys(names))
        self._unpack = unpack
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._bytes: dict[str, bytes] = {}

    @property
    def names(self) -> Sequence[str]:
        """Names of all parts, in the order they are written."""
        return self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part as they came, or as they were put; empty when there is none."""
        return self._bytes[name] if name in self._bytes else self._unpack(name)

    def view(self, name: str) -> etree._Element:
        """A part as a tree, to look at only.

        Raises:
            NotKeptError: The part is missing or no XML.
        """
        if name not in self._trees:
            if name not in self._names:
                raise NotKeptError(f"thiếu phần {name[:80]}")
            self._trees[name] = parse(self.read(name))
        return self._trees[name]

    def tree(self, name: str) -> etree._Element:
        """A part as a tree that is written as it is left.

        Raises:
            NotKeptError: The part is missing or no XML.
        """
        tree = self.view(name)
        self._changed.add(name)
        return tree

    def has_tree(self, name: str) -> bool:
        """Whether a part is held as a tree that is written."""
        return name in self._changed

    def put(self, name: str, content: bytes, content_type: str = "") -> None:
        """Replace a part, or add one with its content type."""
        self._trees.pop(name, None)
        self._changed.discard(name)
        self._bytes[name] = content
        if name not in self._names:
            self._names.append(name)
        if content_type:
            self._declare(name, content_type)

    def free_name(self, pattern: str) -> str:
        """`xl/comments{}.xml` -> the first such name that no part has."""
        taken = {name.lower() for name in self._names}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """Relations of a part to other parts of the package."""
        name = _relations_of(part)
        if name not in self._names:
            return []
        return [
            Relation(
                relation.get("Id", ""),
                relation.get("Type", "").rsplit("/", 1)[-1],
                _resolved(part, relation.get("Target", "")),
            )
            for relation in self.view(name).iterfind(f"{{{_RELATIONS}}}Relationship")
            if relation.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part relates to."""
        return next((relation.target for relation in self.relations(part) if relation.type == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation; returns its id."""
        name = _relations_of(part)
        if name not in self._names:
            self.put(name, f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
        root = self.tree(name)
        taken = {relation.get("Id") for relation in root}
        number = 1
        while (made := f"rId{number}") in taken:
            number += 1
        target = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", {"Id": made, "Type": f"{OFFICE}/{kind}", "Target": target}
        )
        return made

    def content_type(self, name: str) -> str:
        """The declared content type of a part, by its own name; empty when only its ending has one."""
        return next(
            (o.get("ContentType", "") for o in self._types("Override") if o.get("PartName", "").lstrip("/") == name), ""
        )

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Give all parts of an ending a content type, when they have none."""
        if all(default.get("Extension", "").lower() != ending for default in self._types("Default")):
            made = etree.Element(f"{{{_TYPES}}}Default", {"Extension": ending, "ContentType": content_type})
            self.tree(_TYPES_PART).insert(0, made)

    def _declare(self, name: str, content_type: str) -> None:
        if not self.content_type(name):
            attributes = {"PartName": f"/{name}", "ContentType": content_type}
            etree.SubElement(self.tree(_TYPES_PART), f"{{{_TYPES}}}Override", attributes)

    def _types(self, kind: str) -> list[etree._Element]:
        return list(self.view(_TYPES_PART).iterfind(f"{{{_TYPES}}}{kind}"))

    def saved(self) -> bytes:
        """The package as bytes; parts that nobody changed hold the bytes they came with."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._names:
                if name.endswith("/"):
                    continue
                content = _written(self._trees[name]) if name in self._changed else self.read(name)
                # A fixed time: the same workbook and findings give the same bytes.
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def package_of(parts: Mapping[str, str]) -> Package:
    """A package made of texts."""
    return Package(list(parts), lambda name: parts.get(name, "").encode())


def _written(tree: etree._Element) -> bytes:
    content: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
