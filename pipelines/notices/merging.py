"""Products of a notice from all its copies: what only a less official copy says is kept, and marked as doubtful.

Belongs here: which products and batches of copies are one, which are in doubt, which are of another document. Not here:
which texts are copies of one document (`copies`), other fields, frames (`loading`), findings (`notice_contradictions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.notices.copies import DOCUMENT, Copy, batch_key, numbers_of
from pipelines.notices.identifiers import comparison_keys
from pipelines.notices.model import Batch, Product
from pipelines.notices.same_names import folded


@dataclass(frozen=True)
class Merged:
    """One product of a notice.

    Attributes:
        product: what all copies say of it, the most official one first.
        in_doubt: whether the document itself has this product under another number.
        doubtful_batches: keys of the batches that the document itself does not have, though it has others.
    """

    product: Product
    in_doubt: bool = False
    doubtful_batches: frozenset[str] = frozenset()


def official_products(groups: Iterable[tuple[str, Sequence[Copy]]]) -> Mapping[str, Sequence[Product]]:
    """What the documents themselves name, by notice; notices of which only others tell are left out."""
    found = {notice_id: _of_document(copies) for notice_id, copies in groups}
    return {notice_id: products for notice_id, products in found.items() if products}


def merged_products(notice_id: str, copies: Sequence[Copy], official: Mapping[str, Sequence[Product]]) -> list[Merged]:
    """Products of all copies: the most official copy's, filled up by the others.

    A text may tell of two documents: a product that this document does not have and another one has is that one's.
    """
    own = official.get(notice_id, ())
    others = [product for other, products in official.items() if other != notice_id for product in products]
    merged: list[Product] = []
    for copy in copies:
        for product in copy.parsed.products:
            at = next((i for i, known in enumerate(merged) if _is_same(known, product)), None)
            if at is not None:
                merged[at] = filled(merged[at], product)
            elif copy.rank == DOCUMENT or not own or not any(_is_whole_in(product, other) for other in others):
                merged.append(product)
    return [_judged(product, own) for product in merged]


def _of_document(copies: Sequence[Copy]) -> list[Product]:
    return [product for copy in copies if copy.rank == DOCUMENT for product in copy.parsed.products]


def _judged(product: Product, own: Sequence[Product]) -> Merged:
    same = [known for known in own if _is_same(known, product)]
    if not same:
        return Merged(product, in_doubt=any(_is_mistaken_for(product, known) for known in own))
    sure = frozenset(batch_key(batch) for known in same for batch in known.batches)
    every = frozenset(batch_key(batch) for batch in product.batches)
    return Merged(product, doubtful_batches=every - sure if sure else frozenset())


def _is_same(one: Product, other: Product) -> bool:
    if (mine := numbers_of(one)) and (theirs := numbers_of(other)):
        return bool(mine & theirs)
    return bool(one.name and other.name) and folded(one.name or "") == folded(other.name or "")


def _is_mistaken_for(product: Product, known: Product) -> bool:
    """Whether both have one name or batch, but different numbers: one of them is a slip."""
    names = bool(product.name and known.name) and folded(product.name or "") == folded(known.name or "")
    return names or bool({batch_key(b) for b in product.batches} & {batch_key(b) for b in known.batches})


def _is_whole_in(product: Product, other: Product) -> bool:
    """Whether another document recalls the product with every batch that is named: nothing is lost without it."""
    batches, known = ({batch_key(batch) for batch in one.batches} for one in (product, other))
    return _is_same(product, other) and (not known or batches <= known)


def filled(known: Product, other: Product) -> Product:
    """One product as two copies tell it together; what the first says stands."""
    batches = {batch_key(batch): batch for batch in known.batches}
    for batch in other.batches:
        mine = batches.get(batch_key(batch))
        batches[batch_key(batch)] = _filled_batch(mine, batch) if mine else batch
    # The number that one copy calls the former one is not the present one, whatever the other says.
    was_known = comparison_keys(known.registration_number) <= comparison_keys(other.former_registration_number)
    present = other.registration_number if was_known else known.registration_number
    return replace(
        known,
        name=known.name or other.name,
        registration_number=present or known.registration_number or other.registration_number,
        former_registration_number=known.former_registration_number or other.former_registration_number,
        manufacturer=known.manufacturer or other.manufacturer,
        importer=known.importer or other.importer,
        batches=tuple(batches.values()),
    )


def _filled_batch(known: Batch, other: Batch) -> Batch:
    return replace(
        known,
        manufactured_on=known.manufactured_on or other.manufactured_on,
        expires_on=known.expires_on or other.expires_on,
    )
