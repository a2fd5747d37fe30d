"""A plain model of a year of TradeCRM's reports, written from rules.md and examples.md alone.

All times are the company's local times: naive datetimes, to be read as UTC+8.  Asia/Shanghai has
no daylight saving time, so a fixed offset is enough (rules.md, preamble).
"""
