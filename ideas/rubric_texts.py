"""The default grid: four criteria, five anchored levels each. Source: programme rules §6.1."""

from django.utils.translation import gettext_noop as _

EFFORT_SIZES = ("XS", "S", "M", "L", "XL")

DEFAULT_TEXTS = {
    "policy": {
        "name": _("Link with the employee policy"),
        "question": _("Which pillar does it serve?"),
        "anchors": [
            _("No pillar served, or it goes against one"),
            _("Indirect link: no pillar is named"),
            _("Directly serves one pillar, for part of the teams"),
            _("Serves a pillar at a precise stage of the journey, a difficulty already reported three times or more"),
            _("Serves two pillars or more at a key moment of the journey, with a mirror effect for customers"),
        ],
    },
    "novelty": {
        "name": _("Innovativeness"),
        "question": _("New for whom?"),
        "anchors": [
            _("Already in place here, or already decided"),
            _("Adjusts an existing practice"),
            _("New to the department, exists elsewhere in the company"),
            _("New to the company, exists in the sector"),
            _("New in our sector"),
        ],
    },
    "impact": {
        "name": _("Impact on employees’ life"),
        "question": _("How many people, how often, how deeply?"),
        "anchors": [
            _("No noticeable effect, or one person once"),
            _("Small comfort: fewer than 5% of the teams, or less than once a month"),
            _("Real nuisance reduced for a team or a site (5 to 25%), every month"),
            _(
                "Clearly changes a weekly situation of a trade or of several sites (25 to 60%), or lifts a difficulty of health, safety or work-life balance for a group"
            ),
            _("Changes the daily life of the majority (over 60%), or removes a serious risk"),
        ],
    },
    "effort": {
        "name": _("Effort for the company"),
        "question": _("From XS (easy) to XL (heavy)"),
        "anchors": [
            _("The author or the team can do it: one day at most, no cost, within two weeks"),
            _("One person, no other department: 5 days and €1,000 at most, within two months"),
            _("Small project: 20 days and €5,000 at most, two teams, within four months"),
            _("Project with a supplier or an IT system: 60 days and €25,000 at most, within eight months"),
            _("Programme, agreement or consultation needed: more than 60 days or €25,000, several departments"),
        ],
    },
}
