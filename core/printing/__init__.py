"""Printed documents: a page of typst in templates/print, filled with data, becomes a PDF (`pages.make_pdf`).

What people wrote goes in as data and is never read as markup. It is set in a process of its own that sees one folder and
no network, within limits; a web worker does not carry the type setter.
"""
