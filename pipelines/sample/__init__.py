"""The sample inbox: twelve months of invented reports and notices that look real and say that they are not.

Belongs here: what is made up, how it arrives, and the files it becomes. Does not: reading such files (everything that
reads treats them like any other file), the form itself (`pipelines.workbooks`), or a single real product or person.

Start reading at `inbox`; the truth is in `inspections`, `recalls` and `events`, the habits in `character`.
"""

from pipelines.sample.bench import write_bench_month
from pipelines.sample.inbox import SampleSummary, write_sample

__all__ = ["SampleSummary", "write_bench_month", "write_sample"]
