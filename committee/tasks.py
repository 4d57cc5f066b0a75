from celery import shared_task

from committee.services import approving, consultation_course, objections, sealed, series, session_reminders
from committee.services.convening import sweep_invitations
from committee.services.drawing import draw_due_lots
from committee.services.electing import open_votes
from committee.services.forgetting import forget_ballots
from committee.services.moving import MOVE_TASK, carry_out_moves
from committee.services.reminding import remind_of_ends
from committee.services.whole_session import TASK, find_plans


@shared_task(name="committee.tasks.announce_quick_wins")
def announce_quick_wins():
    """Tell the members about quick wins whose window has opened: woken at once, swept every quarter of an hour."""
    objections.announce_quick_wins()


@shared_task(name="committee.tasks.keep_series")
def keep_series():
    """Plan the sessions that the rule of the calendar asks for, two years ahead: swept four times a day."""
    series.keep_series()


@shared_task(name="committee.tasks.keep_mandates")
def keep_mandates():
    """Tell of votes that begin, draw and count what is due, remind of ends, keep who is invited; swept every hour."""
    open_votes()
    draw_due_lots()
    remind_of_ends()
    sweep_invitations()


@shared_task(name=MOVE_TASK)
def move_held_sessions():
    """Move the sessions whose undo window is over: woken at that moment, swept every twenty seconds."""
    carry_out_moves()


@shared_task(name=TASK)
def plan_sessions():
    """Find the plans that are asked for: woken at once, swept every minute."""
    find_plans()


@shared_task(name="committee.tasks.remind_members")
def remind_members():
    """Remind of the session that comes those who have not answered; swept every quarter of an hour."""
    session_reminders.remind_members()


@shared_task(name=consultation_course.TASK)
def keep_consultations():
    """Open and close consultations of all employees, and tell them: woken when one is made, swept every minute."""
    consultation_course.keep_consultations()


@shared_task(name="committee.tasks.approve_minutes")
def approve_minutes():
    """Write down which minutes the clock has approved; swept every quarter of an hour."""
    approving.record_approvals()


@shared_task(name=sealed.SWEEP)
def sweep_ballots():
    """Sweep what closed secret votes left in the tables, and forget old ballots: woken at a close, swept every hour."""
    sealed.sweep_ballots()
    forget_ballots()
