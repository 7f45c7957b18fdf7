"""Files inside a .zip or a mail: reports by themselves, names harmless, nothing dropped in silence."""

import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from pipelines.workbooks import contents, limits
from pipelines.workbooks.contents import safe_name, unpack
from pipelines.workbooks.limits import RefusedError
from tests.pipelines.workbooks.test_rules import zipped

CSV = b"a;b\n1;2\n"


def names(data: bytes, kind: str = "zip") -> list[str]:
    return [file.name for file in unpack(data, kind).files]


def mail(*attachments: tuple[str, bytes], **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Kính gửi Sở Y tế")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def test_reports_are_taken_out_and_the_rest_is_said() -> None:
    found = unpack(zipped({"Phường A/bc.csv": CSV, "anh.jpg": b"\xff\xd8\xff", "bc.pdf": b"%PDF-1.7"}), "zip")
    assert [(f.name, f.data) for f in found.files] == [("Phường A/bc.csv", CSV)]
    assert found.notes[0].rule == "beside_spreadsheets"
    assert found.notes[0].value == "anh.jpg, bc.pdf"


def test_zips_in_zips_are_opened_to_the_third() -> None:
    third = zipped({"c.csv": CSV})
    found = unpack(zipped({"1.zip": zipped({"2.zip": third}), "a.csv": CSV}), "zip")
    assert [f.name for f in found.files] == ["1.zip!/2.zip!/c.csv", "a.csv"]
    deeper = unpack(zipped({"a.csv": CSV, "0.zip": zipped({"1.zip": zipped({"2.zip": third})})}), "zip")
    assert [(n.rule, n.value) for n in deeper.notes] == [("container_too_deep", "0.zip!/1.zip!/2.zip")]


def test_a_mail_gives_its_attachments_and_what_it_says_of_itself() -> None:
    data = mail(
        ("Báo cáo tháng 10.csv", CSV),
        ("goi.zip", zipped({"b.csv": CSV})),
        ("chu-ky.p7s", b"\x30\x80"),
        Received="from a by b; Sat, 24 Oct 2026 09:15:00 +0700",
        From="Phường A <phuong.a@example.vn>",
        Subject="Báo cáo",
    )
    found = unpack(data, "eml")
    assert [f.name for f in found.files] == ["Báo cáo tháng 10.csv", "goi.zip!/b.csv"]
    assert found.beside == ["chu-ky.p7s"]
    assert found.received_at == datetime(2026, 10, 24, 2, 15, tzinfo=UTC)
    assert found.sender == "phuong.a@example.vn"


def test_the_topmost_header_counts_and_one_without_offset_does_not() -> None:
    two = b"Received: from b by c; Sat, 24 Oct 2026 10:00:00 +0700\n" + mail(
        ("a.csv", CSV), Received="from a by b; Sat, 24 Oct 2026 09:00:00 +0700"
    )
    assert unpack(two, "eml").received_at == datetime(2026, 10, 24, 3, 0, tzinfo=UTC)
    for said in ("Sat, 24 Oct 2026 09:15:00", "yesterday", "Sat, 24 Oct 2026 09:15:00 -0000", ""):
        assert unpack(mail(("a.csv", CSV), Received=f"from a by b; {said}"), "eml").received_at is None


def test_a_name_written_in_the_old_way_of_mails_is_understood() -> None:
    head = b"Received: a; b\nFrom: a@b.vn\nContent-Type: multipart/mixed; boundary=X\n\n--X\n"
    part = b'Content-Type: application/octet-stream; name="=?UTF-8?B?QsOhbyBjw6FvLmNzdg==?="\n\na;b\n1;2\n\n--X--\n'
    assert names(head + part, "eml") == ["Báo cáo.csv"]


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("../../etc/passwd.csv", "etc/passwd.csv"),
        ("/etc/a.csv", "etc/a.csv"),
        ("C:\\Users\\a.csv", "C_/Users/a.csv"),
        ("a\x00b\n\u202ecsv.exe", "a_b__csv.exe"),
        ("x!/y.csv", "x_/y.csv"),
        ("..", "khong-ten"),
        ("=cmd|'/C calc'!A0.csv", "=cmd_'/C calc'_A0.csv"),
    ],
)
def test_a_name_leads_nowhere_else(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


def test_a_very_long_name_keeps_its_ending() -> None:
    assert safe_name("a" * 5000 + ".xlsx").endswith("a.xlsx")
    assert len(safe_name("a" * 5000 + ".xlsx")) <= 180


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_two_files() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("a.csv", CSV)
        package.writestr("a.csv", CSV + b"3;4\n")
    found = unpack(target.getvalue(), "zip")
    assert [f.name for f in found.files] == ["a.csv", "a (2).csv"]
    assert found.notes[0].rule == "container_names_mended"


def test_a_vietnamese_name_without_its_mark_is_understood() -> None:
    data = zipped({"Phuong.csv": CSV})
    raw = "Phường".encode()
    assert names(data.replace(b"Phuong", b"Ph\xc6\xb0ng"[: len("Phuong")])) == ["Phưng.csv"]
    assert raw.decode() == "Phường"


def test_a_report_that_cannot_be_read_is_still_a_file_of_its_own() -> None:
    assert names(zipped({"a.xlsx": b"%PDF-1.7", "b.zip": b"PK\x03\x04broken", "c.xls": b""})) == [
        "a.xlsx",
        "b.zip",
        "c.xls",
    ]


def test_files_that_systems_leave_behind_are_no_reports() -> None:
    found = unpack(zipped({"__MACOSX/._a.csv": CSV, "~$a.xlsx": b"x", ".b.csv": CSV, "a.csv": CSV}), "zip")
    assert [f.name for f in found.files] == ["a.csv"]
    assert len(found.beside) == 3


def test_too_many_files_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MAX_CONTENTS", 5)
    with pytest.raises(RefusedError, match="zip_bomb"):
        unpack(zipped({f"{number}.csv": CSV for number in range(7)}), "zip")
    # Each level is small; what comes out of all of them together is not.
    monkeypatch.setattr(contents, "MAX_CONTENTS", 100)
    monkeypatch.setattr(contents, "MAX_UNPACKED_BYTES", 3_000_000)
    inner = zipped({f"{number}.csv": CSV + b" " * 1_000_000 for number in range(2)})
    with pytest.raises(RefusedError, match="zip_bomb"):
        unpack(zipped({"1.zip": inner, "2.zip": inner}), "zip")


def test_a_zip_that_is_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 20_000_000)
    with pytest.raises(RefusedError, match="zip_bomb"):
        unpack(zipped({"a.csv": b"\0" * 21_000_000}), "zip")
