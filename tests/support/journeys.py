"""What visitors do, once for all tests: by list, by finger, by keypad and ear, with a canary in every field.

A journey is a list of steps from the home page: (choice, the page that follows), ("type", text) or ("fill", page).
`text` may name a canary; "fill" answers every question of a form up to its review and leads to `page`.
"""

from __future__ import annotations

from sync.protocol.forms import FormField

Step = tuple[str, str]
CANARY = "".join(["قناری", "پرنده"])
"""Put together here, so that a search of this process does not find it in the source."""
CANARY_ID = "".join(["00845", "75948"])
"""A national identity number with a right check digit that nobody has."""
CANARY_MOBILE = "".join(["0912", "0000749"])
SERVICE = "service.enrolment-certificate"
_TO_SERVICE: list[Step] = [
    ("home.guide", "browse"),
    ("department.education-deputy", "services"),
    (SERVICE, "guide"),
]
_ANONYMOUS: list[Step] = [("form.anonymous", "form"), ("fill", "review"), ("review.send", "receipt")]
_NAMED: list[Step] = [("form.named", "form"), ("fill", "review"), ("review.send", "receipt")]
_STRAIGHT: list[Step] = [("fill", "review"), ("review.send", "receipt")]
_POLL: list[Step] = [
    ("face.2", "poll"),
    ("reason.waiting", "poll"),
    ("poll.next", "poll"),
    ("face.4", "poll"),
    ("poll.next", "poll"),
    ("poll.next", "thanks"),
    ("thanks.finish", "attract"),
]


def _tell(form: str, first: str, rest: list[Step]) -> list[Step]:
    return [
        ("home.tell", "tell"),
        (f"form.{form}", first),
        *rest,
        ("receipt.finish", "ask-poll"),
        ("ask-poll.no", "attract"),
    ]


JOURNEYS: dict[str, list[Step]] = {
    "ticket": [
        ("home.ticket", "queues"),
        ("queue.education", "take-ticket"),
        ("ticket.priority", "priority"),
        ("priority.elderly", "take-ticket"),
        ("ticket.take", "ticket"),
        ("ticket.way", "room"),
        ("bar.back", "ticket"),
        ("ticket.finish", "ask-poll"),
        ("ask-poll.no", "attract"),
    ],
    "guide": [
        *_TO_SERVICE,
        ("part.steps", "guide-part"),
        ("bar.back", "guide"),
        ("guide.phone", "guide-phone"),
        ("bar.back", "guide"),
        ("guide.route", "room"),
        ("bar.home", "home"),
    ],
    "life event": [
        ("home.guide", "browse"),
        ("browse.life", "life"),
        ("life.finishing-studies", "life-event"),
        ("bar.back", "life"),
        ("bar.home", "home"),
    ],
    "search": [
        ("home.guide", "browse"),
        ("browse.search", "search"),
        ("type", "ا"),
        ("bar.back", "browse"),
        ("bar.home", "home"),
    ],
    "request": [
        ("home.request", "browse"),
        *_TO_SERVICE[1:],
        ("guide.request", "form"),
        *_STRAIGHT,
        ("receipt.finish", "ask-poll"),
        ("ask-poll.no", "attract"),
    ],
    "question": _tell("question", "form", _STRAIGHT),
    "complaint": _tell("complaint", "form-start", _NAMED),
    "complaint without a name": _tell("complaint", "form-start", _ANONYMOUS),
    "criticism": _tell("criticism", "form", _STRAIGHT),
    "suggestion": _tell("suggestion", "form-start", _ANONYMOUS),
    "appreciation": _tell("appreciation", "form-start", _NAMED),
    "meeting": _tell("meeting", "form", _STRAIGHT),
    "re-examination": _tell("re-examination", "form", _STRAIGHT),
    "floors": [
        ("home.floors", "floors"),
        ("floor.floor-2", "floor"),
        ("floor.plan", "plan"),
        ("bar.back", "floor"),
        ("room.room-214", "room"),
        ("bar.home", "home"),
    ],
    "people": [
        ("home.floors", "floors"),
        ("floors.departments", "departments"),
        ("unit.education-deputy", "department"),
        ("person.education-deputy-head", "person"),
        ("person.way", "room"),
        ("bar.home", "home"),
    ],
    "find": [
        ("home.floors", "floors"),
        ("floors.search", "find"),
        ("type", "ا"),
        ("bar.back", "floors"),
        ("bar.home", "home"),
    ],
    "follow-up": [
        ("home.track", "track"),
        ("type", "00124830715968"),
        ("track.ask", "state"),
        ("state.finish", "ask-poll"),
        ("ask-poll.no", "attract"),
    ],
    "poll": [("home.tell", "tell"), ("tell.poll", "poll"), *_POLL],
    "help": [("bar.help", "help"), ("help.call", "help"), ("help.over", "attract")],
    "access": [
        ("bar.access", "access"),
        ("access.reach", "access"),
        ("access.more-time", "access"),
        ("theme.contrast-dark", "access"),
        ("settings.done", "home"),
        ("bar.text-size", "text-size"),
        ("scale.130", "text-size"),
        ("settings.done", "home"),
        ("bar.language", "language"),
        ("language.en", "home"),
    ],
}


def answer(field: FormField) -> str:
    """Return a right answer to a question: the canaries wherever a visitor is asked for what is personal."""
    if field.kind == "choice":
        return field.choices[0].id
    return {
        "name": CANARY,
        "text": CANARY,
        "long_text": CANARY,
        "national_id": CANARY_ID,
        "foreign_code": CANARY_ID,
        "mobile": CANARY_MOBILE,
        "email": "canary@example.com",
        "number": "3",
        "date": "14050101",
        "consent": "yes",
    }[field.kind]
