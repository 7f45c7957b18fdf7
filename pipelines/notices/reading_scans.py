"""From a page that is a picture to words with places: Debian's tesseract, when this machine has it.

Belongs here: rendering a page and asking the program. Does not: putting words into lines (`reading_layout`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache

import pypdfium2

from pipelines.notices.reading_layout import Word

MAX_SCANNED_PAGES = 40
_DPI = 300
_PAGE_SECONDS = 60
_LEAST_SURE = 20.0
"""Below this tesseract saw dirt or a stamp, not a word."""
_LANGUAGE = "vie"


class Scanner:
    """Recognises pages of one document."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def is_able(self) -> bool:
        """Whether this machine has the program and its Vietnamese."""
        return can_recognise()

    def words(self, page: int, height: float) -> list[Word]:
        """Words of a page (from 0), their places in points; `height` is the page's, in points."""
        document = pypdfium2.PdfDocument(self._content)
        try:
            bitmap = document[page].render(scale=_DPI / 72, grayscale=True)
            picture = _portable_graymap(bitmap)
            scale = height / bitmap.height
        finally:
            document.close()
        command = ["tesseract", "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(_DPI), "--psm", "4", "tsv"]
        finished = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=_PAGE_SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return [word for line in finished.stdout.decode().split("\n")[1:] if (word := _word(line, scale)) is not None]


@cache
def can_recognise() -> bool:
    """Whether tesseract and its Vietnamese are installed."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    return _LANGUAGE in (listed.stdout + listed.stderr).split()


def _portable_graymap(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """The picture in the plainest form that tesseract reads."""
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    pixels = bytes(bitmap.buffer)
    if stride != width:
        pixels = b"".join(pixels[row * stride : row * stride + width] for row in range(height))
    return b"P5 %d %d 255\n" % (width, height) + pixels


def _word(line: str, scale: float) -> Word | None:
    columns = line.split("\t")
    if len(columns) != 12 or columns[0] != "5" or not columns[11].strip() or float(columns[10]) < _LEAST_SURE:
        return None
    left, top, width, height = (int(column) * scale for column in columns[6:10])
    return Word(columns[11].strip(), left, left + width, top, top + height, is_ink=True)
