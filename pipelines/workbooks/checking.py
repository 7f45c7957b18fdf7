"""The answer to a sender: every finding of every file at once, as text, and the annotated workbooks.

Belongs here: which files are checked, the words of `check`. Does not: finding anything (`pipelines.workbooks.intake`),
marking a workbook (`pipelines.workbooks.annotating`), or the terminal (`health389`).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.workbooks.contents import INSIDE
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.worker import Job, read_files

VERDICTS = {
    "accepted": "CHẤP NHẬN",
    "accepted_with_warnings": "CHẤP NHẬN, CÓ LƯU Ý",
    "returned": "TRẢ LẠI",
    "unreadable": "KHÔNG ĐỌC ĐƯỢC",
    "unrecognised": "CHƯA NHẬN DẠNG",
}
CONTENTS = {"filled": "có số liệu", "nil": "không phát sinh", "empty": "để trống"}
SEVERITIES = {"error": "Lỗi, phải sửa", "warning": "Lưu ý, xem lại", "info": "Thông tin"}

Beside = Callable[[Mapping[str, list[dict[str, Any]]]], list[dict[str, Any]]]
"""Rows of one file in, findings about it in the light of other reports out (`pipelines.history`)."""

Progress = Callable[[int, int], None]
"""Called with (files checked, files to check)."""


@dataclass(frozen=True)
class CheckReport:
    """What a person who checks files is told."""

    text: str
    returned: bool
    """Whether any file would not be accepted."""
    missing: tuple[str, ...] = ()
    """What was named but cannot be opened, in words."""


def check_files(
    named: Sequence[Path],
    context: ReadingContext,
    *,
    annotate_into: Path | None = None,
    progress: Progress | None = None,
    beside: Beside | None = None,
) -> CheckReport:
    """Read files as the night would, load nothing, and say everything that is wrong with them.

    Args:
        named: Files, and folders whose files are meant.
        context: What a reader has to know.
        annotate_into: Folder that annotated workbooks are written to; None for none.
        progress: Told after each file.
        beside: Says what more a file's rows give reason to doubt, beside what is known; None when nothing is known.

    Raises:
        HomeError: The folder of annotated workbooks cannot be written to.
    """
    jobs, missing = _jobs(named)
    texts: list[str] = []
    states: Counter[str] = Counter()
    for number, (path, file) in enumerate(_read(jobs, context), 1):
        if beside is not None and file.rows.get("raw.reports"):
            file.rows["raw.findings"].extend(beside(file.rows))
        said = file_text(file, context)
        if annotate_into is not None and "raw.contents" not in file.rows:
            said += f"\n{_annotate(file, path, annotate_into)}"
        texts.append(said)
        states.update(str(report["state"]) for report in file.rows.get("raw.reports", ()))
        if progress is not None:
            progress(min(number, len(jobs)), len(jobs))
    if sum(states.values()) > 1:
        counted = ", ".join(f"{states[state]} {VERDICTS[state].lower()}" for state in VERDICTS if states[state])
        texts.append(f"Tất cả {sum(states.values())} báo cáo: {counted}.")
    refused = any(states[state] and not state.startswith("accepted") for state in states)
    return CheckReport("\n\n".join(texts), refused, tuple(missing))


def _read(jobs: Sequence[Job], context: ReadingContext) -> Iterator[tuple[Path, ParsedFile]]:
    """Read the files, and behind them those that some of them hold, under the name of the file they are in."""
    with tempfile.TemporaryDirectory() as folder:
        inner: dict[tuple[str, str], Job] = {}
        for job, file in zip(jobs, read_files(jobs, context, spool=Path(folder)), strict=True):
            yield job[0], file
            for row in file.rows.get("raw.contents", ()):
                name, sha256 = f"{file.file_name}{INSIDE}{row['name']}", row["file_sha256"]
                inner[name, sha256] = (Path(folder) / sha256, name, sha256)
        held = list(inner.values())
        for job, file in zip(held, read_files(held, context), strict=True):
            yield job[0], file


def _jobs(named: Sequence[Path]) -> tuple[list[Job], list[str]]:
    jobs: list[Job] = []
    missing: list[str] = []
    for path in named:
        try:
            files = list(_files_of(path))
            if not files:
                missing.append(f"{path}: thư mục không có tệp nào.")
            for name, file in files:
                with file.open("rb") as content:
                    jobs.append((file, name, hashlib.file_digest(content, "sha256").hexdigest()))
        except OSError as error:
            reason = "không có tệp này" if isinstance(error, FileNotFoundError) else error.strerror
            missing.append(f"{path}: {reason}. Kiểm tra lại đường dẫn.")
    return jobs, missing


def _files_of(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name to say, file) of a file, or of all in a folder but hidden ones and locks of spreadsheet programs."""
    if not path.is_dir():
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path)
        if file.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
            yield name.as_posix(), file


def _annotate(file: ParsedFile, path: Path, folder: Path) -> str:
    # Only here: checking without marking needs no XML library.
    from pipelines.workbooks.annotating import annotate_file  # noqa: PLC0415

    annotation = annotate_file(
        path,
        folder,
        findings=file.rows.get("raw.findings", ()),
        verdict="; ".join(dict.fromkeys(_verdict(report) for report in file.rows["raw.reports"])),
        name=file.file_name,
        not_kept="" if file.is_readable else "tệp gốc không đọc được",
    )
    if annotation.path is None:
        return "  Không có gì phải sửa nên không ghi tệp đánh dấu."
    if annotation.not_kept:
        return f"  Danh sách chỗ cần sửa: {annotation.path} (không kèm nội dung tệp gốc: {annotation.not_kept})"
    return f"  Tệp đã đánh dấu chỗ cần sửa: {annotation.path}"


def file_text(file: ParsedFile, context: ReadingContext) -> str:
    """Everything that is said about one file: its verdict, or that of each report in it, and what to mend."""
    reports = file.rows.get("raw.reports", ())
    findings = file.rows.get("raw.findings", ())
    if contents := file.rows.get("raw.contents"):
        return "\n".join(
            [f"{file.file_name}: {len(contents)} báo cáo bên trong", *_report_lines({}, findings, context)]
        )
    if len(reports) == 1:
        return "\n".join([f"{file.file_name}: {_verdict(reports[0])}", *_report_lines(reports[0], findings, context)])
    lines = [f"{file.file_name}: {len(reports)} báo cáo trong một tệp"]
    for report in reports:
        own = [finding for finding in findings if finding["submission_id"] == report["submission_id"]]
        lines.append(f"Báo cáo {report['report_no']}/{len(reports)}: {_verdict(report)}")
        lines += _report_lines(report, own, context)
    return "\n".join(lines)


def _report_lines(
    report: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], context: ReadingContext
) -> Iterator[str]:
    if whose := _whose(report, context):
        yield f"  Nhận ra: {whose}"
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in sorted(findings, key=lambda f: list(SEVERITIES).index(f["severity"])):
        groups.setdefault((finding["severity"], finding["cure_vi"]), []).append(finding)
    for number, ((severity, cure), group) in enumerate(groups.items(), 1):
        places = f" ({len(group)} chỗ)" if len(group) > 1 else ""
        yield f"  {number}. {SEVERITIES[severity]}{places}: {cure}"
        for finding in group:
            yield f"     - {_place(finding)}{finding['message_vi']}"


def _whose(report: Mapping[str, Any], context: ReadingContext) -> str:
    reporter = context.reporters.get(report.get("reporter_id") or "")
    form = context.book.forms.get(report.get("form") or "")
    words = (
        f"{reporter.name} ({reporter.reporter_id})" if reporter else "",
        form.title if form else "",
        f"kỳ {report['period']}" if report.get("period") else "",
    )
    return ", ".join(word for word in words if word)


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
