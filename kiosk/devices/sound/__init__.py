"""Speech and signals: what is said, in which order, on which output, how loud."""
