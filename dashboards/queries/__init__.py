"""Every question the pages ask, one SQL statement per chart or list; no other module holds SQL.

Belongs here: reading the published tables. Does not: formatting, or anything a mart should compute.
Modules follow the pages; `snapshot` opens the file and runs the statements.
"""
