"""Complaints walk the four steps of S182: plan, do, check, act (计划—执行—检验—改善)."""

PLAN, DO, CHECK, ACT = PARTS = ("plan", "done", "checked", "improved")
CLOSED = "closed"
OPEN_STATES = PARTS


def state_of(*, plan: str, done: str, checked: str, improved: str, is_closed: bool) -> str:
    """Return which of the four is to be written next; CLOSED once it was closed. A gap comes before what follows it."""
    if is_closed:
        return CLOSED
    written = {PLAN: plan, DO: done, CHECK: checked, ACT: improved}
    return next((part for part in PARTS if not written[part].strip()), ACT)


def can_close(*, plan: str, done: str, checked: str, improved: str) -> bool:
    """A complaint is closed when all four are written: what was learnt counts as much as what was done."""
    return all(text.strip() for text in (plan, done, checked, improved))
