"""Official notices about products: from the bytes of one file to rows of `core.notices` and its neighbours.

Belongs here: reading text and HTML, the grammar of numbers, dates and labels, and joining copies of one document.
Not here: fetching from sources, matching with reports, the ledger of wards.
"""
