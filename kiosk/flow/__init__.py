"""What the visitor does, as data: pages, choices, what may follow. No window."""
