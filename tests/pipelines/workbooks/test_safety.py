"""Files that are refused before anything parses them."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.workbooks import limits
from pipelines.workbooks.safety import RefusedError, ending_misleads, open_safely


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        open_safely(data)
    return caught.value.rule


def rezip(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Copy a package, changing or dropping parts, adding others."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def keep(_name: str, part: bytes) -> bytes:
    return part


def test_our_own_form_passes(fill: Any) -> None:
    container = open_safely(fill().read_bytes())
    assert container.kind == "xlsx"
    assert container.warnings == ()
    assert container.unpack("xl/workbook.xml").startswith(b"<?xml")
    assert container.unpack("no/such/part.xml") == b""


def test_a_file_over_20_megabytes_is_refused(fill: Any) -> None:
    data = fill().read_bytes()
    assert refusal(data + b"\0" * (limits.MAX_FILE_BYTES + 1 - len(data))) == "too_large"


@pytest.fixture
def low_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lower limit, so that a bomb is quick to make."""
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 20 * 1024 * 1024)


@pytest.mark.usefixtures("low_ceiling")
def test_a_bomb_that_tells_its_size_is_refused(fill: Any) -> None:
    bomb = rezip(fill().read_bytes(), keep, {"xl/media/image1.xml": b"\0" * (21 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert refusal(bomb) == "zip_bomb"


@pytest.mark.usefixtures("low_ceiling")
def test_a_bomb_that_lies_about_its_size_is_refused(fill: Any) -> None:
    bomb = bytearray(rezip(fill().read_bytes(), keep, {"xl/media/image1.xml": b"\0" * (21 * 1024 * 1024)}))
    entry = bomb.rindex(b"PK\x01\x02")
    bomb[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert zipfile.ZipFile(io.BytesIO(bomb)).infolist()[-1].file_size == 1000
    assert refusal(bytes(bomb)) == "zip_bomb"


def test_a_package_that_unpacks_far_beyond_its_size_is_refused(fill: Any) -> None:
    bomb = rezip(fill().read_bytes(), keep, {"xl/media/image1.xml": b"\0" * (17 * 1024 * 1024)})
    assert refusal(bomb) == "zip_bomb"


def test_thousands_of_parts_are_refused(fill: Any) -> None:
    parts = {f"xl/media/{number}.xml": b"" for number in range(limits.MAX_PARTS)}
    assert refusal(rezip(fill().read_bytes(), keep, parts)) == "zip_bomb"


def test_an_encrypted_office_file_is_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    assert refusal(ole) == "encrypted"


def test_an_encrypted_zip_is_refused(fill: Any) -> None:
    data = bytearray(fill().read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1 report}", "RTF"),
        (b"<?xml version='1.0'?><rss/>", "XML"),
        (bytes(range(256)), "lạ"),
    ],
)
def test_what_is_no_spreadsheet_is_named(data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said) as caught:
        open_safely(data)
    assert caught.value.rule == "not_a_spreadsheet"


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"[Content_Types].xml": b"", "word/document.xml": b"<a/>"}, "Word"),
        ({"[Content_Types].xml": b"", "ppt/presentation.xml": b"<a/>"}, "Office"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}, "text"),
    ],
)
def test_a_document_is_no_spreadsheet(parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(RefusedError, match=said) as caught:
        open_safely(zipped(parts))
    assert caught.value.rule == "not_a_spreadsheet"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped({"a.txt": b"x"}), "zip"),
        (b"Received: from a by b; Mon, 26 Oct 2026 02:00:00 +0000\r\nFrom: a@b.vn\r\n\r\nx", "eml"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n", "mhtml"),
        (b"<html><table>", "html"),
        ("<table><tr><td>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "spreadsheetml"),
        (b"a;b\n1;2\n", "csv"),
        ("a\tb\n".encode("utf-16"), "csv"),
        ("Kính gửi: Sở Y tế;1\nNgày: 5;2\n".encode(), "csv"),
    ],
)
def test_the_kind_is_told_by_the_bytes(data: bytes, kind: str) -> None:
    assert open_safely(data).kind == kind


@pytest.mark.parametrize(
    ("data", "ending"), [(b"Rar!\x1a\x07", ".rar"), (b"7z\xbc\xaf'", ".7z"), (b"\x1f\x8b\x08", ".gz")]
)
def test_other_archives_are_refused_with_their_name(data: bytes, ending: str) -> None:
    with pytest.raises(RefusedError, match=ending) as caught:
        open_safely(data)
    assert caught.value.rule == "unsupported_format"


@pytest.mark.parametrize(
    ("name", "kind", "misleads"),
    [
        ("a.xlsx", "xlsx", False),
        ("a.XLS", "html", True),
        ("a.xls", "xlsx", True),
        ("a.tsv", "csv", False),
        ("a", "csv", False),
        ("bao cao thang 10.2026", "xlsx", False),
    ],
)
def test_a_misleading_ending_is_noticed(name: str, kind: str, misleads: bool) -> None:
    assert ending_misleads(name, kind) is misleads


def test_entities_in_old_xml_are_refused() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    assert refusal(declared + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>') == "xml_entities"


def test_an_encrypted_opendocument_is_refused() -> None:
    manifest = b"<manifest:encryption-data/>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    assert refusal(zipped({"mimetype": kind, "content.xml": b"?", "META-INF/manifest.xml": manifest})) == "encrypted"


def test_a_binary_workbook_is_refused_with_its_name(fill: Any) -> None:
    def change(name: str, part: bytes) -> bytes | None:
        return None if name == "xl/workbook.xml" else part

    assert refusal(rezip(fill().read_bytes(), change, {"xl/workbook.bin": b"\0"})) == "unsupported_format"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(share: float, fill: Any) -> None:
    data = fill().read_bytes()
    assert refusal(data[: int(len(data) * share)]) == "truncated"


def test_a_damaged_part_is_refused(fill: Any) -> None:
    data = bytearray(fill().read_bytes())
    data[40:90] = b"\xff" * 50
    assert refusal(bytes(data)) == "truncated"


@pytest.mark.parametrize("before", [b"", b"<!-- " + b"x" * 5000 + b" -->"])
def test_an_entity_declaration_is_refused_wherever_it_hides(before: bytes, fill: Any) -> None:
    declared = before + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'

    def change(name: str, part: bytes) -> bytes:
        head, mark, rest = part.partition(b"?>")
        return head + mark + declared + rest if name == "xl/workbook.xml" else part

    assert refusal(rezip(fill().read_bytes(), change)) == "xml_entities"


def test_a_comment_alone_is_no_declaration(fill: Any) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"?>", b"?><!-- made by an office -->", 1) if name == "xl/workbook.xml" else part

    assert open_safely(rezip(fill().read_bytes(), change)).kind == "xlsx"


def test_macros_and_links_only_warn(fill: Any) -> None:
    parts = {"xl/vbaProject.bin": b"\0", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    container = open_safely(rezip(fill().read_bytes(), keep, parts))
    assert container.kind == "xlsm"
    assert container.warnings == ("macros", "external_links")


def test_a_stored_part_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "stored.xlsx"
    workbook = openpyxl.Workbook()
    workbook.save(path)
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert b"<workbook" in open_safely(target.getvalue()).unpack("xl/workbook.xml")


def test_deflate_never_unpacks_beyond_the_bound_we_rely_on() -> None:
    packed = zlib.compress(b"\0" * 1_000_000, 9, -15)
    assert 1_000_000 / len(packed) <= 1032


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(fill: Any) -> None:
    path = fill()
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/sheet2.xml", b"<worksheet/>")
    assert refusal(path.read_bytes()) == "truncated"
