"""What somebody's way to deal means for this talk, and how a need is met: a line each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from quadrants.enums import Need, Style

STYLES = {
    Style.GIVER: _(
        "Gives before anybody asks. Notice it, thank them, and give something back: "
        "people who are only taken from stop giving."
    ),
    Style.MATCHER: _(
        "Keeps it even. Begin with something small and say what you would like in return: one thing for another."
    ),
    Style.TAKER: _(
        "Looks at their own gain first. Tie each thing you give to something you get, in small steps and in writing, "
        "and stay friendly."
    ),
    Style.UNKNOWN: _("Not known yet. Give something small first, and watch what comes back."),
}
OURS = {
    Style.GIVER: _("You give readily. Ask for something, too: only ever giving wears you out."),
    Style.MATCHER: _("You keep it even. Now and then give first, without counting."),
    Style.TAKER: _("You look at your own gain first. Ask what they need before you say what you want."),
    Style.UNKNOWN: _("How do you deal with people yourself? It is worth a look before the talk."),
}
NEEDS = {
    Need.BODY: _("Choose a good time and place; eat something first, and take breaks."),
    Need.SAFETY: _("Take the risk out: small steps, a way back, nothing that surprises them later."),
    Need.BELONGING: _(
        "Say “we”; speak of friends in common and of what you have been through together. Leave nobody out."
    ),
    Need.SELF_ESTEEM: _("Let them find it themselves: ask for their view, and leave the choice to them."),
    Need.ESTEEM: _("Give them credit in front of others, and never make them lose face."),
    Need.FULFILMENT: _("Show what they can make of it: something of their own that lasts."),
}
