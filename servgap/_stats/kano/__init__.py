"""Kano's categories: how a customer feels if something is there, and if it is not."""
