"""Which company made or imported which product of a notice: the one said beside it, or the one said of all of them.

Belongs here: how far a statement about a company reaches. Not here: the grammar of company names (`companies`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.notices.companies import (
    Company,
    find_apposed_maker,
    find_beside,
    find_importer,
    find_maker,
    find_makers_in_turn,
)
from pipelines.notices.joining import Group

_ALL_OF_THEM = re.compile(
    r"(?:cả|các|tất\s+cả|hai|ba|những)\s+(?:\w+\s+)?(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thiết\s+bị|lô\s+thuốc|lô)[^.\n]{0,30}?\b(?:do|được|của)\s",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"(?P<two>cả\s+hai|hai\s+\w+(?:\s+\w+)?\s+(?:này|trên)|cùng)?[^.;\n]{0,20}?(?<!\w)(?:đều|cùng)\s(?:do|được|của)\s",
    re.IGNORECASE,
)
"""Behind the last of several products: `…, cả hai đều do Công ty X sản xuất`."""
_OF_IT = re.compile(
    r"\s+(?:được\s+[^.,;\n]{0,40}|do|của)\s(?:[^.;\n]|(?<=Co)\.|(?<=Ltd)\.|(?<=Inc)\.|(?<=Pvt)\.|\.(?=[\w,]))*"
)
_MAKES_THEM = re.compile(
    r"(?:sản\s+xuất|nhập\s+khẩu)\s+(?:hai|ba|bốn|năm|các|những|\d{1,2})\s+(?:loại\s+|lô\s+)?(?:thuốc|sản\s+phẩm|mỹ\s+phẩm)"
    r"[^.\n]{0,120}?(?:gồm|sau)(?!\w)[^.\n:]{0,20}:",
    re.IGNORECASE,
)
"""Before a list of products: `Công ty X sản xuất hai thuốc bị thu hồi, gồm:`."""
_AND = re.compile(r"\s*(?:,|và|,\s*và)\s+")
_NEW_SENTENCE = re.compile(r"\n|(?<=[a-zà-ỹ)\d%])(?<!San)(?<!Ltd)(?<!Inc)(?<!Pvt)(?<!Co)(?<!Corp)(?<!Pharm)\.\s")
_WITHIN = 600
_LEAST_NAME = 4


class CompaniesOfProducts:
    """Finds the makers and importers of the products of one text.

    Args:
        text: the words of the notice.
        groups: all its products.
        country: names of countries, which are no part of a company's name.
    """

    def __init__(self, text: str, groups: Sequence[Group], country: re.Pattern[str]) -> None:
        self._text = text
        self._groups = list(groups)
        self._country = country
        self._starts = sorted(mention.start for group in groups for mention in group.mentions)
        self._in_turn = find_makers_in_turn(text, 0, len(text), country)
        self._found: dict[tuple[int, bool], Company | None] = {}
        self._both: dict[int, re.Match[str] | None] = {}

    def of(self, group: Group, *, importer: bool) -> Company | None:
        """The company said beside the product; anywhere in the text only if it is about one product, or about all."""
        if self._in_turn and not importer:
            return self._in_turn[self._groups.index(group)] if len(self._in_turn) == len(self._groups) else None
        own = self._by_name(group, importer=importer) or self._own(group, importer=importer)
        if own or len(self._groups) == 1:
            find = find_importer if importer else find_maker
            own = own or find(self._text, 0, len(self._text), self._country)
        else:
            own = self._of_both(group, importer=importer) or self._of_all(importer=importer)
        return own if own or importer else self._beside(group)

    def _beside(self, group: Group) -> Company | None:
        """The company right behind the facts of the product, where nothing says who made it."""
        found = (find_beside(self._text, mention.end, self._country) for mention in group.mentions)
        return next(filter(None, found), None)

    def _of_all(self, *, importer: bool) -> Company | None:
        """The company said of all products, before or after them."""
        text, starts, find = self._text, self._starts, find_importer if importer else find_maker
        if not importer and (holder := find_apposed_maker(text, 0, starts[0], self._country)):
            return holder
        after = _ALL_OF_THEM.search(text, starts[-1])
        if after and (said := find(text, after.start(), min(len(text), after.end() + 200), self._country)):
            return said
        makes = _MAKES_THEM.search(text, max(0, starts[0] - _WITHIN), starts[0])
        if makes and (said := find(text, text.rfind("\n", 0, makes.start()) + 1, makes.end(), self._country)):
            return said
        before = list(_ALL_OF_THEM.finditer(text, max(0, starts[0] - _WITHIN), starts[0]))
        if before and (said := find(text, before[-1].start(), starts[0], self._country)):
            return said
        return self._below_the_list(importer=importer)

    def _own(self, group: Group, *, importer: bool) -> Company | None:
        """The company between a mention of the product and that of the next one."""
        key = (id(group), importer)
        if key in self._found:
            return self._found[key]
        find = find_importer if importer else find_maker
        found = (find(self._text, mention.start, self._reach(mention.end), self._country) for mention in group.mentions)
        own = next(filter(None, found), None)
        begins = [mention.end for mention in group.mentions if own and mention.end <= own.start]
        between = self._text[max(begins, default=0) : own.start] if own and begins else ""
        # "A do Công ty X sản xuất" below the facts of B says nothing of B.
        self._found[key] = None if any(name in between for name in self._names_of_others(group)) else own
        return self._found[key]

    def _by_name(self, group: Group, *, importer: bool) -> Company | None:
        """The company of a sentence in which one of several products is named: `A do Công ty X sản xuất`."""
        if len(self._groups) == 1:
            return None
        find = find_importer if importer else find_maker
        for name in {mention.name.value for mention in group.mentions if mention.name}:
            at = self._text.find(name)
            while at >= 0:
                said = _OF_IT.match(self._text, self._past_others(at + len(name), group))
                if said and (company := find(self._text, *said.span(), self._country)):
                    return company
                at = self._text.find(name, at + len(name))
        return None

    def _past_others(self, at: int, group: Group) -> int:
        """Where a list of products that begins with this one ends: `A và B do Công ty X sản xuất`."""
        while more := _AND.match(self._text, at):
            named = [name for name in self._names_of_others(group) if self._text.startswith(name, more.end())]
            if not named:
                break
            at = more.end() + max(map(len, named))
        return at

    def _names_of_others(self, group: Group) -> set[str]:
        others = {mention.name.value for other in self._groups for mention in other.mentions if mention.name}
        return {name for name in others - {m.name.value for m in group.mentions if m.name} if len(name) >= _LEAST_NAME}

    def _reach(self, end: int) -> int:
        """How far words behind a mention speak of it: to the next mention."""
        following = bisect_left(self._starts, end)
        following_at = self._starts[following] if following < len(self._starts) else len(self._text)
        return min(following_at, end + _WITHIN)

    def _of_both(self, group: Group, *, importer: bool) -> Company | None:
        """The company said of this and the next products together, behind the last of them."""
        at = self._groups.index(group)
        for distance, other in enumerate(self._groups[at + 1 :], 1):
            said = self._said_of_both(other)
            own = self._own(other, importer=importer)
            if said and own and own.start >= said.start():
                return own if distance == 1 or not said["two"] else None
            if own:
                return None
        return None

    def _said_of_both(self, group: Group) -> re.Match[str] | None:
        """Words right behind a product that speak of it and those before it; looked for once in a long annex."""
        if id(group) not in self._both:
            end = group.mentions[0].end
            self._both[id(group)] = _BOTH.search(self._text, end, self._reach(end))
        return self._both[id(group)]

    def _below_the_list(self, *, importer: bool) -> Company | None:
        """The company that a sentence of its own names below a list of products none of which names another.

        Not below facts that stand on a line each: there the line belongs to the last product.
        """
        last = max((group.mentions[0] for group in self._groups), key=lambda mention: mention.start)
        if "\n" in self._text[last.start : last.end]:
            return None
        companies = {company for group in self._groups if (company := self._own(group, importer=importer))}
        if len(companies) != 1:
            return None
        company = companies.pop()
        said = self._text[last.end : company.start] if company.start >= last.end else ""
        names = {mention.name.value for group in self._groups for mention in group.mentions if mention.name}
        # "B do Công ty X sản xuất" below the list speaks of B alone.
        return company if _NEW_SENTENCE.search(said) and not any(name in said for name in names) else None
