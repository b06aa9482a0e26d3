"""Form fields of the directory: what the protocol keeps as a structure, staff fill in as plain fields (C14, G1)."""
