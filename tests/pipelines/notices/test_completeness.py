"""How much of the legal content of a recall decision was found."""

from pipelines.notices.completeness import completeness_of
from pipelines.notices.model import Product
from tests.pipelines.notices.worlds import reference


def test_an_empty_text_holds_nothing() -> None:
    assert completeness_of("", (), None, reference()) == 0


def test_an_imported_product_must_name_its_importer_and_a_domestic_one_need_not() -> None:
    domestic = completeness_of("", (Product(name="A", registration_number="VD-12345-19"),), None, reference())
    imported = completeness_of("", (Product(name="A", registration_number="VN-12345-19"),), None, reference())
    named = completeness_of("", (Product("A", "VN-12345-19", importer="Công ty B"),), None, reference())
    assert (domestic, imported, named) == (round(2 / 11, 4), round(2 / 12, 4), 0.25)
