"""The command: the only module that knows every folder, and it imports each only when a command needs it.

Belongs here: arguments, words for the terminal, exit codes, the clock and the environment. Does not: any rule.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.errors import Health389Error, HomeError
from pipelines.settings import CHECKOUT, LOCAL_ZONE, Settings

if TYPE_CHECKING:
    from pipelines.reference import Reference
    from pipelines.workbooks.context import ReadingContext

FAILED, USAGE = 1, 2
FEW_FILES = 20
"""From so many files on, checking shows how far it is."""


class Instant(click.ParamType[datetime]):
    """An ISO instant; without offset it is local time, a bare date is that local midnight."""

    name = "ISO"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse, or say which form is wanted."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} không phải ngày giờ ISO, ví dụ 2026-10-26 hoặc 2026-10-26T02:10+07:00.", param, ctx)
        return (instant if instant.tzinfo else instant.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse, or say which form is wanted."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} không phải ngày, ví dụ 2026-10-31.", param, ctx)


@contextmanager
def _spoken_errors() -> Iterator[None]:
    """Say what health389 refuses to do without a traceback; anything else is a defect and shows one."""
    try:
        yield
    except Health389Error as error:
        click.echo(f"Lỗi: {error}", err=True)
        sys.exit(FAILED)


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _reading_context(settings: Settings) -> tuple[Reference, ReadingContext]:
    from pipelines import reference
    from pipelines.workbooks.context import reading_context

    loaded = reference.load(settings.shipped_reference, overlay=settings.reference, demo=settings.is_demo)
    return loaded, reading_context(loaded, shipped=settings.shipped_reference, overlay=settings.reference)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """health389: ai đã báo cáo, ai trễ, tìm thấy gì, sản phẩm thu hồi nào đã xuất hiện ở đâu.

    Thư mục dữ liệu: biến HEALTH389_HOME (mặc định data/home trong thư mục cài đặt).
    """


@main.command()
@click.option("--as-of", type=Instant(), help="Tính đến lúc nào (mặc định: bây giờ). Ngày trơn = 0 giờ địa phương.")
def nightly(as_of: datetime | None) -> None:
    """Chạy một đêm: nhận tệp mới, kiểm tra, tính lại, công bố."""
    with _spoken_errors():
        settings = _settings()
        settings.create_folders()
        _run_night(settings, as_of)


def _run_night(settings: Settings, as_of: datetime | None, *, check_everything: bool = False) -> None:
    now = _now()
    if as_of is not None and as_of > now and not settings.is_demo and (as_of - now).days >= 1:
        stated = f"{as_of.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}"
        message = f"--as-of {stated} nằm trong tương lai. Bỏ --as-of để chạy đến hiện tại."
        raise HomeError(message)
    from assets.definitions import run_nightly
    from pipelines.publishing import current_snapshot

    result = run_nightly(settings, as_of or now, check_everything=check_everything)
    click.echo(
        f"Đã xong đêm {result.as_of.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}: {result.files_seen} tệp trong hộp nhận, "
        f"{result.files_new} tệp mới, {result.files_failed} tệp không đọc được."
    )
    click.echo(f"Đã công bố: {result.published.name}")
    current = current_snapshot(settings)
    if current is not None and current.name != result.published.name:
        click.echo(f"Bảng điều hành vẫn dùng bản mới hơn: {current.name}")


@main.command()
@click.option("--until", type=Day(), help="Ngày cuối của dữ liệu minh họa (mặc định: hôm nay).")
@click.option("--months", type=click.IntRange(1, 36), default=12, show_default=True, help="Số tháng.")
@click.option("--seed", type=int, default=389, show_default=True, help="Hạt giống: cùng hạt giống, cùng tệp.")
def sample(until: date | None, months: int, seed: int) -> None:
    """Tạo hộp nhận DỮ LIỆU MINH HỌA trong HEALTH389_HOME (từ chối nơi có tệp thật)."""
    with _spoken_errors():
        settings = Settings.from_environment(os.environ)
        _write_sample(settings, until or _now().astimezone(LOCAL_ZONE).date(), months, seed)


def _write_sample(settings: Settings, until: date, months: int, seed: int) -> None:
    from pipelines.sample import write_sample

    with _counting("Tạo dữ liệu minh họa") as show:
        summary = write_sample(settings, until=until, months=months, seed=seed, progress=show)
    click.echo(f"Đã tạo {summary.reports} báo cáo và {summary.notices} văn bản minh họa trong {settings.inbox}")


@main.command()
@click.option("--no-serve", is_flag=True, help="Dừng sau khi công bố, không mở trang.")
def demo(*, no_serve: bool) -> None:
    """Dữ liệu minh họa 3 tỉnh × 12 tháng, chạy một đêm, mở bảng điều hành ở 127.0.0.1:8501."""
    with _spoken_errors():
        home = os.environ.get("HEALTH389_HOME") or str(CHECKOUT / "data" / "demo")
        settings = Settings.from_environment({**os.environ, "HEALTH389_HOME": home})
        if not (settings.is_demo and any(settings.inbox_reports.iterdir())):
            _write_sample(settings, _now().astimezone(LOCAL_ZONE).date(), 12, 389)
        _run_night(settings, None)
        if not no_serve:
            _serve(settings)


@main.command()
def dashboard() -> None:
    """Mở bảng điều hành trên bản công bố mới nhất (cổng: HEALTH389_PORT, mặc định 8501)."""
    with _spoken_errors():
        _serve(_settings())


def _serve(settings: Settings) -> None:
    port = os.environ.get("HEALTH389_PORT", "8501")
    click.echo(f"Bảng điều hành: http://127.0.0.1:{port} (Ctrl+C để dừng)")
    sys.stdout.flush()
    os.environ["HEALTH389_HOME"] = str(settings.home)
    os.chdir(CHECKOUT)  # Streamlit reads its theme from .streamlit/ in the working folder
    arguments = ["-m", "streamlit", "run", str(CHECKOUT / "dashboards" / "app.py")]
    options = ["--server.port", port, "--server.address", "127.0.0.1", "--server.headless", "true"]
    os.execv(sys.executable, [sys.executable, *arguments, *options])


@main.command("fetch-notices")
@click.option("--source", "only", multiple=True, help="Chỉ nguồn này (mã trong sources.toml); có thể lặp lại.")
def fetch_notices(*, only: tuple[str, ...]) -> None:
    """Hỏi các nguồn văn bản thu hồi đã bật trong reference/sources.toml; lượt đêm sau sẽ đọc."""
    with _spoken_errors():
        from pipelines.notices.sources.asking import ask_sources
        from pipelines.notices.sources.declared import load_sources

        settings = _settings()
        settings.create_folders()
        names = {source_id: source.name_vi for source_id, source in load_sources(settings).items()}
        visits = ask_sources(settings, os.environ, at=_now(), only=only)
        if not visits:
            click.echo("Không hỏi nguồn nào: chưa bật trong reference/sources.toml, hoặc một lượt khác đang hỏi.")
        for source_id, visit in visits.items():
            click.echo(
                f"{names[source_id]}: {visit.listed} văn bản trong danh mục, {len(visit.waiting)} chưa lấy được."
            )
            for problem in visit.problems:
                click.echo(f"  {problem.rule}: {problem.value}", err=True)
        sys.exit(FAILED if any(visit.state == "failed" for visit in visits.values()) else 0)


@main.command("stand-in-site", hidden=True)
@click.option("--port", type=int, default=8390, show_default=True, help="Cổng trên máy này.")
@click.option("--fault", default="none", show_default=True, help="Cách trang hỏng, ví dụ error_500, slow, changed.")
def stand_in_site(port: int, fault: str) -> None:
    """Mở một trang giả lập danh mục thu hồi từ văn bản minh họa trong HEALTH389_HOME (chỉ máy này)."""
    from threading import Event

    from pipelines.sample.site import FAULTS, Site, sheets_of

    if fault not in FAULTS:
        raise click.UsageError(f"--fault: {', '.join(FAULTS)}")
    with Site(sheets_of(_settings().inbox_notices), fault=fault).serve(port) as site:
        click.echo(f"{site.url}/cong-van-thu-hoi-thuoc-cn89.html (Ctrl+C để dừng)")
        Event().wait()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--annotate",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Ghi vào thư mục này bản sao có đánh dấu chỗ cần sửa (TÊN.can-sua.xlsx).",
)
def check(files: tuple[Path, ...], folder: Path | None) -> None:
    """Kiểm tra tệp báo cáo (hoặc cả thư mục) trước khi gửi: mọi lỗi, từng ô, cách sửa."""
    with _spoken_errors():
        from pipelines.history.published import beside_snapshot
        from pipelines.workbooks.checking import check_files

        settings = _settings()
        context = _reading_context(settings)[1]
        known = beside_snapshot(settings, context, received_at=datetime.now(tz=UTC))
        with _counting("Kiểm tra", at_least=FEW_FILES) as show, known as beside:
            report = check_files(files, context, annotate_into=folder, progress=show, beside=beside)
        if report.text:
            click.echo(report.text)
        for sentence in report.missing:
            click.echo(f"Lỗi: {sentence}", err=True)
        sys.exit(USAGE if report.missing else FAILED if report.returned else 0)


@contextmanager
def _counting(label: str, *, at_least: int = 1) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on the error output, once there are so many things to do."""
    bars: list[Any] = []

    def show(done: int, of: int) -> None:
        if of >= at_least and not bars:
            bars.append(click.progressbar(length=of, label=label, file=sys.stderr))
            bars[0].__enter__()
        for bar in bars:
            bar.update(done - bar.pos)

    try:
        yield show
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


@main.command()
@click.option("--reporter", "reporter_id", required=True, help="Mã đơn vị, ví dụ 11311 hoặc 31-SCT.")
@click.option("--form", required=True, help="quick, monthly, campaign, yearly, interim, final hoặc sign_off.")
@click.option("--period", help="Kỳ báo cáo, ví dụ 2026-10 (không cần cho quick, sign_off).")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp .xlsx sẽ ghi."
)
def template(reporter_id: str, form: str, period: str | None, output: Path) -> None:
    """Tạo biểu mẫu trống đã điền sẵn trang bìa cho một đơn vị."""
    with _spoken_errors():
        from pipelines.workbooks.blank import write_blank_form

        reference, context = _reading_context(_settings())
        write_blank_form(
            output, reporter_id=reporter_id, form=form, period=period, reference=reference, context=context
        )
        click.echo(f"Đã ghi {output}")


@main.command()
@click.option("--province", help="Mã tỉnh, ví dụ 31.")
@click.option("--period", help="Kỳ báo cáo, ví dụ 2026-10 (mặc định: kỳ gần nhất).")
def status(province: str | None, period: str | None) -> None:
    """Ai đã nộp, ai trễ, ai chưa nộp, theo bản công bố mới nhất."""
    with _spoken_errors():
        from pipelines.reporting import status_text

        click.echo(status_text(_settings(), province=province, period=period))


@main.command()
@click.argument("versions", nargs=-1, metavar="[TRƯỚC SAU]")
@click.option("--reporter", help="Mã đơn vị: so hai bản cuối của một báo cáo.")
@click.option("--form", default="monthly", show_default=True, help="Loại báo cáo.")
@click.option("--period", help="Kỳ báo cáo, ví dụ 2026-10.")
def differences(versions: tuple[str, ...], reporter: str | None, form: str, period: str | None) -> None:
    """Ô nào khác nhau giữa hai bản: hai mã báo cáo hoặc hai tệp, hoặc --reporter và --period."""
    if (len(versions), bool(reporter and period)) not in ((2, False), (0, True)):
        raise click.UsageError("Cho hai mã báo cáo (hoặc hai tệp), hoặc --reporter MÃ --period KỲ.")
    with _spoken_errors():
        from pipelines import comparing

        settings = _settings()
        if reporter and period:
            before, after = comparing.last_two_versions(settings, reporter=reporter, form=form, period=period)
        else:
            before, after = (comparing.named_version(settings, name) for name in versions)
        click.echo(comparing.differences_text(before, after, _reading_context(settings)[1]))


@main.command()
@click.argument("text")
def recalled(text: str) -> None:
    """Tra cứu một tên, số đăng ký hoặc số lô: có bị thu hồi không, theo văn bản nào."""
    with _spoken_errors():
        from pipelines.reporting import recalled_text

        click.echo(recalled_text(_settings(), text))


@main.command()
@click.option("--period", help="Đọc lại các tệp của một kỳ, ví dụ 2026-10.")
@click.option("--all", "everything", is_flag=True, help="Đọc lại tất cả từ kho lưu.")
@click.option("--as-of", type=Instant(), help="Tính đến lúc nào (mặc định: bây giờ).")
def reprocess(*, period: str | None, everything: bool, as_of: datetime | None) -> None:
    """Tính lại từ kho lưu: đọc lại tệp gốc rồi chạy một đêm."""
    if bool(period) == everything:
        raise click.UsageError("Chọn một: --period KỲ hoặc --all.")
    with _spoken_errors():
        from pipelines import intake
        from pipelines.warehouse import open_warehouse

        settings = _settings()
        settings.create_folders()
        with open_warehouse(settings) as warehouse:
            forgotten = intake.forget(warehouse, settings, period=period)
        click.echo(f"Sẽ đọc lại {forgotten} tệp.")
        _run_night(settings, as_of, check_everything=True)


@main.command()
@click.argument("submission_id")
@click.option("--reporter", "reporter_id", help="Mã đơn vị, ví dụ 11311 hoặc 31-SCT.")
@click.option("--form", help="Loại báo cáo: monthly, campaign, yearly, quick …")
@click.option("--period", help="Kỳ báo cáo, ví dụ 2026-10.")
@click.option("--by", "decided_by", required=True, help="Người quyết định.")
@click.option("--reason", required=True, help="Vì sao.")
@click.option("--remember-text", help="Nhớ cho lần sau: chữ này trên trang bìa là đơn vị này (cần --province).")
@click.option("--province", help="Mã tỉnh của chữ được nhớ, ví dụ 31.")
@click.option("--remember-sender", help="Nhớ cho lần sau: địa chỉ này gửi thay đơn vị này.")
def assign(submission_id: str, *, decided_by: str, reason: str, province: str | None, **said: str | None) -> None:
    """Gán một tệp chờ nhận dạng cho đơn vị, loại báo cáo, kỳ; có hiệu lực từ lượt chạy sau."""
    with _spoken_errors():
        from pipelines.waiting import Assignment, refuse_unknown
        from pipelines.waiting import assign as write

        said_of_it = Assignment(submission_id, province_code=province, **said)
        settings = _settings()
        refuse_unknown(said_of_it, settings, _reading_context(settings)[1].reporters)
        made = write(settings.decisions, said_of_it, decided_by=decided_by, decided_at=_now(), reason=reason)
        click.echo(f"Đã ghi quyết định {made}; có hiệu lực từ lượt chạy sau.")


@main.group()
def layout() -> None:
    """Mẫu bảng của đơn vị khác: đề xuất từ một tệp lạ, rồi xác nhận để từ đó hệ thống đọc được."""


@layout.command("propose")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TỆP")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp .toml sẽ ghi."
)
def propose_layout(file: Path, output: Path) -> None:
    """Đoán mẫu của một tệp lạ, ghi ra để người xem lại; chưa có hiệu lực."""
    with _spoken_errors():
        from pipelines.confirming import propose

        propose(file, output, _reading_context(_settings())[1])
        click.echo(
            f"Đã ghi đề xuất {output}. Xem lại từng dòng rồi: health389.py layout confirm {output} --by … --why …"
        )


@layout.command("confirm")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TỆP")
@click.option("--by", "decided_by", required=True, help="Người xác nhận.")
@click.option("--why", "reason", required=True, help="Vì sao, văn bản nào.")
def confirm_layout(file: Path, decided_by: str, reason: str) -> None:
    """Xác nhận một mẫu bảng: kiểm tra, lưu, ghi quyết định; đêm sau đọc lại các tệp đang chờ mẫu."""
    with _spoken_errors():
        from pipelines.confirming import confirm

        stored = confirm(file, _settings(), decided_by=decided_by, decided_at=_now(), reason=reason)
        click.echo(f"Đã lưu mẫu {stored}; có hiệu lực từ lượt chạy sau.")


@main.command("dagster-home", hidden=True)
def dagster_home() -> None:
    """Ghi cấu hình Dagster (tắt gửi số liệu sử dụng) nếu chưa có, và in thư mục của nó."""
    from assets.running import write_instance_settings

    settings = _settings()
    settings.create_folders()
    write_instance_settings(settings)
    click.echo(settings.dagster_home)


@main.command(hidden=True)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def dictionary(target: Path) -> None:
    """Ghi từ điển dữ liệu (docs/data-dictionary.md) từ khai báo bảng."""
    from pipelines.dictionary import markdown

    target.write_text(markdown(), "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] in (["check"], ["recalled"], ["status"], ["differences"]):
        # DuckDB imports pandas, where there is one, to bind a parameter: a second of a cold start for nothing.
        sys.modules["pandas"] = None  # type: ignore[assignment]
    main()
