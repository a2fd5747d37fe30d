"""Of which kind the notices of this app are."""

from core.notice_kinds import NoticeKind, register_notice_kind

register_notice_kind(NoticeKind.PEOPLE, "absence-")
register_notice_kind(
    NoticeKind.SYSTEM, "new-link", "recovery-code:", "refused-often:", "second-factor", "trail-broken:"
)
