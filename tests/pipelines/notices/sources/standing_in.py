"""A stand-in site with a few documents, and a home that asks it without pauses."""

from datetime import date, timedelta
from pathlib import Path

from pipelines.sample.site import Sheet
from pipelines.settings import Settings


def sheet(number: int, *, day: date | None = None) -> Sheet:
    """One invented recall letter; the number tells them apart."""
    published = day or date(2026, 10, 1) - timedelta(days=number)
    batch = f"{number:02d}0526"
    text = (
        f"Công văn số 92{number:02d}/QLD-MH về việc thu hồi thuốc Minhocef {number}\n"
        f"Ngày {published:%d/%m/%Y}, Cục Quản lý Dược có công văn số 92{number:02d}/QLD-MH thông báo thu hồi trên toàn "
        f"quốc thuốc vi phạm mức độ 2: Viên nén Minhocef {number}, SĐK: VD-300{number:02d}-26, Số lô: {batch}, NSX: "
        "05/05/2026, HD: 05/05/2029 do Công ty Cổ phần Dược phẩm Minh Họa sản xuất."
    )
    return Sheet(text.split("\n", maxsplit=1)[0], published, text)


def home_asking(folder: Path, url: str, **more: object) -> Settings:
    """A home whose only enabled source is DAV's, standing at `url`."""
    settings = Settings(home=folder)
    settings.create_folders()
    host = url.removeprefix("http://")
    keys: dict[str, object] = {
        "enabled": True,
        "hosts": [host],
        "url": f"{url}/cong-van-thu-hoi-thuoc-cn89.html",
        "paging": f"{url}/cong-van-thu-hoi-thuoc-cn89-page{{page}}.html",
        "pause_seconds": 0.0,
        "request_seconds": 1.5,
        "visit_seconds": 30.0,
        "retries": 1,
        **more,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in keys.items()]
    (settings.reference / "sources.toml").write_text("[dav]\n" + "\n".join(lines) + "\n", "utf-8")
    return settings


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(entry) for entry in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
