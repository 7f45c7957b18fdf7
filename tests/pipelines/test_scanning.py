"""Which files lie in the inbox."""

import os
from pathlib import Path

from pipelines.scanning import scan
from pipelines.settings import Settings


def test_files_of_both_inboxes_are_listed_by_path_with_their_times(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.create_folders()
    for path in ("reports/31/b.xlsx", "reports/31/a.xlsx", "notices/n.txt"):
        (settings.inbox / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.inbox / path).write_bytes(b"12345")
    os.utime(settings.inbox / "notices/n.txt", ns=(5, 7))
    found = scan(settings)
    assert [file.path for file in found] == ["reports/31/a.xlsx", "reports/31/b.xlsx", "notices/n.txt"]
    assert {file.size_bytes for file in found} == {5}
    assert found[-1].mtime_ns == 7
    assert found[-1].ctime.year >= 2026


def test_hidden_folders_lock_files_links_and_lists_are_left_out(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.create_folders()
    (settings.inbox_reports / ".tmp").mkdir()
    for name in (".tmp/a.xlsx", "~$a.xlsx", "received.csv", "Thumbs.db"):
        (settings.inbox_reports / name).write_bytes(b"x")
    (settings.inbox_reports / "link.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    assert scan(settings) == []


def test_an_empty_home_lists_nothing(tmp_path: Path) -> None:
    assert scan(Settings(home=tmp_path / "nothing")) == []
