"""Of which kind the notices of this app are."""

from core.notice_kinds import NoticeKind, register_notice_kind

register_notice_kind(
    NoticeKind.CUSTOMERS,
    "downgrade:", "handover:", "handover-undone:", "merge:", "owner:", "pool-", "pooled:", "share:", "share-ended:",
)  # fmt: skip
register_notice_kind(NoticeKind.APPROVALS, "export-asked:")
register_notice_kind(NoticeKind.SYSTEM, "export:", "import:", "lookup-withheld:", "reads-many:")
