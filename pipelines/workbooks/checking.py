"""The answer to a sender, as text: every finding of a file at once, grouped by cure.

Belongs here: the words of `check`. Does not: finding anything (`pipelines.workbooks.intake`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.worker import read_files

VERDICTS = {
    "accepted": "CHẤP NHẬN",
    "accepted_with_warnings": "CHẤP NHẬN, CÓ LƯU Ý",
    "returned": "TRẢ LẠI",
    "unreadable": "KHÔNG ĐỌC ĐƯỢC",
    "unrecognised": "CHƯA NHẬN DẠNG",
}
CONTENTS = {"filled": "có số liệu", "nil": "không phát sinh", "empty": "để trống"}
SEVERITIES = {"error": "Lỗi", "warning": "Lưu ý", "info": "Thông tin"}


@dataclass(frozen=True)
class CheckReport:
    """What a person who checks files is told."""

    text: str
    returned: bool
    """Whether any file would not be accepted."""


def check_files(files: Sequence[Path], context: ReadingContext) -> CheckReport:
    """Read files as the night would, load nothing, and say everything that is wrong with them."""
    jobs = [(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    parsed = sorted(read_files(jobs, context), key=lambda p: [name for _, name, _ in jobs].index(p.file_name))
    texts = [_text(file) for file in parsed]
    refused = any(not str(r["state"]).startswith("accepted") for file in parsed for r in file.rows["raw.reports"])
    return CheckReport("\n\n".join(texts), refused)


def _text(file: ParsedFile) -> str:
    lines = [f"{file.file_name}: {_verdict(report)}" for report in file.rows["raw.reports"]]
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in sorted(file.rows.get("raw.findings", ()), key=lambda f: list(SEVERITIES).index(f["severity"])):
        groups.setdefault((finding["severity"], finding["cure_vi"]), []).append(finding)
    for (severity, cure), findings in groups.items():
        lines.append(f"  {SEVERITIES[severity]} ({len(findings)}): {cure}")
        lines += [f"    {_place(finding)}{finding['message_vi']}" for finding in findings]
    return "\n".join(lines)


def _verdict(report: Mapping[str, Any]) -> str:
    content = CONTENTS.get(str(report.get("content")), "")
    words = [VERDICTS[str(report["state"])], content, f"{report['line_count']} dòng" if report["line_count"] else ""]
    return ", ".join(word for word in words if word)


def _place(finding: Mapping[str, Any]) -> str:
    where = ", ".join(
        part
        for part in (
            f"trang {finding['sheet']}" if finding.get("sheet") else "",
            f"ô {finding['cell']}" if finding.get("cell") else "",
        )
        if part
    )
    return f"{where}: " if where else ""
