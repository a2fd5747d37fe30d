"""Of which kind the notices of this app are."""

from core.notice_kinds import NoticeKind, register_notice_kind

register_notice_kind(
    NoticeKind.SALES, "cost:", "costs:", "expired:", "proof-", "proof:", "quote:", "request:", "reward:", "sample-"
)  # fmt: skip
register_notice_kind(NoticeKind.APPROVALS, "floor:", "sample:")
