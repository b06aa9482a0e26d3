"""What each act of the audit log is called; the log itself keeps the short names."""

from __future__ import annotations

from django.utils.translation import gettext as _


def act_word(action: str) -> str:
    """Return what an act is called in the page's language; its short name where there is no word for it."""
    words = {
        "alarm.closed": _("looked at an alarm"),
        "content.published": _("published the directory"),
        "content.restored": _("went back to an earlier version"),
        "directory.imported": _("took a file into the directory"),
        "kiosk.code": _("made an enrollment code"),
        "kiosk.command": _("gave a kiosk a command"),
        "kiosk.move": _("moved a kiosk"),
        "kiosk.rename": _("renamed a kiosk"),
        "kiosk.retire": _("retired a kiosk"),
        "login": _("logged in"),
        "login.wrong_code": _("a wrong second code"),
        "poll.sampling": _("set who is asked a poll"),
        "queue.close": _("closed a line for the day"),
        "queue.open": _("opened a line for the day"),
        "queue.auto": _("gave a line back to its hours"),
        "request.documents": _("checked the documents"),
        "request.entered": _("registered a request at the counter"),
        "request.lapsed": _("let a request lapse"),
        "request.marked": _("marked a request"),
        "request.mobile_proved": _("a visitor proved a number"),
        "request.opened": _("opened sealed answers"),
        "request.referred": _("referred a request"),
        "request.state": _("changed the state of a request"),
        "request.taken": _("took a request over"),
        "request.visit": _("fixed a visit"),
        "retention.applied": _("retention was applied"),
        "rule.changed": _("changed the rule of calling"),
        "second_factor.off": _("switched a second factor off"),
        "second_factor.on": _("switched a second factor on"),
        "staff.added": _("added a member of staff"),
        "staff.changed": _("changed a member of staff"),
    }
    return words.get(action, action)
