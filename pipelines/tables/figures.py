"""The columns that several tables share: the figures of an inspection line, a case, a sign-off.

Belongs here: groups of columns declared once and used by `raw` and `core`. Does not: whole tables.
"""

from pipelines.tables.codes import CHANGES
from pipelines.tables.declaration import Column, count, day, instant, number, text

INSPECTION_FIGURES = (
    count("establishments_inspected", "Establishments inspected"),
    count("establishments_violating", "Establishments with a violation"),
    count("cases_smuggled", "Cases of banned or smuggled goods"),
    count("cases_fraud", "Cases of commercial fraud"),
    count("cases_counterfeit", "Cases of counterfeits or infringed intellectual property"),
    count("cases_total", "Cases of violation in total"),
    count("criminal_cases", "Cases that became criminal"),
    count("criminal_persons", "Persons in criminal cases"),
    count("administrative_cases", "Cases fined or otherwise sanctioned"),
    count("transferred_cases", "Cases passed to another body"),
    count("pending_cases", "Cases still being verified"),
    count("other_cases", "Cases reminded or handled otherwise"),
    count("fines_vnd", "Fines, đồng"),
    count("goods_value_vnd", "Value of the goods in violation, đồng"),
    count("samples_taken", "Samples taken"),
    count("samples_failed", "Samples that failed"),
)

INSPECTION_CODES = (
    text("category", "Product category", to="reference.categories.category"),
    text("violation", "Kind of violation", to="reference.violations.violation"),
    text("channel", "Where", to="reference.channels.channel"),
)

PLACE = (
    text("place_ward_code", "Ward where it happened; null = not placed in a ward", to="reference.units.unit_code"),
)

CELL = (
    text("sheet", "Sheet of the file"),
    Column("row", "INTEGER", "Row of that sheet, from 1"),
)

VERSION_CHANGE = (
    text("change", "What became of the cell", required=True, codes=CHANGES),
    text("sheet", "Sheet; null in row 0"),
    text("cell", "Cell in the later version, in the earlier one when it was removed; null for a whole sheet"),
    text("heading", "Heading of its column, or label of its line on a cover; null when there is none"),
    text("before", "Text of the cell in the earlier version; of a sheet that was emptied its number of lines"),
    text("after", "Text of the cell in the later version"),
)

CASE_FACTS = (
    instant("detected_at", "When it was detected (a date without hour is the end of that day)"),
    instant("seized_at", "When goods were seized"),
    instant("handled_at", "When it was handled"),
)

CASE_PRODUCT = (
    text("product_name", "Product as written"),
    text("registration_number", "Registration number as written"),
    text("batch_number", "Batch number as written"),
    count("value_vnd", "Value of the goods, đồng"),
    text("action", "How it was handled, as written"),
)

SIGN_OFF_FACTS = (
    text("product_name", "Product as written"),
    text("registration_number", "Registration number as written"),
    text("batch_number", "Batch number as written"),
    day("acknowledged_on", "Day the ward received the notice, as typed"),
    count("establishments_checked", "Establishments searched; filled (0 counts) = the ward has searched"),
    count("establishments_holding", "Establishments that still held the product"),
    number("quantity_found", "Quantity found, in quantity_unit"),
    number("quantity_sealed", "Quantity recalled or sealed, in quantity_unit"),
    text("quantity_unit", "Unit of measure as written"),
    day("closed_on", "Day it was finished, as typed"),
)

INDICATOR = (
    text("section", "Section of the form, where it has sections"),
    text("label", "Row of the form, or the words of the line"),
    text("unit", "Unit of measure of the row or column"),
    text("measure", "Column of the form", required=True),
    number("value", "The figure, in its unit (percentages 0–100, money in đồng)"),
)
