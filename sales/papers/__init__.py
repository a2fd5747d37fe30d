"""What a quote goes out as: text, workbook, printed page, all written from one `sales.domain.quotes.Paper`."""
