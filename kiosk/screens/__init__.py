"""One screen a file: pixels and touches for a page of the flow."""
