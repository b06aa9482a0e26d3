"""Tickets, receipts and guides: layout, picture, printer bytes."""
