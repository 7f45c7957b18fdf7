"""From mentions of products to products with their names, numbers, companies and batches.

Belongs here: the best value of each field over all mentions of a product, products known from a title or a plain
list. Not here: the grammar of single facts or names, companies; what is one product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.notices.asides import (
    without_batches_of_grounds,
    without_earlier_cases,
    without_genuine,
    without_other_batches,
)
from pipelines.notices.batches import Draft, add_batches, add_dates
from pipelines.notices.companies import Company
from pipelines.notices.counting import doubt_counts
from pipelines.notices.exceptions import LeftOut, doubts, left_out, without_left_out
from pipelines.notices.fields import Fact, find_facts
from pipelines.notices.identifiers import is_well_formed
from pipelines.notices.joining import Group, join
from pipelines.notices.lifting import lifting_words
from pipelines.notices.mentions import Mention, find_mentions
from pipelines.notices.model import Evidence, Product
from pipelines.notices.names import Name, NameReader
from pipelines.notices.product_companies import CompaniesOfProducts
from pipelines.notices.reference import NoticeReference
from pipelines.notices.same_names import folded, may_be_same
from pipelines.notices.unread import unclaimed, unread

_ITEM = re.compile(r"(?:^|\n)(?:\d{1,3}\s*[.)/\-]|[-+*•])\s*(?=\S)")
_ANNOUNCES_LIST = re.compile(
    r"(?:gồm(?:\s+có)?|sau(?:\s+đây)?|danh\s+(?:mục|sách)[^\n]{0,60})\s*:?\s*\n", re.IGNORECASE
)
_ANNOUNCES_NAMES = re.compile(
    r"(?i:một\s+số|các|những)\s+(?:loại\s+)?(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thực\s+phẩm)(?:\s+[^:.;,\n]{2,60})?:\s+(?=[A-ZĐ])|"
    r"(?:(?:gồm(?:\s+có)?|như|là)\s*:?\s+)?(?:(?:các|những)\s+(?:loại\s+)?(?:thuốc|sản\s+phẩm|mỹ\s+phẩm)(?:\s+giả)?|"
    r"gồm(?:\s+có)?)(?:\s+(?:sau|gồm|như|là|có\s+tên))*\s*:?\s+(?=[A-ZĐ])"
)
_BETWEEN_NAMES = re.compile(r"\s*[,;]\s+(?:và\s+)?|\s+và\s+")
_NEAR = 60
"""Characters behind a range of batches in which an exception from it begins."""
_ENDS_NAMES = re.compile(
    r"\.(?=\s|$)|\n|,?\s+(?=(?:nhà\s+sản\s+xuất|do|của|đều|được|bị|vì|hiện|trong|không|chưa|theo|trên|cả)\s)"
)


@dataclass(frozen=True)
class Read:
    """Products of a text and the spans they came from."""

    products: tuple[Product, ...]
    evidence: tuple[Evidence, ...]


def find_products(title: str, text: str, reference: NoticeReference) -> Read:
    """Find the products of a notice; `title` is one of the lines of `text`."""
    names = NameReader(reference.dosage_form, reference.country)
    facts = find_facts(text)
    exceptions = left_out(text, is_order=lifting_words(title, text) is None)
    about = without_batches_of_grounds(without_earlier_cases(text, facts), facts)
    about = without_genuine(without_other_batches(about, facts), facts)
    about = without_left_out(about, exceptions)
    groups = join(find_mentions(about, names))
    if not groups:
        groups = list(_listed(text, names)) or list(_in_one_sentence(text, names))
    if len(groups) < 2 and not any(group.names for group in groups):
        groups = _named_by_title(groups, title, text, names)
    if len(groups) == 1:
        _add_first_lines(groups[0], text, names)
    groups = [group for group in groups if group.names or group.keys or group.batches]
    companies = CompaniesOfProducts(text, groups, reference.country)
    reads = [_product(group, text, companies, exceptions) for group in groups]
    evidence = [replace(entry, product_no=number) for number, (_, said) in enumerate(reads, 1) for entry in said]
    products = tuple(product for product, _ in reads)
    evidence += doubts(text, exceptions, products, evidence)
    places = sorted((mention.start, nth) for nth, group in enumerate(groups, 1) for mention in group.mentions)
    evidence += unread(about, facts, places)
    evidence += unclaimed(about, facts, _rows_without_batch(groups, products))
    return Read(products, doubt_counts(about, products, evidence))


def _rows_without_batch(groups: Sequence[Group], products: Sequence[Product]) -> list[tuple[int, int]]:
    """Where the registration numbers of products without any batch end, with the number of the product."""
    return [
        (fact.end, nth)
        for nth, (group, product) in enumerate(zip(groups, products, strict=True), 1)
        if not product.batches
        for mention in group.mentions[:1]
        for fact in mention.facts[-1:]
        if fact.kind in ("registration", "former_registration")
    ]


def _named_by_title(groups: list[Group], title: str, text: str, names: NameReader) -> list[Group]:
    """Name the one product of a notice by its title, or by the first line that announces a name."""
    at = max(text.find(title), 0)
    for start, end in [(at, at + len(title)), *_first_lines(text)]:
        if (name := names.in_title(text, start, end)) and not _is_shouted(name, text, start, end):
            group = groups[0] if groups else Group()
            group.add(Mention(name, name.start))
            return [group]
    return groups


def _is_shouted(name: Name, text: str, start: int, end: int) -> bool:
    """Whether a line in capitals hides what is a name, and the words below do not repeat it."""
    return text[start:end].isupper() and name.value.lower() not in text[end:].lower()


def _add_first_lines(group: Group, text: str, names: NameReader) -> None:
    """Add the names of the first lines where they are the product's own, so that spellings can be compared."""
    for start, end in _first_lines(text):
        name = names.in_title(text, start, end)
        if name and any(may_be_same(folded(name.value), known) for known in group.names):
            group.add(Mention(name, name.start))


def _first_lines(text: str) -> list[tuple[int, int]]:
    first = text.find("\n") if "\n" in text else len(text)
    second = text.find("\n", first + 1)
    return [(0, first), (min(first + 1, len(text)), second if second > 0 else len(text))]


def _listed(text: str, names: NameReader) -> Iterator[Group]:
    """Names in a list whose items bear no numbers."""
    opening = _ANNOUNCES_LIST.search(text)
    if opening is None:
        return
    at = opening.end() - 1
    while match := _ITEM.match(text, at):
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        name = names.item(text, match.end(), end)
        if name is None or end - match.end() > 200:
            return
        group = Group()
        group.add(Mention(name, name.start))
        yield group
        at = end


def _in_one_sentence(text: str, names: NameReader) -> Iterator[Group]:
    """Names one after another in a sentence, without numbers: `gồm các thuốc A, B và C`."""
    found = (_names_announced(text, opening.end(), names) for opening in _ANNOUNCES_NAMES.finditer(text))
    for name in next(filter(None, found), ()):
        group = Group()
        group.add(Mention(name, name.start))
        yield group


def _names_announced(text: str, start: int, names: NameReader) -> list[Name]:
    """All names from a place to the end of the sentence; none unless there are several and nothing else."""
    stop = _ENDS_NAMES.search(text, start)
    end = stop.start() if stop else len(text)
    edges = [(start, start), *(m.span() for m in _BETWEEN_NAMES.finditer(text, start, end))]
    ends = [begin for begin, _ in edges[1:]] + [end]
    found = [names.item(text, begin, until) for (_, begin), until in zip(edges, ends, strict=True)]
    return [name for name in found if name] if len(found) > 1 and all(found) else []


def _product(
    group: Group, text: str, companies: CompaniesOfProducts, exceptions: Sequence[LeftOut]
) -> tuple[Product, list[Evidence]]:
    name, number, former = _name(group), _registration(group), _former(group)
    maker, importer = (companies.of(group, importer=importer) for importer in (False, True))
    drafts: dict[str, Draft] = {}
    for mention in group.mentions:
        _read_batches([_without(fact, exceptions) for fact in mention.facts], drafts)
    product = Product(
        name=name.value if name else None,
        registration_number=number.values[0] if number else None,
        manufacturer=maker.name if maker else None,
        importer=importer.name if importer else None,
        batches=tuple(draft.batch(text) for draft in drafts.values()),
        former_registration_number=former.values[0] if former else None,
    )
    evidence = [*_evidence(name, {"registration_number": number, "former_registration_number": former})]
    evidence += [*_company_evidence({"manufacturer": maker, "importer": importer})]
    return product, [*evidence, *(entry for draft in drafts.values() for entry in draft.evidence)]


def _name(group: Group) -> Name | None:
    """The best name of a product: from the mention with most facts, without what only one mention puts before it."""
    named = [(mention, mention.name) for mention in group.mentions if mention.name]
    if not named:
        return None
    best = max(named, key=lambda pair: (len({fact.kind for fact in pair[0].facts}), -pair[0].start))[1]
    for _, other in named:
        if other.value != best.value and best.value.lower().endswith(other.value.lower()):
            best = other
    return best


def _registration(group: Group) -> Fact | None:
    return max(
        (number for mention in group.mentions if (number := mention.registration())),
        key=lambda fact: (is_well_formed(fact.values[0]), fact.confidence, -fact.start),
        default=None,
    )


def _former(group: Group) -> Fact | None:
    facts = (fact for mention in group.mentions for fact in mention.facts)
    return next((fact for fact in facts if fact.kind == "former_registration"), None)


def _evidence(name: Name | None, numbers: dict[str, Fact | None]) -> Iterator[Evidence]:
    if name:
        yield Evidence("products.name", name.value, name.value, name.start, name.end, 0.9 if name.cued else 0.7)
    for field, fact in numbers.items():
        if fact:
            yield Evidence(f"products.{field}", fact.values[0], fact.raw, fact.start, fact.end, fact.confidence)


def _company_evidence(companies: dict[str, Company | None]) -> Iterator[Evidence]:
    for field, company in companies.items():
        if company:
            yield Evidence(
                f"products.{field}", company.name, company.name, company.start, company.end, company.confidence
            )


def _without(fact: Fact, exceptions: Sequence[LeftOut]) -> Fact:
    """A range without the batches that the words right behind it leave out of it."""
    if not fact.is_range:
        return fact
    gone = {number for out in exceptions if 0 <= out.start - fact.end < _NEAR for number in out.numbers}
    return replace(fact, values=tuple(value for value in fact.values if value not in gone))


def _read_batches(facts: Sequence[Fact], drafts: dict[str, Draft]) -> None:
    """Give each date to the batches named before it; to those after it where dates stand first."""
    facts = [fact for fact in facts if fact.kind in ("batch", "manufactured", "expires")]
    # "HD 01/2027 (lô 0120), HD 02/2027 (lô 0121)": dates first, and none behind the last batch.
    dates_lead = len(facts) > 1 and facts[0].kind != "batch" and facts[-1].kind == "batch"
    current: list[Draft] = []
    early: list[Fact] = []
    for fact in facts:
        if fact.kind == "batch":
            current = add_batches(fact, drafts)
            for waiting in early:
                add_dates(waiting, current)
            early = []
        elif fact.batch:
            add_dates(fact, add_batches(fact.batch, drafts))
        elif current and not dates_lead:
            add_dates(fact, current)
        else:
            early.append(fact)
