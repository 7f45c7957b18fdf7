"""A notice with a secrecy stamp is refused before anything of it is parsed or kept."""

import hashlib
import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from pipelines.notices.reading import UnreadableNotice, read_notice
from pipelines.notices.worker import NoticeContext, NoticeJob, read_one
from pipelines.sample.paper import Paper
from tests.pipelines.notices.worlds import reference

WORDS = (
    "Số: 9777/QLD-CL",
    "Hà Nội, ngày 02 tháng 11 năm 2026",
    "Thu hồi toàn quốc thuốc Minhocef, SĐK: VD-20124-26, số lô: 0526",
)


def as_text(stamp: str) -> bytes:
    return "\n".join(("BỘ Y TẾ", stamp, *WORDS)).encode()


def as_page(stamp: str) -> bytes:
    cells = f"<table><tr><td>BỘ Y TẾ<br>{stamp}</td><td>Độc lập - Tự do - Hạnh phúc</td></tr></table>"
    return f"<html><body>{cells}{''.join(f'<p>{line}</p>' for line in WORDS)}</body></html>".encode()


def as_docx(stamp: str, *, below: bool = False) -> bytes:
    document = docx.Document()
    for line in (*(() if below else (stamp,)), *WORDS):
        document.add_paragraph(line)
    if below:
        document.sections[0].footer.paragraphs[0].text = stamp
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def as_stamped_pdf(stamp: str) -> bytes:
    paper = Paper(footer=stamp)
    for line in WORDS * 60:
        paper.paragraph(line)
    return paper.pdf()


def as_mail(stamp: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Công văn"
    message.set_content("\n".join((stamp, *WORDS)))
    return message.as_bytes()


MADE = {
    "a.txt": as_text,
    "a.html": as_page,
    "a.docx": as_docx,
    "chan.docx": lambda stamp: as_docx(stamp, below=True),
    "a.eml": as_mail,
}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("stamp", ["MẬT", "( TỐI MẬT )", "TUYỆT MẬT"])
def test_a_stamp_alone_on_a_line_seals_a_notice(name: str, stamp: str) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        read_notice(MADE[name](stamp), file_name=name)
    assert refused.value.rule == "sealed"
    assert "9777" not in str(refused.value)


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("words", ["Mật ong", "Quy chế bảo mật", "BÍ MẬT KINH DOANH", "Mật"])
def test_words_with_these_letters_seal_nothing(name: str, words: str) -> None:
    assert "9777/QLD-CL" in read_notice(MADE[name](words), file_name=name).text


def test_a_cell_far_below_the_head_is_no_stamp() -> None:
    rows = [f"{n} | MINHOCEF {n} | VD-{n}-26" for n in range(40)]
    assert read_notice("\n".join([*WORDS, *rows, "41 | MẬT | VD-41-26"]).encode(), file_name="a.txt").text


def test_a_stamp_at_the_foot_of_the_pages_of_a_pdf_seals_it() -> None:
    with pytest.raises(UnreadableNotice) as refused:
        read_notice(as_stamped_pdf("TỐI MẬT"), file_name="a.pdf")
    assert refused.value.rule == "sealed"
    assert read_notice(as_stamped_pdf("Trang"), file_name="a.pdf").text


def test_a_sealed_mail_gives_neither_words_nor_documents(tmp_path: Path) -> None:
    def read(words: str) -> tuple[object, list[str], int]:
        message = EmailMessage()
        message["Subject"] = "Gửi văn bản"
        message.set_content(words)
        message.add_attachment("\n".join(WORDS), filename="a.txt")
        path = tmp_path / "thu.eml"
        path.write_bytes(message.as_bytes())
        job = NoticeJob(path, "thu.eml", hashlib.sha256(path.read_bytes()).hexdigest(), "", None)
        found = read_one(job, NoticeContext(reference()))
        assert not isinstance(found, Exception)
        return found.raw_text, [said.rule for said in found.said], len(found.carried)

    assert read("MẬT\nGửi kèm.") == (None, ["sealed"], 0)
    assert read("Mật ong\nGửi kèm.") == (None, [], 1)
