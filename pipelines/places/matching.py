"""What a typed name may mean: every unit that fits, and whether one of them is certain.

Belongs here: the order in which today's units, former units and likeness are asked, and when a unit is certain. Does
not: spelling (`spelling`), or the tables of units (`units`, `legacy`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipelines.places import legacy
from pipelines.places.spelling import (
    accent_key,
    clean,
    cut_council,
    cut_office,
    cut_type,
    fold,
    has_marks,
    is_no_place,
    parts_of,
)

if TYPE_CHECKING:
    import polars as pl

_TODAY = ("ward", "commune", "special_zone")
_UNCERTAIN = frozenset({"guess", "office", "ambiguous"})
_LONGEST = 200
GUESS_AT_LEAST = 88.0
GUESS_LEAD = 3.0
GARBLED_AT_LEAST = 60.0
"""Likeness of letters from which an unknown name of a ward may be a garbled writing of one that is known otherwise."""


@dataclass(frozen=True)
class Match:
    """What one typed name may mean.

    `method` is `code`, `name`, `accents` (marks decided), `type` (the word phường, xã decided), `legacy` (a unit of
    before 1 July 2025 that became one of today), `ambiguous`, `guess` (alike), `office` (an office of a ward: whether
    it speaks for the ward is for a person to say), `refused` (no place at all) or `none`.
    """

    candidates: tuple[str, ...]
    method: str

    @property
    def code(self) -> str | None:
        """The unit when there is exactly one and it is certain; a guess or an office is never certain."""
        return self.candidates[0] if len(self.candidates) == 1 and self.method not in _UNCERTAIN else None


@dataclass(frozen=True)
class _Written:
    """One typed name taken apart."""

    kind: str | None
    bare: str
    marked: bool
    scope: str
    """Province that the name is looked for in; blank = every one."""
    district: tuple[str | None, str] | None = None


class PlaceIndex:
    """Finds units by typed name; build once, ask often.

    Shapes: `units` as `read_units` gives them; `aliases` one row per other code (`code`) or short name of a province
    (`short_name`), with its `unit_code`.
    """

    def __init__(self, units: pl.DataFrame, aliases: pl.DataFrame) -> None:
        self._name = dict(units.select("unit_code", "name").iter_rows())
        self._kind = dict(units.select("unit_code", "kind").iter_rows())
        self._province_of = dict(units.select("unit_code", "province_code").iter_rows())
        self._by_key: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._provinces: dict[str, str] = {}
        self._accents: dict[str, str] = {}
        for code, name in self._name.items():
            _, bare = cut_type(clean(name))
            self._accents[code] = accent_key(bare)
            if self._kind[code] == "province":
                self._provinces[fold(bare)] = code
            else:
                self._by_key[self._province_of[code], fold(bare)].append(code)
                self._by_key["", fold(bare)].append(code)
        rows = list(aliases.select("alias", "kind", "unit_code").iter_rows())
        self._other_codes = {alias: code for alias, kind, code in rows if kind == "code"}
        self._short_names = {
            fold(cut_type(clean(alias))[1]): code for alias, kind, code in rows if kind == "short_name"
        }
        self._choices: dict[str, dict[str, str]] = defaultdict(dict)
        for (province, key), codes in self._by_key.items():
            if province:
                self._choices[province][key] = codes[0]

    def province(self, text: str) -> str | None:
        """Find a province of today by name or code; None when it is not one."""
        cleaned = clean(text)
        if cleaned in self._name and self._kind[cleaned] == "province":
            return cleaned
        kind, bare = cut_type(cleaned)
        if kind not in (None, "city", "province"):
            return None
        return self._short_names.get(fold(bare)) or self._provinces.get(fold(bare))

    def province_or_former(self, text: str) -> str | None:
        """Find the province of today that a text names, also by the name of a former one (Hải Dương, Phú Yên).

        `Thành phố Hải Dương` was a city inside of a province and stands for none.
        """
        kind, bare = cut_type(clean(text))
        if kind not in (None, "city", "province"):
            return None
        former = legacy.old_provinces().get(fold(bare)) if kind != "city" else None
        return self.province(text) or former

    def province_in(self, text: str) -> str | None:
        """Find the province that a longer name says of itself ("Phường Lê Chân, TP Hải Phòng"); None when none."""
        return self._take_apart(cut_council(clean(str(text)[:_LONGEST])), None)[0]

    def match(self, text: str, province_code: str | None = None) -> Match:
        """Find the wards that a typed name may mean, within one province when it is known.

        Every unit that fits is returned; where several fit, `method` is `ambiguous` and `code` is None. A province
        that the text names itself and that is another one leaves only candidates.
        """
        cleaned = clean(str(text)[:_LONGEST])
        code = self._other_codes.get(cleaned, cleaned)
        if code in self._name:
            fits = province_code in (None, self._province_of[code])
            return Match((code,) if fits and self._kind[code] != "province" else (), "code")
        office = cut_office(cleaned)
        if office is not None:
            return Match(self.match(office, province_code).candidates, "office")
        own, written = self._take_apart(cut_council(cleaned), province_code)
        found = self._find(written)
        if own is not None and own != province_code and province_code is not None and found.candidates:
            return Match(found.candidates, "ambiguous")
        return found

    def may_be(self, text: str, unit_name: str) -> bool:
        """Whether a name that no unit has may be a garbled writing of this one; true where it names no ward at all."""
        kind, bare = cut_type((parts_of(cut_council(clean(str(text)[:_LONGEST]))) or [""])[0])
        if kind not in _TODAY:
            return True
        return fuzz.ratio(fold(bare), fold(cut_type(clean(unit_name))[1])) >= GARBLED_AT_LEAST

    def _take_apart(self, cleaned: str, province_code: str | None) -> tuple[str | None, _Written]:
        """Split into type, name, district and province; returns the province that the text itself names, too."""
        marked = has_marks(cleaned)
        scope = province_code or ""
        if (scope, fold(cut_type(cleaned)[1])) in self._by_key:  # "Lâm Viên - Đà Lạt" holds a dash itself
            return None, _Written(*cut_type(cleaned), marked, scope)
        if (scope, fold(cleaned)) in self._by_key:  # "phuong thinh" is Xã Phương Thịnh, "Xa Dung" a commune
            return None, _Written(None, cleaned, marked, scope)
        head, *rest = parts_of(cleaned) or [""]
        own = self.province_or_former(rest[-1]) if rest else None
        districts = rest[:-1] if own else rest
        kind, bare = cut_type(head)
        if own is None and not rest:
            own, bare = self._without_province(bare, scope)
        district = cut_type(districts[0]) if districts else None
        return own, _Written(kind, bare, marked, own or scope, district)

    def _without_province(self, bare: str, scope: str) -> tuple[str | None, str]:
        """Cut a province's name that follows without any sign ("phường Lê Chân Hải Phòng")."""
        words = bare.split(" ")
        for cut in range(len(words) - 1, 0, -1):
            own = self._provinces.get(fold(" ".join(words[cut:])))
            head = " ".join(words[:cut])
            if own is not None and own in (scope or own) and (own, fold(head)) in self._by_key:
                return own, head
        return None, bare

    def _find(self, written: _Written) -> Match:
        if not written.bare:
            return Match((), "refused")
        if written.kind == "province" or (written.kind == "city" and fold(written.bare) in self._provinces):
            return Match((), "refused")
        if written.kind in ("town", "district", "city"):
            return self._former(written)
        today = self._today(written)
        if today is not None:
            return today
        if written.kind is None and is_no_place(written.bare):
            # Former names are asked too: "Cộng Hòa", "Toàn Thắng" were communes.
            exact = self._former(written)
            return exact if exact.method == "legacy" else Match((), "refused")
        former = self._former(written)
        return former if former.candidates else self._guess(fold(written.bare), written.scope)

    def _today(self, written: _Written) -> Match | None:
        """Find a unit of today, unless a former unit is meant as well; None when today has no such name."""
        hits = self._by_key.get((written.scope, fold(written.bare)), [])
        if not hits:
            return None
        found = self._choose(hits, written)
        chosen = found.code
        if chosen is None or not written.scope:
            return found
        return self._against_former(found, chosen, written)

    def _agrees(self, code: str, written: _Written) -> bool:
        return not written.marked or self._accents[code] == accent_key(written.bare)

    def _against_former(self, found: Match, chosen: str, written: _Written) -> Match:
        """Hold a unit of today against a former one that was written exactly so: type, marks or district tell.

        Without a sign of the former unit, the name of today stands.
        """
        differs = (written.kind is not None and self._kind[chosen] != written.kind) or not self._agrees(chosen, written)
        if not differs and written.district is None:
            return found
        rivals = self._former_in(written.scope, written).codes
        if written.district is not None and not rivals and not self._lies_in(chosen, written):
            return Match((chosen,), "guess")
        if set(rivals) <= {chosen}:
            return found
        return Match(tuple(sorted({*rivals, chosen})), "ambiguous")

    def _lies_in(self, code: str, written: _Written) -> bool:
        """Whether a unit of today holds land of the district that was written behind it."""
        district = fold(written.district[1]) if written.district else ""
        return district in legacy.old_units(written.scope).districts_of(code)

    def _choose(self, hits: list[str], written: _Written) -> Match:
        if len(hits) == 1:
            return Match((hits[0],), "name")
        typed = [code for code in hits if self._kind[code] == written.kind]
        if written.marked:
            left = [code for code in hits if self._accents[code] == accent_key(written.bare)]
            # Marks and type word that mean two units ("Xã Mỹ Tho") leave both.
            if len(left) == 1 and (not typed or left[0] in typed):
                return Match((left[0],), "accents")
            return Match(tuple(sorted(left if len(left) > 1 else hits)), "ambiguous")
        return Match((typed[0],), "type") if len(typed) == 1 else Match(tuple(sorted(hits)), "ambiguous")

    def _former(self, written: _Written) -> Match:
        scopes = [written.scope] if written.scope else sorted(self._provinces.values())
        former = [self._former_in(scope, written) for scope in scopes]
        codes = tuple(sorted(code for found in former for code in found.codes))
        if len(codes) == 1 and written.scope:
            return Match(codes, "legacy" if former[0].agrees else "guess")
        return Match(codes, "ambiguous" if codes else "none")

    def _former_in(self, scope: str, written: _Written) -> legacy.Former:
        return legacy.old_units(scope).find(
            written.bare, written.kind, marked=written.marked, district=written.district
        )

    def _guess(self, key: str, scope: str) -> Match:
        if not scope or len(key) < 4:
            return Match((), "none")
        best = process.extract(key, self._choices[scope].keys(), scorer=fuzz.ratio, limit=2)
        if not best or best[0][1] < GUESS_AT_LEAST:
            return Match((), "none")
        if len(best) > 1 and best[0][1] - best[1][1] < GUESS_LEAD:
            return Match((), "none")
        return Match(tuple(self._by_key[scope, best[0][0]]), "guess")
