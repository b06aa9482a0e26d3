"""What goes outward: the outbox table, senders of text messages, and the worker that empties the table."""
