"""The codes that columns may hold (design §6), in one place.

Belongs here: closed lists that the code itself depends on. Does not: code lists that are data with names and
sources (categories, channels, violations: `data/reference/`).
"""

FORMS = ("quick", "monthly", "campaign", "yearly", "interim", "final", "consolidated", "sign_off")
STATUSES = ("on_time", "late", "missing", "not_due", "exempt")
STATES = ("accepted", "accepted_with_warnings", "returned", "unreadable", "unrecognised")
ACCEPTED_STATES = ("accepted", "accepted_with_warnings")
CONTENTS = ("filled", "nil", "empty", "copied")
NOTICE_SCOPES = ("national", "province")
NOTICE_KINDS = ("recall", "suspension", "counterfeit_warning", "registration_withdrawal", "other")
PRODUCT_GROUPS = ("medicine", "cosmetic", "health_supplement", "medical_device", "other")
SEVERITIES = ("error", "warning", "info")
EVIDENCE = ("received_csv", "upload", "mail", "object_store", "file_time", "confirmed")
ATTRIBUTIONS = ("person", "cover", "alias", "sender", "folder", "file_name")
ANSWERS = ("none", "acknowledged", "searched", "closed")
RELATIONS = ("passes_on", "retells", "revokes", "decides", "widens", "repeats", "lifts")
"""How a notice stands to an earlier one about the same product."""
CERTAINTIES = ("certain", "possible")
DUTY_STATES = ("open", "done", "not_applicable")
CHANGES = (
    "changed", "row_added", "row_removed", "column_added", "column_removed", "sheet_added", "sheet_removed",
    "sheet_emptied", "none",
)  # fmt: skip
UNIT_KINDS = ("province", "ward", "commune", "special_zone")
