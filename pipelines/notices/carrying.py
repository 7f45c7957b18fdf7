"""Documents inside of a mail or an archive: which parts are documents of their own, and what is told of the rest.

Belongs here: sorting and naming the parts, the limit of their number. Does not: taking a mail (`reading_mail`) or an
archive (`reading_archives`) apart, or reading a document.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from pipelines.notices.reading import KINDS

ARCHIVE = ".zip"
_MOST_DOCUMENTS = 200
_SHOWN = 8
_SMALLEST_PAGE = 600
"""Pixels of the shorter side: no page that anybody can read is smaller; logos and signatures are."""
_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ARCHIVE,
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
}
_BY_BYTES = (
    (b"%PDF", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
_BESIDE = frozenset({".p7s", ".sig", ".asc", ".ics", ".vcf", ".gif", ".svg"})
"""Signatures, invitations, cards, smileys: no documents."""
_NO_DOCUMENTS = ("multipart/", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"})
_JUNK = re.compile(r"__MACOSX/|(?:.*/)?(?:~\$|\.(?!\.?/)[^/]*$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
"""What programs leave beside documents."""


@dataclass(frozen=True)
class Carried:
    """A document inside of a mail or an archive."""

    file_name: str
    content: bytes

    @property
    def is_readable(self) -> bool:
        """Whether its kind is one that is read; another says so itself once it is a file of its own."""
        return PurePath(self.file_name).suffix.lower() in KINDS | {ARCHIVE}


@dataclass
class Contents:
    """What a mail or an archive holds, in its order."""

    documents: list[Carried] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Names of documents that were not taken out, with the reason."""
    beside: list[str] = field(default_factory=list)
    """Names of parts that are no documents: small pictures, signatures."""

    def add(self, name: str, content: bytes, kind: str = "") -> None:
        """Sort in one part: its name as printed, its bytes, its type where something says it."""
        shown = PurePath(name.replace("\\", "/")).name or kind or "không tên"
        suffix = _suffix(shown if name else "", content, kind)
        if _JUNK.match(name) or suffix in _BESIDE or kind.startswith(_NO_DOCUMENTS) or _is_small(suffix, content):
            self.beside.append(shown)
        elif not content.strip():
            self.left.append(f"{shown} (rỗng)")
        elif len(self.documents) == _MOST_DOCUMENTS:
            self.left.append(f"{shown} (quá {_MOST_DOCUMENTS} tệp)")
        else:
            safe = re.sub(r"[^\w.\- ]+", "-", shown if name else "")[-110:] or f"dinh-kem-{len(self.documents) + 1}"
            self.documents.append(Carried(safe if safe.lower().endswith(suffix) else safe + suffix, content))

    def remarks(self) -> Iterator[tuple[str, str]]:
        """For the finding of each kind: its rule and what was seen."""
        for rule, names in (("notice_contents_left", self.left), ("notice_parts_beside", self.beside)):
            if names:
                yield rule, listed(names)


def listed(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} và {len(names) - _SHOWN} tệp khác" if len(names) > _SHOWN else shown


def _suffix(name: str, content: bytes, kind: str) -> str:
    """The ending that says how to read a part: that of its name, if it is one that is known, else by its bytes."""
    suffix = PurePath(name).suffix.lower()
    if suffix in KINDS | _BESIDE | {ARCHIVE}:
        return suffix
    by_bytes = next((ending for start, ending in _BY_BYTES if content.startswith(start)), "")
    return by_bytes or _BY_TYPE.get(kind, "") or suffix


def _is_small(suffix: str, content: bytes) -> bool:
    """Whether a part is a picture too small to be a page; what cannot be opened is left for its reader to refuse."""
    if suffix not in _PICTURES:
        return False
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return min(picture.size) < _SMALLEST_PAGE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
