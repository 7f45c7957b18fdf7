"""The errors that verbs raise, as one tree.

    Health389Error
    ├── ReferenceDataError     a directive, code list or layout file is wrong: named by file, row and cure
    ├── DecisionError          a line in decisions/ cannot be understood
    ├── ArchiveError           the archive no longer holds what it says it holds
    ├── WorkbookError          a file cannot be read as a workbook (one file, never the night)
    ├── NoticeError            a file cannot be read as a notice (one file, never the night)
    ├── ContractError          a table's structure is not what its declaration says: stops publishing
    ├── PublishError           a snapshot cannot be published
    └── HomeError              the home folder is not what the command needs

Belongs here: classes only. Does not: findings about data, which are rows in `quality.findings`, never exceptions.
"""


class Health389Error(Exception):
    """Anything health389 itself refuses to do, with the culprit, the place and the cure in the text."""


class ReferenceDataError(Health389Error):
    """A file of reference data is wrong; the text names the file, the place in it and the cure."""


class DecisionError(Health389Error):
    """A line in `decisions/` cannot be understood; says it in both languages, a page shows one of them."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi, self.en = vi, en


class ArchiveError(Health389Error):
    """The archive no longer holds what its sidecar says."""


class WorkbookError(Health389Error):
    """One file cannot be read as a workbook."""


class NoticeError(Health389Error):
    """One file cannot be read as a notice."""


class ContractError(Health389Error):
    """A table breaks its declaration; publishing stops and yesterday's snapshot stays."""


class PublishError(Health389Error):
    """A snapshot cannot be published."""


class HomeError(Health389Error):
    """The home folder is not what the command needs."""
