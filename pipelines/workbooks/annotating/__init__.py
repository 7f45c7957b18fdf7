"""The sender's own workbook given back with every bad cell marked and a sheet in front that says what to do.

Belongs here: patching an .xlsx or .xlsm package part by part, so that nothing else in it changes, and the workbook
with only that sheet where this cannot be done. Does not: finding anything (`pipelines.workbooks.intake`), the answer
as text (`pipelines.workbooks.checking`).
"""

from pipelines.workbooks.annotating.answering import Annotation, annotate_file

__all__ = ["Annotation", "annotate_file"]
