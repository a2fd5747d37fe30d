"""The demo company and its year of work (requirements D): invented people, buyers, inquiries, follow-ups.

Written in bulk, but with the real rules: reply clocks, due dates, lookup keys and texts to search come from the same
functions that the services use; what is alive today is done by the services themselves. The same seed and the same
moment give the same rows.
"""
