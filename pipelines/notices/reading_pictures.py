"""From a picture of pages (a scan or a photograph as .jpg, .png, .tif) to words: by way of a PDF.

Belongs here: pictures made into pages. Does not: recognising them (`reading_scans`, through `reading_pdf`).
"""

from __future__ import annotations

import io
from itertools import islice

from PIL import Image, ImageOps, ImageSequence

from pipelines.notices.reading import UnreadableNotice, Words
from pipelines.notices.reading_pdf import words_of_pdf
from pipelines.notices.reading_scans import MAX_SCANNED_PAGES

_SHORT_SIDE_OF_A4 = 8.27
_MOST_PIXELS = 60_000_000
"""An A3 page at 400 dpi has half of this."""


def words_of_picture(content: bytes, file_name: str) -> Words:
    """Words of a picture, each of its pages taken for an A4 page.

    Raises:
        UnreadableNotice: it is broken or too large, or nobody here can recognise it.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                why = f"ảnh quá lớn ({picture.width} × {picture.height} điểm)"
                raise UnreadableNotice(file_name, "notice_unreadable", why, "quét lại ở 300 dpi")
            pages = [
                ImageOps.exif_transpose(page).convert("L")
                for page in islice(ImageSequence.Iterator(picture), MAX_SCANNED_PAGES + 1)
            ]
        kept = io.BytesIO()
        dots = min(pages[0].size) / _SHORT_SIDE_OF_A4
        pages[0].save(kept, "PDF", save_all=True, append_images=pages[1:], resolution=dots, quality=95)
    except UnreadableNotice:
        raise
    except Exception as error:  # whatever the readers of picture formats say of broken bytes
        raise UnreadableNotice(
            file_name, "notice_broken", f"ảnh hỏng ({type(error).__name__})", "gửi lại ảnh hoặc tệp .pdf"
        ) from error
    words = words_of_pdf(kept.getvalue(), file_name)
    return Words(words.lines, "picture", words.remarks, words.by_ocr, words.margins, words.doubted)
