"""The demo's mailboxes and its one password, which everybody who starts it is told."""

DOMAIN = "qicheng-tools.example"
PASSWORD = "Demo-only-2026"  # noqa: S105 - the demo's own, printed at every start
