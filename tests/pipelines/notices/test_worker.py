"""One bad notice costs only itself: hang, broken bytes, a mail full of documents."""

import hashlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipelines.errors import ArchiveError
from pipelines.guarding import Limits
from pipelines.notices.worker import NoticeContext, NoticeFile, NoticeJob, read_notice_files
from pipelines.sample.site import as_pdf
from tests.pipelines.notices.worlds import reference

GOOD = "Công văn số 9201/QLD-MH ngày 01/10/2026 về việc thu hồi thuốc Minhocef, SĐK: VD-20124-26, số lô: 0526"


def job(folder: Path, name: str, content: bytes) -> NoticeJob:
    path = folder / name
    path.write_bytes(content)
    return NoticeJob(path, name, hashlib.sha256(content).hexdigest(), "", None)


def read(jobs: list[NoticeJob], limits: Limits | None = None) -> list[NoticeFile]:
    return list(read_notice_files(jobs, NoticeContext(reference()), limits=limits or Limits(seconds=60)))


def test_files_come_back_in_order_and_a_broken_one_says_why(tmp_path: Path) -> None:
    found = read(
        [
            job(tmp_path, "a.txt", GOOD.encode()),
            job(tmp_path, "b.pdf", b"%PDF-1.7 nothing"),
            job(tmp_path, "c.pdf", as_pdf(GOOD)),
        ]
    )
    assert [result.parsed and result.parsed.document_number for result in found] == ["9201/QLD-MH", None, "9201/QLD-MH"]
    assert [said.rule for said in found[1].said] == ["notice_broken"]


@pytest.mark.slow
def test_a_file_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    endless = "\n".join(["Thuốc | Số lô"] + [f"{n} | 0{n}" for n in range(4000)])
    jobs = [job(tmp_path, "a.pdf", as_pdf(endless)), job(tmp_path, "b.txt", GOOD.encode())]
    slow, good = read(jobs, Limits(seconds=2.0))
    assert [said.rule for said in slow.said] == ["notice_slow"]
    assert good.parsed is not None


def test_a_mail_with_documents_gives_them_and_is_no_notice_itself(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Công văn đính kèm"
    message.set_content("Kính gửi.")
    message.add_attachment(as_pdf(GOOD), maintype="application", subtype="pdf", filename="9201.pdf")
    [mail] = read([job(tmp_path, "thu.eml", message.as_bytes())])
    assert (mail.parsed, [carried.file_name for carried in mail.carried]) == (None, ["9201.pdf"])


def test_an_archive_that_lost_a_file_is_the_operators_trouble(tmp_path: Path) -> None:
    lost = NoticeJob(tmp_path / "gone", "gone.txt", "0" * 64, "", None)
    with pytest.raises(ArchiveError, match="Restore it from a backup"):
        read([lost])
