"""Of which kind the notices of this app are."""

from core.notice_kinds import NoticeKind, register_notice_kind

register_notice_kind(
    NoticeKind.REPORTS,
    "a-list-", "day-", "department-", "digest-", "record:", "records:", "report:", "report-", "reports-",
)  # fmt: skip
