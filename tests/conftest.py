"""Property tests: the same cases in every run, new ones where MIZBAN_EXAMPLES asks for a search."""

import os

from hypothesis import settings

# A busy machine is no failure: time is held by the timeout of each test. A run that lands a change is to judge that
# change alone, so its cases are fixed; a search for new ones is a run of its own.
settings.register_profile("landing", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=int(os.environ.get("MIZBAN_EXAMPLES", "100")))
settings.load_profile("search" if "MIZBAN_EXAMPLES" in os.environ else "landing")
