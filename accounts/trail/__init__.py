"""The audit trail as its reader may see it: whose entries, filtered how, in which words (permissions.md, trust.md A)."""
