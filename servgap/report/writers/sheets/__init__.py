"""How a workbook is put together: its sheets, what stands in their columns, and the room that texts take."""
