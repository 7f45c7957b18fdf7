"""Reference data: what is known before any file arrives, read from `data/reference/` and the home's overlay.

Belongs here: reading, validating and joining directives, reporters, code lists, tasks and units into one frozen
`Reference`. Does not: layouts, forms and rules of workbooks (`pipelines.workbooks`), or dates (`pipelines.deadlines`).
"""

from pipelines.reference.demo import demo_directives
from pipelines.reference.directives import Directive, DueRule, Obligation, ReporterGroup
from pipelines.reference.loading import Reference, load

__all__ = ["Directive", "DueRule", "Obligation", "Reference", "ReporterGroup", "demo_directives", "load"]
