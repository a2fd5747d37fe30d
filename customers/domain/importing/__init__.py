"""What rows of a stranger's workbook mean: columns, cells, rows. Pure; nothing is looked up or saved here."""
