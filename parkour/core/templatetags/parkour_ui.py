"""The words of our templates: icons, badges, tracks, bars, fields, dates."""

import json
import re
from functools import cache

from django import template
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from lucide.templatetags.lucide import lucide

from parkour.core import dates
from parkour.core.bars import share, vote_segments
from parkour.core.counting import say_count
from parkour.core.fields import field_context, summary_items
from parkour.core.fragments import fragment

register = template.Library()

register.filter("human_date", dates.human_date)
register.filter("human_time", dates.human_time)
register.filter("human_datetime", dates.human_datetime)
register.filter("human_due", dates.human_due)
register.filter("due_tone", dates.due_tone)
register.filter("capped", say_count)


@cache
def icon_svg(name):
    """Inline SVG of a lucide icon, drawn by our class `i`. An unknown name raises IconDoesNotExist."""
    svg = lucide(name, size=None)
    shapes = re.sub(r"\s*(/?>)\s*", r"\1", svg.partition(">")[2]).lstrip()
    return mark_safe(  # noqa: S308 — shapes of the package, no input of anybody
        f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{shapes}'
    )


@register.simple_tag
def icon(name, label=""):
    """An icon; with `label`, the same thing is said to those who do not see it."""
    svg = icon_svg(str(name))
    return format_html('{}<span class="vh">{}</span>', svg, label) if label else svg


@register.simple_tag
def kept(template_name):
    """A piece that is the same on every page; it knows nothing of the page."""
    return fragment(template_name)


@register.simple_tag
def badge(label, tone="", icon=""):
    """A state: tone + icon + word."""
    return format_html(
        '<span class="badge"{}>{}{}</span>',
        format_html(' data-tone="{}"', tone) if tone else "",
        icon_svg(str(icon)) if icon else "",
        label,
    )


@register.simple_tag
def state_badge(idea, reader="author"):
    """The state of an idea (`idea.info`), in the author's words or (`"officer"`) in those of the officer."""
    label = idea.info.author_label if reader == "author" else idea.get_state_display()
    return badge(label, idea.info.tone, idea.info.icon)


@register.inclusion_tag("_track.html")
def track(steps):
    """Where an idea is: steps have `.label` and `.status` (done, current, upcoming)."""
    return {"steps": steps}


@register.simple_tag
def avatar(user):
    """Initials of a person; decorative, the name stands beside it."""
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', user.initials)


@register.inclusion_tag("_result_bar.html")
def result_bar(yes, no, abstain=0, label=""):
    """The ballots of one college: a bar, and the same in words."""
    if abstain:
        words = ngettext(
            "%(yes)s for, %(no)s against, %(abstain)s abstention",
            "%(yes)s for, %(no)s against, %(abstain)s abstentions",
            abstain,
        )
    else:
        words = gettext("%(yes)s for, %(no)s against")
    return {
        "label": label,
        "words": words % {"yes": yes, "no": no, "abstain": abstain},
        "segments": vote_segments(yes, no, abstain),
    }


@register.inclusion_tag("_vote_legend.html")
def vote_legend():
    """What the three fills of the result bars mean; once under a group of them."""
    return {}


@register.simple_tag
def meter(value, total, tone="", size=""):
    """A bare bar; always beside words that say the same."""
    return format_html(
        '<svg class="meter"{}{} aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        format_html(' data-tone="{}"', tone) if tone else "",
        format_html(' data-size="{}"', size) if size else "",
        share(value, total),
    )


@register.inclusion_tag("_capacity.html")
def capacity(used, total, label=""):
    """Minutes placed in a block or a session: warns above 95 %, alarms above 100 %."""
    tone = "bad" if used > total else "wait" if used > 0.95 * total and used != total else ""
    return {"used": used, "total": total, "label": label, "tone": tone, "over": used - total}


@register.inclusion_tag("_field.html")
def form_field(field, hint=None, size="", counter=False, hide_label=False, show_optional=True):
    """A field with its label, hint, error and, if asked, the count of its characters."""
    return field_context(field, hint, counter) | {
        "size": size,
        "hide_label": hide_label,
        "show_optional": show_optional and not field.field.required,
    }


@register.inclusion_tag("_fields.html")
def form_fields(form):
    """All the fields of a form, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("_error_summary.html")
def error_summary(*forms):
    """What has to be corrected, on top of the form, with a link to each field."""
    return {"items": [item for form in forms if form for item in summary_items(form)]}


@register.inclusion_tag("_empty.html")
def empty_state(icon, title, text="", url="", label="", heading="h2"):
    """Nothing here yet, why, and the next step; `heading="h1"` where the page says nothing else."""
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label, "heading": heading}


@register.inclusion_tag("_refusal.html")
def refusal(title, text, heading="h1"):
    """What a page says when it cannot be shown, and the way on."""
    return {"title": title, "text": text, "heading": heading}


@register.simple_tag
def confirm_dialog(name="confirm", question="", yes="", open=False):
    """The question before what cannot be undone; on a page it stays closed and empty until a button asks."""
    facts = {"name": name, "question": question, "yes": yes}
    return fragment("_confirm.html", open=open, **{key: "" + fact for key, fact in facts.items()})  # plain, see there


@register.simple_tag
def page_head(title, lede=""):
    """Heading of a page with the sentence under it."""
    sentence = format_html('<p class="lede">{}</p>', lede) if lede else ""
    return format_html('<div class="page-head"><div><h1>{}</h1>{}</div></div>', title, sentence)


@register.simple_tag
def back_link(url, label):
    return format_html('<a class="back" href="{}">{}{}</a>', url, icon_svg("arrow-left"), label)


@register.simple_block_tag(end_name="endnote")
def note(content, tone="", icon="info"):
    """A remark with its icon; one per page at most."""
    attribute = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html(
        '<div class="note"{}>{}<div class="grow">{}</div></div>', attribute, icon_svg(str(icon)), content
    )


@register.filter(needs_autoescape=True)
def paragraphs(text, autoescape=True):
    """Somebody's text as paragraphs; never as markup."""
    return mark_safe(linebreaks(conditional_escape(text), autoescape=False))  # noqa: S308 — escaped just before


@register.filter
def iso(value):
    """A date or moment for machines."""
    return value.isoformat(timespec="minutes") if hasattr(value, "hour") else value.isoformat()


@register.simple_tag
def when(value, style="date"):
    """`<time>` with a human text; style: date, datetime, time or due. Where the day is said, the moment is not."""
    say = {
        "date": dates.human_date,
        "datetime": dates.human_datetime,
        "time": dates.human_time,
        "due": dates.human_due,
    }[style]
    told = dates.local_day(value) if style == "date" else value
    return format_html('<time datetime="{}">{}</time>', iso(told), say(value))


@register.filter
def to_json(value):
    """Plain data for an attribute that a script of ours reads."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def names(people):
    """Full names, separated by commas."""
    return ", ".join(person.get_full_name() for person in people)
