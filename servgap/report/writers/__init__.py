"""What makes a file or a text of a document: a page, a workbook, a notebook's output, text, Markdown."""
