"""Invented products: names, registration numbers, makers, batches. None of them exists.

Belongs here: the shelf from which notices and cases take their products. Does not: who finds them where.
Numbers follow the grammar of real ones, in ranges (99…) and with names (Minh Họa, Ví Dụ) that say they are made up.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from pipelines.sample.chance import happens, one_of, stream
from pipelines.sample.scene import Scene


@dataclass(frozen=True)
class Product:
    """One invented product."""

    shelf: str
    form: str
    """Dosage form or kind of goods, lower case."""
    name: str
    active: str
    registration: str
    maker: str
    importer: str | None
    unit: str


@dataclass(frozen=True)
class Batch:
    """One invented batch."""

    number: str
    made: date
    expires: date


@lru_cache(maxsize=4)
def shelves(scene: Scene) -> dict[str, tuple[Product, ...]]:
    """All products by shelf, in an order that depends on the seed."""
    stocked: dict[str, tuple[Product, ...]] = {}
    for shelf, templates in scene.words["products"].items():
        chance = stream(scene.seed, "shelf", shelf)
        products = [
            _product(scene, shelf, template, first, number, chance)
            for number, (first, template) in enumerate(
                (first, template) for first in scene.words["brands"]["first"] for template in templates
            )
        ]
        chance.shuffle(products)
        stocked[shelf] = tuple(products)
    return stocked


def shelf_of(scene: Scene, category: str) -> str:
    """The shelf that holds goods of a category."""
    return str(scene.words["shelves"][category])


def any_product(scene: Scene, category: str, chance: Random) -> Product:
    """A product of a category."""
    return one_of(chance, shelves(scene)[shelf_of(scene, category)])


def make_batch(shelf: str, issued: date, chance: Random) -> Batch:
    """A batch that was on sale on a day."""
    made = _back(issued, 5 + chance.randrange(20), 1 + chance.randrange(28))
    years = 2 if shelf in {"cosmetic", "health_supplement", "infant", "water"} and happens(chance, 0.4) else 3
    number = one_of(
        chance,
        (
            made.strftime("%d%m%y"),
            f"{1 + chance.randrange(30):02d}{made:%m%y}",
            f"MH{made:%y}{chance.randrange(10, 99)}",
            f"VD{made:%y%m}-L{1 + chance.randrange(9):02d}",
        ),
    )
    return Batch(number, made, _back(made, -12 * years, made.day))


def _back(day: date, months: int, day_of_month: int) -> date:
    """A day some months before (after, when negative) another, kept inside its month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day_of_month, calendar.monthrange(year, month + 1)[1]))


def _product(scene: Scene, shelf: str, template: dict[str, str], first: str, number: int, chance: Random) -> Product:
    companies = scene.words["companies"]
    imported = shelf in {"medicine", "cosmetic", "medical_device"} and happens(chance, 0.2)
    maker = one_of(chance, companies["foreign"] if imported else companies[shelf])
    name = " ".join(part for part in (template["brand"].format(first=first), template["strength"]) if part)
    return Product(
        shelf=shelf,
        form=template["form"],
        name=name,
        active=template["active"],
        registration=_registration(shelf, number, imported, chance),
        maker=maker,
        importer=one_of(chance, companies["importer"]) if imported else None,
        unit=template["unit"],
    )


def _registration(shelf: str, number: int, imported: bool, chance: Random) -> str:
    year = 22 + chance.randrange(4)
    if shelf == "medicine":
        if imported:
            return f"VN-99{number:03d}-{year - 5}"
        return f"89311099{number:02d}{year}" if happens(chance, 0.6) else f"VD-99{number:03d}-{year - 6}"
    grammar = {
        "traditional": f"V99{number:02d}-H12-{year - 4}",
        "cosmetic": f"9990{number:02d}/{year}/CBMP-{'QLD' if imported else 'HN'}",
        "health_supplement": f"99{number:02d}/20{year}/ĐKSP",
        "infant": f"998{number:02d}/20{year}/ĐKSP",
        "medical_device": f"{year}99000{number:02d}/PCBB-HN",
    }
    return grammar.get(shelf, "")
