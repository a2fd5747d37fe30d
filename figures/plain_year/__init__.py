"""A plain model of a year of TradeCRM's reports, written from rules.md and examples.md alone.

It was written from the design documents by someone who had not read the code, so that what it says of a year is a second
opinion. `CHOICES.md` names each reading of a point that the rules leave open, and which were changed when the two were compared.

All times are the company's local times: naive datetimes, to be read as UTC+8.  Asia/Shanghai has
no daylight saving time, so a fixed offset is enough (rules.md, preamble).
"""
