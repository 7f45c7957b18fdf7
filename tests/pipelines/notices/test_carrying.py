"""Nothing that a mail or an archive brought is lost: documents are read as files of their own, the rest is named."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from pipelines import inbox
from pipelines.notices.carrying import Contents
from pipelines.notices.intake import read_notices
from pipelines.notices.reading import UnreadableNotice
from pipelines.notices.reading_archives import documents_of_archive
from pipelines.notices.reading_mail import documents_of_mail, words_of_mail
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.notices.worlds import reference

NOTICE = (
    "Công văn số {}/QLD-MH ngày 01/10/2026 về việc thu hồi thuốc Minhocef, SĐK: VD-20124-26, số lô: 0526, "
    "vi phạm mức độ 2"
)
AS_OF = datetime(2040, 1, 1, tzinfo=UTC)


def mail(words: str, *attached: tuple[str, bytes] | EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Gửi văn bản"
    message.set_content(words)
    for one in attached:
        if isinstance(one, EmailMessage):
            message.add_attachment(one)
        else:
            message.add_attachment(one[1], maintype="application", subtype="octet-stream", filename=one[0])
    return message


def forwarded(number: int, times: int) -> EmailMessage:
    message = mail(NOTICE.format(number))
    for _ in range(times):
        message = mail("Chuyển tiếp.", message)
    return message


def zipped(files: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("L", (width, height), 255).save(kept, kind)
    return kept.getvalue()


def names(contents: Contents) -> list[str]:
    return [document.file_name for document in contents.documents]


def test_every_attached_file_is_a_file_of_its_own_but_small_pictures_and_signatures_are_only_named() -> None:
    found = documents_of_mail(
        mail(
            "Gửi kèm.",
            ("Công văn 92.pdf", b"%PDF-1.7 x"),
            ("../../len.txt", b"chu"),
            ("quet.png", picture(1600, 2200)),
            ("khong-duoi", b"%PDF-1.7 x"),
            ("vb.zip", b"PK"),
            ("cu.doc", b"\xd0\xcf"),
            ("image001.png", picture(120, 60)),
            ("smime.p7s", b"x"),
            ("rong.pdf", b""),
        ).as_bytes(),
        "thu.eml",
    )
    assert names(found) == ["Công văn 92.pdf", "len.txt", "quet.png", "khong-duoi.pdf", "vb.zip", "cu.doc"]
    assert dict(found.remarks()) == {
        "notice_contents_left": "rong.pdf (rỗng)",
        "notice_parts_beside": "image001.png, smime.p7s",
    }


def test_a_mail_with_more_documents_than_are_taken_names_the_rest() -> None:
    found = documents_of_mail(mail("Gửi kèm.", *((f"{n}.txt", b"chu") for n in range(203))).as_bytes(), "thu.eml")
    assert len(found.documents) == 200
    assert found.left == ["200.txt (quá 200 tệp)", "201.txt (quá 200 tệp)", "202.txt (quá 200 tệp)"]


def test_documents_within_signed_and_nested_parts_of_a_mail_are_found() -> None:
    boundary = "Content-Type: multipart/{0}; boundary={1}\n\n"
    signed = (
        "From: a@b.vn\nSubject: QD\nMIME-Version: 1.0\n"
        + boundary.format("signed", "s")
        + "--s\n"
        + boundary.format("mixed", "m")
        + "--m\n"
        + boundary.format("alternative", "a")
        + "--a\nContent-Type: text/plain; charset=utf-8\n\nLời thư\n"
        + "--a\nContent-Type: text/html\n\n<p>html</p>\n--a--\n"
        + "--m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=92.txt\n\nThu hoi\n--m\n"
        + "Content-Type: text/plain; charset=utf-8\n\nChân thư\n--m--\n"
        + "--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--s--\n"
    ).encode()
    found = documents_of_mail(signed, "thu.eml")
    assert (names(found), found.beside) == (["92.txt"], ["smime.p7s"])
    assert [line for line in words_of_mail(signed, "thu.eml").lines.split("\n") if line] == [
        "QD",
        "Lời thư",
        "Chân thư",
    ]


def test_documents_of_an_archive_are_taken_out_of_its_folders() -> None:
    found = documents_of_archive(
        zipped({"Văn bản/92.txt": b"chu", "__MACOSX/92.txt": b"x", "~$92.docx": b"x", "93.pdf": b"%PDF"}), "vb.zip"
    )
    assert names(found) == ["92.txt", "93.pdf"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"PK\x03\x04 hong", "notice_broken"),
        (zipped({"a.txt": bytes(60 * 1024 * 1024)}), "notice_unreadable"),
        (zipped({"thu-muc/": b""}), "notice_unreadable"),
    ],
)
def test_an_archive_that_cannot_be_opened_says_why(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableNotice) as refused:
        documents_of_archive(content, "vb.zip")
    assert refused.value.rule == rule


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path / "home")
    made.create_folders()
    return made


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with open_warehouse(settings) as opened:
        yield opened


def night(
    warehouse: Warehouse, settings: Settings, files: Mapping[str, bytes]
) -> tuple[set[str], set[tuple[str, str]]]:
    """Put files into the inbox and read them: the numbers of notices, and each finding's rule and value."""
    for name, content in files.items():
        target = settings.inbox / "notices" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    inbox.take_in(warehouse, settings, AS_OF)
    read_notices(warehouse, settings, reference(), {})
    numbers = warehouse.query("SELECT parsed->>'document_number' FROM raw_store.raw.notices")
    findings = warehouse.query("SELECT rule, value FROM raw_store.raw.findings")
    return {str(number).split("/", maxsplit=1)[0] for (number,) in numbers.iter_rows()}, set(findings.iter_rows())


@pytest.mark.slow
def test_a_notice_is_read_however_often_its_mail_was_forwarded_up_to_a_limit_that_says_so(
    warehouse: Warehouse, settings: Settings
) -> None:
    files = {f"{times}.eml": forwarded(9300 + times, times).as_bytes() for times in (0, 1, 5, 8, 11, 12)}
    numbers, findings = night(warehouse, settings, files)
    assert numbers == {"9300", "9301", "9305", "9308", "9311"}
    assert findings == {("notice_contents_left", "dinh-kem-1.eml (lồng quá 12 tầng)")}


@pytest.mark.slow
def test_archives_are_opened_and_what_cannot_be_read_in_a_mail_is_named(
    warehouse: Warehouse, settings: Settings
) -> None:
    archive = zipped({"92.txt": NOTICE.format(9311).encode()})
    files = {
        "zip.eml": mail("Gửi kèm.", ("vb.zip", archive)).as_bytes(),
        "vb2.zip": zipped({"93.txt": NOTICE.format(9312).encode(), "94.doc": b"x"}),
        "rar.eml": mail(NOTICE.format(9313), ("bang.rar", b"Rar!")).as_bytes(),
        "hong.zip": b"PK\x03\x04 hong",
    }
    numbers, findings = night(warehouse, settings, files)
    assert numbers == {"9311", "9312", "9313"}
    assert findings == {
        ("notice_unreadable", "loại tệp .doc chưa đọc được"),
        ("notice_unreadable", "loại tệp .rar chưa đọc được"),
        ("notice_broken", "tệp nén hỏng"),
    }
