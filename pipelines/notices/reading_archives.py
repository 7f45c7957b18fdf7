"""From a .zip to the documents in it.

Belongs here: unpacking by the rules that hold for workbooks. Does not: which parts are documents (`carrying`), or
reading them: they arrive as files of their own.
"""

from __future__ import annotations

from pipelines.notices.carrying import Contents
from pipelines.notices.reading import UnreadableNotice
from pipelines.workbooks.contents import members_of
from pipelines.workbooks.limits import MAX_FILE_BYTES, RefusedError


def documents_of_archive(content: bytes, file_name: str) -> Contents:
    """The documents of an archive, in its order.

    Raises:
        UnreadableNotice: it is damaged, has a password, holds nothing, or unpacks to more than it may.
    """
    found = Contents()
    try:
        for name, member in members_of(content):
            if len(member) > MAX_FILE_BYTES:
                found.left.append(f"{name} (lớn hơn {MAX_FILE_BYTES // 1024**2} MB)")
            else:
                found.add(name, member)
    except RefusedError as refused:
        if refused.rule == "encrypted":
            raise UnreadableNotice(file_name, "notice_encrypted", "tệp nén có mật khẩu", "bỏ mật khẩu") from refused
        if refused.rule == "zip_bomb":
            why = f"tệp nén giải nén ra quá lớn ({refused.value})"
            raise UnreadableNotice(file_name, "notice_unreadable", why, "gửi riêng từng văn bản") from refused
        raise UnreadableNotice(file_name, "notice_broken", "tệp nén hỏng", "tải lại tệp") from refused
    if not found.documents and not found.left:
        raise UnreadableNotice(file_name, "notice_unreadable", "tệp nén không có văn bản nào", "gửi văn bản")
    return found
