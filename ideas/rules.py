"""Who may do what to an idea, as sentences. Services ask; templates show only what is allowed."""

from datetime import timedelta

import rules

from ideas.deadlines import effective_state
from ideas.enums import (
    ENDED,
    SENSITIVE_CHANNELS,
    SPOKEN,
    UNDECIDED,
    UNTRIAGED,
    BoardTab,
    FileKind,
    State,
    Visibility,
)
from ideas.sight import in_sight
from parkour.accounts.rules import (
    is_admin,
    is_facilitator,
    is_of_a_partner,
    is_officer,
    is_reviewer,
    is_signed_in,
    is_sponsor,
)
from parkour.core import clock

EDIT_WINDOW = timedelta(minutes=15)
MOST_REFERENCES = 8  # reference ideas of the grid


@rules.predicate
def is_author(user, idea):
    return user.is_authenticated and user.pk in {authorship.person_id for authorship in idea.authorships.all()}


@rules.predicate
def wrote_it(user, idea):
    """An author whom no merge brought there."""
    return user.is_authenticated and any(
        row.person_id == user.pk and row.merged_from_id is None for row in idea.authorships.all()
    )


@rules.predicate
def was_typed_for_them(user, idea):
    """Somebody else typed it."""
    return idea.origin in SPOKEN


@rules.predicate
def wrote_it_alone(user, idea):
    own = [row.person_id for row in idea.authorships.all() if row.merged_from_id is None]
    return user.is_authenticated and own == [user.pk]


@rules.predicate
def is_named(user, idea):
    return idea.visibility == Visibility.PUBLIC


@rules.predicate
def is_veiled(user, idea):
    """Hidden from colleagues, and known to the officer; of an anonymous one there is no name to show."""
    return idea.visibility == Visibility.NAME_HIDDEN


@rules.predicate
def is_invited(user, idea):
    """Named as a co-author by the author, and has not answered."""
    return user.is_authenticated and idea.invitations.filter(person=user, answered_at=None).exists()


@rules.predicate
def is_owner(user, idea):
    """Owner of the action, or of the quick win that is proposed."""
    action = getattr(idea, "action", None)
    return user.is_authenticated and user.pk in {action.owner_id if action else None, idea.quick_win_owner_id}


@rules.predicate
def is_on_the_board(user, idea):
    return idea.board_tab != BoardTab.NONE


@rules.predicate
def is_in_sight(user, idea):
    """On the board for this reader: the staff of partners and franchisees does not read all of it."""
    return in_sight(user, idea)


@rules.predicate
def is_sent(user, idea):
    return idea.state != State.DRAFT


@rules.predicate
def is_confidential(user, idea):
    """Passed on to a channel that alone may know the content."""
    return idea.redirected_to in SENSITIVE_CHANNELS


@rules.predicate
def can_be_withdrawn(user, idea):
    return idea.state in UNDECIDED


@rules.predicate
def waits_for_triage(user, idea):
    return effective_state(idea) in UNTRIAGED


@rules.predicate
def waits_for_an_answer(user, idea):
    return idea.state == State.NEEDS_INFO


@rules.predicate
def is_offered(user, idea):
    """The officer asks the author to carry it out."""
    return idea.self_offered_at is not None


@rules.predicate
def may_be_appealed(user, idea):
    return idea.state in {State.DECLINED, State.ANSWERED} and idea.appealed_at is None


@rules.predicate
def is_withdrawn(user, idea):
    return idea.state == State.WITHDRAWN


@rules.predicate
def is_ended(user, idea):
    """Nothing starts again from here."""
    return idea.state in ENDED


@rules.predicate
def wrote_comment(user, comment):
    return user.is_authenticated and comment.writer_id == user.pk


@rules.predicate
def is_just_written(user, comment):
    return clock.now() < comment.written_at + EDIT_WINDOW


@rules.predicate
def is_shown(user, comment):
    return comment.hidden_at is None and comment.removed_at is None


reads_on_the_board = is_signed_in & is_on_the_board & is_in_sight
reads_all = is_officer | is_reviewer | is_facilitator
# What was passed on in confidence is no longer for those whom a merge credited.
reads_as_author = wrote_it | (is_author & ~is_confidential)

rules.add_perm("ideas.submit_idea", is_signed_in)
# Whoever meets those who do not write here types what they say: the officer, who runs a workshop, an administrator.
rules.add_perm("ideas.capture_idea", is_officer | is_facilitator | is_admin)
rules.add_perm("ideas.say_answer", is_officer)
rules.add_perm(
    "ideas.view_idea",
    reads_as_author | (is_sent & ~is_confidential & ~is_withdrawn & (reads_all | is_owner | reads_on_the_board)),
)
# What colleagues add is for the board alone; whoever wrote it speaks for it already.
rules.add_perm("ideas.support_idea", reads_on_the_board & ~is_author)
rules.add_perm("ideas.follow_idea", reads_on_the_board & ~is_author)
rules.add_perm("ideas.comment_idea", reads_on_the_board & ~is_ended)
rules.add_perm("ideas.edit_comment", wrote_comment & is_just_written & is_shown)
rules.add_perm("ideas.remove_comment", wrote_comment)
rules.add_perm("ideas.report_comment", is_signed_in & ~wrote_comment & is_shown)
# Nobody judges their own words: another officer does.
rules.add_perm("ideas.moderate_comment", is_officer & ~wrote_comment)
rules.add_perm("ideas.moderate_comments", is_officer)
# The thread (messages, decisions, who wrote it) is for the author, those who work on it, and its owner.
rules.add_perm(
    "ideas.view_thread", reads_as_author | (is_sent & ~is_confidential & ~is_withdrawn & (reads_all | is_owner))
)
rules.add_perm("ideas.withdraw_idea", wrote_it & can_be_withdrawn)
# Who hid the names of a group did so for all of them: one of them alone does not show them again.
rules.add_perm("ideas.hide_name", wrote_it & is_sent & ~is_withdrawn & is_named)
rules.add_perm(
    "ideas.show_name",
    is_veiled & is_sent & ~is_withdrawn & (wrote_it_alone | (is_officer & ~wrote_it & ~is_confidential)),
)
rules.add_perm("ideas.answer_invitation", is_sent & ~is_confidential & ~is_withdrawn & is_invited)
# The colleague named as its author may say no; whoever typed it is no author, and takes nothing back.
rules.add_perm("ideas.disown_idea", wrote_it & was_typed_for_them & ~is_withdrawn)
rules.add_perm("ideas.answer_offer", wrote_it & is_offered)
rules.add_perm("ideas.answer_question", is_author & waits_for_an_answer)
rules.add_perm("ideas.appeal", is_author & may_be_appealed)
rules.add_perm("ideas.view_triage", is_officer | is_reviewer)
# Every contribution with its author: for whoever may read every name.
rules.add_perm("ideas.browse", is_officer)
# Its levels stand beside the anchors for everybody who rates: nobody sets those of their own.
rules.add_perm("ideas.manage_reference", is_officer & ~is_author & is_sent & ~is_confidential & ~is_withdrawn)
rules.add_perm("ideas.calibrate", is_officer | is_reviewer)
# What was assessed, in bands and words; each reads in it what they may read elsewhere.
rules.add_perm("ideas.view_portfolio", is_officer | is_reviewer | is_sponsor)
rules.add_perm("ideas.sort_mail", is_officer)
rules.add_perm("ideas.assess_idea", (is_officer | is_reviewer) & ~is_author & waits_for_triage)
rules.add_perm("ideas.read_agreement", is_officer | is_reviewer | is_sponsor)
rules.add_perm("ideas.set_weights", is_officer | is_admin)
# Its title and its restatement stand on the board and before the committee.
rules.add_perm("ideas.retitle_idea", is_officer)
# Safety and dignity: whoever reads it says so; the officer says that it is settled.
rules.add_perm(
    "ideas.flag_idea",
    is_sent & ~is_confidential & ~is_withdrawn & (reads_as_author | reads_all | is_owner | reads_on_the_board),
)
rules.add_perm("ideas.lift_flag", is_sent & ~is_confidential & ~is_withdrawn & is_officer)
# An officer asks for somebody else, also about what they may not decide themselves: their own.
rules.add_perm("ideas.escalate_idea", is_officer & waits_for_triage)
# The words that everybody at the desk may send.
rules.add_perm("ideas.manage_words", is_officer | is_admin)
# Their vocabulary; what carries them is told to those who triage alone.
rules.add_perm("ideas.manage_tags", is_officer | is_admin)
rules.add_perm("ideas.see_tags", is_officer | is_reviewer | is_admin)
rules.add_perm("ideas.tag_idea", is_officer & is_sent & ~is_confidential & ~is_withdrawn)
rules.add_perm("ideas.see_deputies", is_officer | is_reviewer)
rules.add_perm("ideas.decide_triage", is_officer & ~is_author & waits_for_triage)
# Two that are about the same, each with its own answer.
rules.add_perm("ideas.link_ideas", is_officer & is_sent & ~is_confidential & ~is_withdrawn)
rules.add_perm("ideas.follow_actions", is_officer | is_sponsor)
rules.add_perm("ideas.update_action", is_owner | is_officer)
rules.add_perm("ideas.verify_action", is_officer)
rules.add_perm("ideas.answer_action", is_sponsor)
rules.add_perm("ideas.publish_update", is_officer)
rules.add_perm("ideas.arbitrate", is_sponsor)
rules.add_perm("ideas.respond_quick_win", is_owner)
rules.add_perm("ideas.import_ideas", is_officer | is_admin)
rules.add_perm("ideas.export_ideas", is_officer | is_admin)
rules.add_perm("ideas.export_hidden_names", is_officer)
# Nobody reads any more what was taken back, hence nobody writes there.
rules.add_perm(
    "ideas.write_message", ~is_withdrawn & (reads_as_author | (is_sent & ~is_confidential & (is_officer | is_owner)))
)
# --- Campaigns: whoever works here reads what is announced, the staff of a partner what is for them; the question asks
# those it is for. ---------------------------------------------------------------------------------------------------


@rules.predicate
def is_announced(user, campaign):
    return campaign.announced_at is not None


@rules.predicate
def is_asked(user, campaign):
    return campaign.is_open and campaign.asks(user)


@rules.predicate
def is_for_them(user, campaign):
    """Its question is for them, open or not."""
    return campaign.asks(user)


@rules.predicate
def sponsors_it(user, campaign):
    return user.is_authenticated and campaign.sponsor_id == user.pk


writes_campaigns = is_officer | is_admin
rules.add_perm("ideas.manage_campaigns", writes_campaigns)
rules.add_perm(
    "ideas.view_campaign",
    writes_campaigns | (is_signed_in & (sponsors_it | (is_announced & (~is_of_a_partner | is_for_them)))),
)
rules.add_perm("ideas.answer_campaign", is_signed_in & is_asked)
rules.add_perm("ideas.print_campaign", writes_campaigns | (is_signed_in & sponsors_it))
rules.add_perm("ideas.print_site", writes_campaigns)


@rules.predicate
def holds_key(user, key):
    return user.is_authenticated and key.person_id == user.pk


@rules.predicate
def is_of_a_screen(user, key):
    return key.site_id is not None


rules.add_perm("ideas.make_feed_key", is_signed_in)
rules.add_perm("ideas.manage_displays", writes_campaigns)
rules.add_perm("ideas.revoke_board_key", holds_key | (writes_campaigns & is_of_a_screen))

rules.add_perm("ideas.write_note", is_sent & ~is_confidential & ~is_withdrawn & (is_officer | is_reviewer))


# --- Files: a file is read where its contribution is, or the one that carries it since they were merged. -------------


def carriers(file):
    """The contributions in which a file is read."""
    idea = file.idea
    return [idea, idea.merged_into] if idea.merged_into_id else [idea]


@rules.predicate
def is_own_upload(user, file):
    """Not sent yet: nobody else knows of it."""
    return file.idea_id is None and user.is_authenticated and file.uploader_id == user.pk


@rules.predicate
def is_uploader(user, file):
    return user.is_authenticated and file.uploader_id == user.pk


@rules.predicate
def is_there(user, file):
    return file.idea_id is not None and file.removed_at is None


@rules.predicate
def is_in_a_thread(user, file):
    return file.idea_id is not None and any(user.has_perm("ideas.view_thread", idea) for idea in carriers(file))


@rules.predicate
def is_shown_to_all(user, file):
    """A photo that the officer, or whoever carries the idea out, shows on the board."""
    return file.is_public and any(
        idea.board_tab != BoardTab.NONE and user.has_perm("ideas.view_idea", idea) for idea in carriers(file)
    )


@rules.predicate
def may_name_its_sender(user, file):
    """A document holds the name of whoever made it in places that nobody looks at."""
    idea = file.idea
    if file.kind == FileKind.IMAGE or idea.visibility == Visibility.PUBLIC:
        return True
    authors = {row.person_id for row in idea.authorships.all()}
    return file.uploader_id not in authors or wrote_it(user, idea) or is_officer(user)


can_be_added_to = ~is_withdrawn & (reads_as_author | (is_sent & ~is_confidential & (is_officer | is_owner)))
is_read_by_others = is_sent & ~is_confidential & ~is_withdrawn

rules.add_perm(
    "ideas.read_file", is_own_upload | (is_there & (is_shown_to_all | (is_in_a_thread & may_name_its_sender)))
)
rules.add_perm("ideas.add_files", can_be_added_to)
rules.add_perm("ideas.manage_file", is_in_a_thread & (is_uploader | is_officer))
rules.add_perm("ideas.show_photo", is_read_by_others & is_officer)
rules.add_perm("ideas.pair_photos", is_read_by_others & (is_owner | is_officer))
