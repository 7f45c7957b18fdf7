"""What follows from a notice: the chain it belongs to, where its products turned up, and who has looked for them.

Belongs here: chains of notices, matching, the ledger of wards, looking one product up. Does not: reading notices
(`pipelines.notices`), judging lateness (`pipelines.deadlines`), pages.
"""
