"""Of which kind the notices of this app are."""

from core.notice_kinds import NoticeKind, register_notice_kind

register_notice_kind(NoticeKind.FOLLOW_UPS, "holiday:")
register_notice_kind(
    NoticeKind.PEOPLE, "advice:", "advice-answer:", "coaching:", "reading-remark:", "remark:"
)
