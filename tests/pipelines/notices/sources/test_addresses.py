"""Addresses of real pages hold `:` and `;`, and strangers' links lead anywhere."""

import pytest

from pipelines.notices.sources.addresses import file_name_of, is_allowed, joined

BASE = "https://dav.gov.vn/cong-van-thu-hoi-thuoc-cn89.html"
SLUG = "quyet-dinh-so-184qd-qld-so-giay-dang-ky-luu-hanh:-vd-20124-13;-nsx:-01-n5276.html"


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        (SLUG, f"https://dav.gov.vn/{SLUG}"),
        (f"/{SLUG}", f"https://dav.gov.vn/{SLUG}"),
        (f"https://dav.gov.vn/{SLUG}", f"https://dav.gov.vn/{SLUG}"),
        ("//xau.example/a", "https://xau.example/a"),
        ("?page=2", f"{BASE}?page=2"),
        ("a.html#duoi", "https://dav.gov.vn/a.html"),
        ("javascript:void(0)", ""),
        ("mailto:a@b.vn", ""),
        ("#", ""),
        ("", ""),
    ],
)
def test_a_link_leads_where_a_browser_would_go(link: str, leads_to: str) -> None:
    assert joined(BASE, link) == leads_to


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (f"https://dav.gov.vn/{SLUG}", True),
        ("https://DAV.gov.vn:443/a", True),
        ("http://dav.gov.vn/a", False),
        ("https://dav.gov.vn.xau.example/a", False),
        ("https://dav.gov.vn@xau.example/a", False),
        ("https://dav.gov.vn:8443/a", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_configured_hosts_are_asked_and_by_https(url: str, allowed: bool) -> None:
    assert is_allowed(("dav.gov.vn",), url) is allowed


def test_this_machine_may_stand_in_without_https_by_its_port_only() -> None:
    assert is_allowed(("127.0.0.1:8390",), "http://127.0.0.1:8390/a")
    assert not is_allowed(("127.0.0.1:8390",), "http://127.0.0.1:22/a")


def test_names_of_files_are_safe() -> None:
    assert file_name_of(f"https://dav.gov.vn/{SLUG}", ".html").endswith("-n5276.html")
    assert file_name_of("https://a.vn/x/..%2f..%2fetc.pdf", ".pdf") == "etc.pdf"
    assert file_name_of("https://a.vn/", ".html") == "trang.html"
