"""The ground floor: store, outbox, leases, content and the wire. Imports nothing of ours and no Kivy."""
