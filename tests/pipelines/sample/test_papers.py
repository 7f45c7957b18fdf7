"""A sample notice says the same as text, on paper, in Word and by mail."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default

import pytest

from pipelines.notices.reading import read_notice, split_metadata
from pipelines.sample.notices import invented_notices
from pipelines.sample.scene import Scene
from pipelines.sample.site import MARK, as_pdf
from tests.pipelines.notices.test_reading_files import as_docx, facts


def plain(text: str) -> list[str]:
    return [line for line in split_metadata(text).text.split("\n") if MARK not in line]


def as_mail(lines: list[str]) -> bytes:
    # The library that writes mails loses spaces where it folds a long subject.
    message = EmailMessage(default.clone(max_line_length=900))
    message["From"] = "Văn thư <van.thu@minhhoa.example>"
    message["Subject"] = lines[0]
    message.set_content("\n".join(lines[1:]))
    return message.as_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "made"),
    [
        (".pdf", lambda lines: as_pdf("\n".join(lines))),
        (".docx", as_docx),
        (".eml", as_mail),
    ],
)
def test_a_notice_says_the_same_on_paper_in_word_and_by_mail(
    scene: Scene, suffix: str, made: Callable[[list[str]], bytes]
) -> None:
    different = {}
    for notice in invented_notices(scene):
        ending = ".html" if notice.file_name.endswith("html") else ".txt"
        lines = plain(read_notice(notice.text.encode(), file_name=f"a{ending}").text)
        read = read_notice(made(lines), file_name=f"a{suffix}").text
        wanted, found = facts("\n".join(lines)), facts(read)
        if wanted != found:
            different[notice.slot] = {k: (wanted[k], found[k]) for k in wanted if wanted[k] != found[k]}
    assert different == {}
