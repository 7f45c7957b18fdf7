"""A site is asked politely, kept whole, and never believed further than it shows itself to be whole."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.inbox import archived_bytes
from pipelines.notices.sources.asking import ask_sources
from pipelines.notices.sources.journal import Visit, open_journal
from pipelines.sample.site import PER_PAGE, Site
from pipelines.settings import Settings
from tests.pipelines.notices.sources.standing_in import home_asking, sheet

AT = datetime(2026, 10, 20, 19, 0, tzinfo=UTC)
LIST = "/cong-van-thu-hoi-thuoc-cn89.html"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site([sheet(number) for number in range(1, 14)]).serve() as serving:
        yield serving


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    return home_asking(tmp_path, site.url)


def ask(settings: Settings, *, hours: int = 0) -> Visit:
    """Visit the only source so many hours after the first visit."""
    return ask_sources(settings, {}, at=AT + timedelta(hours=hours), sleep=lambda _: None)["dav"]


def documents(settings: Settings, *roles: str) -> set[tuple[str, str]]:
    """Address and hash of what was given, by role."""
    known = open_journal(settings, "dav").documents.values()
    return {(document.url, document.file_sha256) for document in known if not roles or document.role in roles}


def rules(visit: Visit) -> set[str]:
    return {problem.rule for problem in visit.problems}


def test_every_document_of_every_page_is_kept_with_its_file(site: Site, settings: Settings) -> None:
    visit = ask(settings)
    assert (visit.state, visit.listed, visit.waiting, visit.problems) == ("ok", 13, (), ())
    assert {url for url, _ in documents(settings, "article")} == {f"{site.url}{s.page}" for s in site.sheets}
    assert len(documents(settings, "attachment")) == 13
    for _, sha256 in documents(settings):
        assert hashlib.sha256(archived_bytes(settings, sha256)).hexdigest() == sha256
    assert visit.newest_number == "9201/QLD-MH"


def test_an_answer_is_in_the_archive_with_where_and_when_it_came_from(site: Site, settings: Settings) -> None:
    ask(settings)
    body = site.answer(LIST)
    assert body is not None
    sha256 = hashlib.sha256(body[1]).hexdigest()
    assert archived_bytes(settings, sha256) == body[1]
    said = json.loads((settings.archive / sha256[:2] / f"{sha256}.json").read_text("utf-8"))
    [answer] = said["answers"]
    assert (answer["source_id"], answer["url"], answer["at"]) == ("dav", f"{site.url}{LIST}", AT.isoformat())
    assert answer["headers"]["etag"]


def test_a_list_that_did_not_change_is_asked_once_and_brings_nothing(site: Site, settings: Settings) -> None:
    ask(settings)
    before = documents(settings)
    site.asked.clear()
    visit = ask(settings, hours=1)
    assert site.asked == [(LIST, True)]
    assert (visit.state, visit.has_changed) == ("ok", False)
    assert documents(settings) == before


def test_only_what_is_new_on_the_list_is_fetched(site: Site, settings: Settings) -> None:
    ask(settings)
    new = sheet(50, day=date(2026, 10, 19))
    site.sheets = [*site.sheets, new]
    site.asked.clear()
    visit = ask(settings, hours=1)
    # The list moved on by one line, so that its second page has one that the first visit saw on the first page.
    assert {path for path, _ in site.asked} <= {LIST, LIST.replace(".html", "-page2.html"), new.page, new.file}
    assert visit.has_changed
    assert len(documents(settings, "article")) == 14


def test_a_document_whose_line_changed_is_fetched_again(site: Site, settings: Settings) -> None:
    ask(settings)
    known = sheet(1)
    moved = type(known)(known.title, known.published + timedelta(days=3), known.text + "\nĐã đính chính số lô.")
    site.sheets = [moved, *site.sheets[1:]]
    ask(settings, hours=1)
    [(_, sha256)] = [pair for pair in documents(settings, "article") if pair[0] == f"{site.url}{known.page}"]
    assert archived_bytes(settings, sha256) == (site.answer(known.page) or ("", b""))[1]
    assert len(documents(settings, "article")) == 13


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "rule", "state"),
    [
        ("error_500", "source_down", "failed"),
        ("too_many_requests", "source_down", "failed"),
        ("missing", "source_refused", "failed"),
        ("slow", "source_down", "failed"),
        ("cut_off", "source_cut_off", "failed"),
        ("garbage", "source_garbage", "failed"),
        ("redirect_loop", "source_redirected", "failed"),
        ("redirect_away", "source_redirected", "failed"),
        ("endless", "source_too_large", "failed"),
        ("changed", "source_changed", "changed"),
    ],
)
def test_a_site_in_trouble_is_named_and_heals(
    site: Site, settings: Settings, fault: str, rule: str, state: str
) -> None:
    ask(settings)
    before = documents(settings)
    site.sheets = [*site.sheets, sheet(50, day=date(2026, 10, 19))]
    site.fault = fault
    visit = ask(settings, hours=1)
    assert (visit.state, rules(visit)) == (state, {rule})
    assert documents(settings) == before
    site.fault = "none"
    healed = ask(settings, hours=2)
    assert (healed.state, healed.problems, healed.waiting) == ("ok", (), ())
    assert documents(settings) > before
    assert len(documents(settings, "article")) == 14


@pytest.mark.parametrize("fault", ["error_500", "cut_off", "garbage", "endless", "redirect_away", "changed", "missing"])
def test_a_document_that_cannot_be_had_is_known_by_its_line_until_it_can(
    site: Site, settings: Settings, fault: str
) -> None:
    site.sheets = [sheet(1), sheet(2)]
    site.fault, site.fault_on = fault, "-n" if fault != "changed" else ""
    if fault == "changed":
        # Only the pages of documents changed; the list is what it was.
        settings = home_asking(settings.home, site.url, content=".khong-con")
        site.fault = "none"
    visit = ask(settings)
    assert len(visit.waiting) == 2
    assert not documents(settings, "article")
    titles = [archived_bytes(settings, sha256).decode() for _, sha256 in documents(settings, "list_title")]
    assert sorted(s.title in text for s in site.sheets for text in titles) == [False, False, True, True]
    site.fault = "none"
    home_asking(settings.home, site.url)
    assert ask(settings, hours=1).waiting == ()
    assert len(documents(settings, "article")) == 2


def test_a_file_that_cannot_be_had_is_asked_for_again_without_its_page(site: Site, settings: Settings) -> None:
    site.sheets = [sheet(1)]
    site.fault, site.fault_on = "cut_off", ".pdf"
    assert ask(settings).waiting == (sheet(1).title,)
    assert len(documents(settings, "article")) == 1
    site.fault = "none"
    site.asked.clear()
    assert ask(settings, hours=1).waiting == ()
    assert [path for path, _ in site.asked] == [LIST, LIST.replace(".html", "-page2.html"), sheet(1).file]


def test_lines_told_twice_are_one_document(site: Site, settings: Settings) -> None:
    site.fault = "duplicates"
    visit = ask(settings)
    assert (visit.state, visit.listed) == ("ok", 13)
    assert len(documents(settings, "article")) == 13


def test_another_order_of_the_list_hides_nothing(site: Site, settings: Settings) -> None:
    ask(settings)
    site.fault = "reordered"
    new = [sheet(number, day=date(2026, 10, 19)) for number in range(50, 50 + PER_PAGE)]
    site.sheets = [*site.sheets, *new]
    visit = ask(settings, hours=1)
    assert visit.state == "ok"
    assert len(documents(settings, "article")) == 13 + PER_PAGE
    assert visit.newest_on == date(2026, 10, 19)


def test_a_list_that_shrinks_by_half_raises_an_alarm_that_lasts(site: Site, settings: Settings) -> None:
    ask(settings)
    site.sheets = site.sheets[:3]
    assert rules(ask(settings, hours=1)) == {"source_fewer"}
    assert rules(ask(settings, hours=2)) == {"source_fewer"}


def test_a_page_that_ends_early_without_saying_so_is_not_believed(site: Site, settings: Settings) -> None:
    settings = home_asking(settings.home, site.url, ending="</html><!-- het -->")
    assert rules(ask(settings)) == {"source_cut_off"}


def test_a_killed_process_leaves_half_a_line_that_harms_nobody(site: Site, settings: Settings) -> None:
    ask(settings)
    journal = settings.archive / "sources" / "dav.jsonl"
    whole = documents(settings)
    with journal.open("ab") as lines:
        lines.write(b'{"kind": "document", "url": "http')
    assert documents(settings) == whole
    assert ask(settings, hours=1).state == "ok"
    assert open_journal(settings, "dav").visits[-1].at == AT + timedelta(hours=1)


def test_nothing_is_asked_that_nobody_enabled(tmp_path: Path) -> None:
    assert ask_sources(Settings(home=tmp_path), {}, at=AT) == {}
    assert not (tmp_path / "archive").exists()
