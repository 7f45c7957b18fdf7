"""Where notices come from: sites, folders, mailboxes; asked politely, kept whole, read later.

Belongs here: what a source is (data), asking it, the record of every visit, how fresh it is. Does not: reading the
documents it gave (`pipelines.notices.reading`) or what they mean.
"""
