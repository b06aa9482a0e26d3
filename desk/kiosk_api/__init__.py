"""The HTTP interface of kiosks (docs/protocol.md)."""
