"""Tickets, numbers, leases, and who is called next."""
