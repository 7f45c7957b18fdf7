"""Report workbooks: the blank form, refusing hostile files, reading, recognising, parsing, rules about one file.

Belongs here: everything between a spreadsheet's bytes and rows for the `raw` tables. Does not: deadlines, versions,
attribution to an expected report (`core`), or rules that need more than one file (`expectations`).

Start reading at `intake`; `forms` holds the contract of sheets and headings, `template` writes it.
"""
