"""The closed vocabularies of a worksheet. Values are stored, exported and never translated; labels are shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(TextChoices):
    """The language a worksheet is printed in."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "中文"


class Depth(TextChoices):
    QUICK = "quick", _("Quick prep")
    FULL = "full", _("Full prep")


class State(TextChoices):
    PREPARING = "preparing", _("Preparing")
    READY = "ready", pgettext_lazy("worksheet", "Ready")
    NEGOTIATED = "negotiated", _("Negotiated")
    DEBRIEFED = "debriefed", _("Debriefed")


class Side(TextChoices):
    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("Theirs")
    NEITHER = "neither", _("Neither")


class PartyRole(TextChoices):
    """What somebody is in this talk; the values are the prompt codes of item 3."""

    COUNTERPART = "counterpart", _("Counterpart")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    THIRD_PARTY = "third_party", _("Third party")


class Style(TextChoices):
    GIVER = "giver", _("Giver")
    MATCHER = "matcher", _("Matcher")
    TAKER = "taker", _("Taker")
    UNKNOWN = "unknown", pgettext_lazy("how they deal", "Not known")


class Need(TextChoices):
    BODY = "body", _("The body’s needs")
    SAFETY = "safety", _("Safety")
    BELONGING = "belonging", _("Belonging")
    SELF_ESTEEM = "self_esteem", _("Self-esteem")
    ESTEEM = "esteem", _("The esteem of others")
    FULFILMENT = "fulfilment", _("To fulfil themselves")


class Sway(TextChoices):
    """How much somebody's word counts with somebody else."""

    SOME = "some", pgettext_lazy("sway", "a little")
    MUCH = "much", pgettext_lazy("sway", "a lot")
    FOLLOWED = "followed", pgettext_lazy("sway", "nearly always")


class Direction(TextChoices):
    WE_GIVE = "we_give", _("We give")
    THEY_GIVE = "they_give", _("They give")
    BOTH = "both", _("Good for both")


class Area(TextChoices):
    """What can be done with something that matters to somebody; the parts of the chart of trades."""

    GIVE = "give", pgettext_lazy("trade", "Give")
    ASK = "ask", pgettext_lazy("trade", "Ask for")
    SHARE = "share", pgettext_lazy("trade", "Share")
    FIGHT = "fight", pgettext_lazy("trade", "Fight")
    LEAVE = "leave", pgettext_lazy("trade", "Leave")


class Basis(TextChoices):
    GUESS = "guess", _("Our guess")
    SAID = "said", _("They said so")
    CHECKED = "checked", _("Checked")


class Voice(TextChoices):
    """As whom a line was written; our own lines have none."""

    AS_THEM = "as_them", _("In their shoes")
    PARTNER = "partner", _("In their shoes, by a partner")


class PlanState(TextChoices):
    """What was decided about a strategy on one worksheet."""

    PLANNED = "planned", _("Planned")
    NOT_FOR_THIS = "not_for_this", _("Not for this one")
    UNDECIDED = "undecided", _("Undecided")


class Fill(IntegerChoices):
    """How far an item is filled."""

    EMPTY = 0, _("empty")
    BEGUN = 1, _("begun")
    ENOUGH = 2, _("enough")
    STRONG = 3, _("strong")
