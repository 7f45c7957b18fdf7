"""When each report of a reporter arrives, in which version, under which name, with which evidence.

Belongs here: habits turned into arrivals: late, missing, corrected, copied, damaged, sent twice. Does not: what the
files say (`contents`) or their bytes (`files`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from pipelines.sample.chance import happens, log_normal, pick, poisson, stream
from pipelines.sample.character import Character
from pipelines.sample.contents import Span, inspection_lines, told_span
from pipelines.sample.events import Case, cases_between
from pipelines.sample.names import file_name, folder_of
from pipelines.sample.recalls import Search, searches
from pipelines.sample.scene import Round, Scene
from pipelines.settings import LOCAL_ZONE

PUNCTUALITY = {
    "punctual": (0.962, 0.030, 0.008),
    "sloppy": (0.76, 0.21, 0.03),
    "late": (0.22, 0.68, 0.10),
    "absent": (0.36, 0.22, 0.42),
}
"""Chance of arriving on time, late, never, by habit."""

_DELAY_DAYS = {"punctual": 0.8, "sloppy": 1.5, "late": 4.5, "absent": 8.0}
_MISHAPS = {
    "draft": 0.030,
    "sums": 0.045,
    "returned": 0.024,
    "copied": 0.020,
    "empty": 0.009,
    "duplicate": 0.007,
    "truncated": 0.0025,
    "encrypted": 0.0020,
    "pdf": 0.0025,
    "nameless": 0.005,
}
_FOLLOW_UP = {
    "draft": (1.0, 4),
    "returned": (0.72, 5),
    "copied": (0.35, 9),
    "empty": (0.6, 6),
    "duplicate": (1.0, 1),
    "truncated": (0.65, 3),
    "encrypted": (0.65, 3),
    "pdf": (0.65, 3),
}
"""Chance that a second file follows, and after about how many days."""
_NEEDS_LINES = frozenset({"draft", "sums", "returned", "copied"})
_SILENT_ROUNDS = 3


@dataclass(frozen=True)
class Delivery:
    """One file that arrives."""

    path: str
    """Below inbox/reports."""
    form: str
    flavour: str
    received_at: datetime
    listed: bool
    """Whether the received list names it; the others have only the times of the file."""
    sender: str
    channel: str
    signed_on: date
    span: Span | None = None
    case: Case | None = None
    searches: tuple[Search, ...] = ()


def deliveries(scene: Scene, character: Character) -> list[Delivery]:
    """Every file of one reporter that arrives before the end of the sample, in order of arrival."""
    found = [*_periodic(scene, character), *_quick(scene, character), *_sign_offs(scene, character)]
    end = datetime.combine(scene.until, time(), LOCAL_ZONE)
    return sorted((d for d in found if d.received_at < end), key=lambda d: (d.received_at, d.path))


def _periodic(scene: Scene, character: Character) -> Iterator[Delivery]:
    for turn in scene.rounds:
        if character.reporter.reporter_id not in turn.reporter_ids or turn.due_at is None:
            continue
        chance = stream(scene.seed, "delivery", character.reporter.reporter_id, turn.form, turn.period)
        first = _first_arrival(scene, character, turn, turn.due_at, chance)
        if first is None:
            continue
        span = Span(turn.form, turn.period, turn.start, min(turn.end, first.date() - timedelta(days=1)))
        flavour = _flavour(scene, character, span, chance)
        yield _delivery(scene, character, span, flavour if flavour != "duplicate" else "plain", first, chance)
        likely, days = _FOLLOW_UP.get(flavour, (0.0, 1))
        if happens(chance, likely):
            second = _working_time(first.date() + timedelta(days=1 + poisson(chance, days)), chance)
            again = "duplicate" if flavour == "duplicate" else "plain"
            following = _delivery(scene, character, span, again, second, chance, attempt=2)
            # The same bytes sent again bear the day of the first sending.
            yield replace(following, signed_on=first.date()) if again == "duplicate" else following


def _first_arrival(
    scene: Scene, character: Character, turn: Round, due_at: datetime, chance: Random
) -> datetime | None:
    on_time, late, never = PUNCTUALITY[character.habit]
    strain = _strain(scene, character, turn)
    fate = pick(chance, {"on time": on_time, "late": late * strain, "never": never * strain})
    silent = character.story == "silent_agency" and 0 <= scene.months_to_anchor(turn.end) < _SILENT_ROUNDS
    if fate == "never" or silent:
        return None
    if fate == "late":
        day = due_at.date() + timedelta(days=int(log_normal(chance, _DELAY_DAYS[character.habit], 0.8)))
        return _working_time(day, chance)
    # Most people send in the last days; nobody sends before the window has closed, unless it closes with the duty.
    opening = min(turn.end + timedelta(days=1), due_at.date() - timedelta(days=8))
    last = (due_at - timedelta(seconds=1)).date()
    day = max(opening, last - timedelta(days=int(chance.expovariate(1 / 2.9))))
    while day.weekday() > 4 and day > opening and happens(chance, 0.85):
        day -= timedelta(days=1)
    moment = datetime.combine(day, _clock(chance), LOCAL_ZONE)
    return min(moment, due_at - timedelta(minutes=1 + chance.randrange(40)))


def _strain(scene: Scene, character: Character, turn: Round) -> float:
    """How much harder a round is: Đồng Tháp improves through the year; everybody is late around Tết."""
    factor = 1.5 if turn.form == "monthly" and turn.end.month == 2 else 1.0
    if character.reporter.province_code == "82":
        steps = max(0, min(11, scene.months_to_anchor(turn.end)))
        factor *= 0.35 + 2.1 * steps / 11
    if character.story == "late_cluster":
        factor *= 1.3
    return factor


def _flavour(scene: Scene, character: Character, span: Span, chance: Random) -> str:
    care = {"punctual": 0.85, "sloppy": 1.7, "late": 1.5, "absent": 1.8}[character.habit]
    if span.form != "monthly":
        care *= 0.4
    mishaps = {name: rate * care for name, rate in _MISHAPS.items()}
    flavour = pick(chance, {"plain": 1 - sum(mishaps.values()), **mishaps})
    if flavour in _NEEDS_LINES:
        if span.form != "monthly" and flavour == "copied":
            return "plain"
        if not inspection_lines(scene, character, told_span(scene, character, span, flavour)):
            return "plain"
    return flavour


def _delivery(
    scene: Scene, character: Character, span: Span, flavour: str, at: datetime, chance: Random, *, attempt: int = 1
) -> Delivery:
    return Delivery(
        path=f"{folder_of(character.reporter, span.period)}/{file_name(character, span, flavour, attempt)}",
        form=span.form,
        flavour=flavour,
        received_at=at,
        listed=_is_listed(scene, span.end, chance, 0.72 if attempt > 1 else 0.93),
        sender="nguoidung.minhhoa@thudientu.example" if flavour == "nameless" else character.sender,
        channel=character.channel,
        signed_on=at.date(),
        span=span,
    )


def _is_listed(scene: Scene, day: date, chance: Random, share: float) -> bool:
    """The operator has caught up with what is old; without the list an old file would look a year late."""
    is_recent = 0 <= scene.months_to_anchor(day) <= 1
    return happens(chance, share) or not is_recent


def _quick(scene: Scene, character: Character) -> Iterator[Delivery]:
    months = [r for r in scene.rounds if r.form == "monthly" and character.reporter.reporter_id in r.reporter_ids]
    if not months:
        return
    start, end = min(r.start for r in months), max(r.end for r in months) + timedelta(days=31)
    for case in cases_between(scene, character, start, end):
        if not case.serious or case.hours_to_quick is None:
            continue
        at = (case.detected_at + timedelta(hours=case.hours_to_quick)).replace(tzinfo=LOCAL_ZONE, microsecond=0)
        chance = stream(scene.seed, "quick", character.reporter.reporter_id, case.detected_at)
        month = f"{at:%Y-%m}"
        name = f"Báo cáo nhanh {case.detected_at:%d-%m-%Y} {character.reporter.reporter_id} {case.number}.xlsx"
        yield Delivery(
            path=f"{folder_of(character.reporter, month)}/{name}",
            form="quick",
            flavour="plain",
            received_at=at,
            listed=_is_listed(scene, at.date(), chance, 0.9),
            sender=character.sender,
            channel=pick(chance, {"thư điện tử": 3.0, "trục văn bản": 2.0}),
            signed_on=at.date(),
            case=_as_known(case, at),
        )


def _as_known(case: Case, at: datetime) -> Case:
    """A case as a quick report can tell it: what happens after it was sent is not in it."""
    sent = at.replace(tzinfo=None)
    return case if case.seized_at is None or case.seized_at <= sent else replace(case, seized_at=None)


def _sign_offs(scene: Scene, character: Character) -> Iterator[Delivery]:
    """Some wards answer a notice at once, on the short form, besides their monthly report."""
    by_notice: dict[str, list[Search]] = {}
    for search in searches(scene, character):
        by_notice.setdefault(search.notice.slot, []).append(search)
    for slot, lines in by_notice.items():
        searched = lines[0].searched
        chance = stream(scene.seed, "sign-off", character.reporter.reporter_id, slot)
        share = 0.3 if lines[0].notice.widespread else 0.06
        if searched is None or not happens(chance, share):
            continue
        at = _working_time(searched + timedelta(days=1 + chance.randrange(3)), chance)
        number = lines[0].notice.number.replace("/", "-")
        name = f"Thu hồi {number} {character.reporter.reporter_id}.xlsx"
        yield Delivery(
            path=f"{folder_of(character.reporter, f'{at:%Y-%m}')}/{name}",
            form="sign_off",
            flavour="plain",
            received_at=at,
            listed=_is_listed(scene, at.date(), chance, 0.9),
            sender=character.sender,
            channel=character.channel,
            signed_on=at.date(),
            searches=tuple(lines),
        )


def _working_time(day: date, chance: Random) -> datetime:
    """A moment on a day when offices work, the next one if this is a weekend."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, _clock(chance), LOCAL_ZONE)


def _clock(chance: Random) -> time:
    hour = pick(chance, {7: 6, 8: 14, 9: 15, 10: 13, 11: 5, 13: 8, 14: 13, 15: 14, 16: 15, 17: 6, 19: 2, 21: 2, 23: 1})
    return time(hour, chance.randrange(60), chance.randrange(60))
