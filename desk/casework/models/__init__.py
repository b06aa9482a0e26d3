"""Tables of the casework: requests and what was done with them; what an office sets for them without code."""

from desk.casework.models.policy import Hint, Lapse, Referral, Result
from desk.casework.models.request import (
    SETTLED,
    TRANSITIONS,
    Kind,
    Mark,
    Request,
    RequestAction,
    RequestDocument,
    State,
)

__all__ = [
    "SETTLED",
    "TRANSITIONS",
    "Hint",
    "Kind",
    "Lapse",
    "Mark",
    "Referral",
    "Request",
    "RequestAction",
    "RequestDocument",
    "Result",
    "State",
]
