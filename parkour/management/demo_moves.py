"""What happens to a contribution of the demonstration once it was answered: one function a move, each one service."""

from committee.services.objections import object_to_quick_win
from ideas.services import conversation, follow_up, officer_moves, quick_wins, self_offers, submission, triage
from ideas.services.lifecycle import record_due_transition
from parkour.management.demo_content import NOTHING


def _author(teller, move):
    """Who makes a move of those who wrote it."""
    return teller.cast[move["by"]] if "by" in move else teller.author


def _worker(teller, move):
    return teller.cast[move["by"]] if "by" in move else teller.officer


def _decide(teller, move):
    win = {"owner": move["owner"], "due_in_days": move["due_in_days"]} if "owner" in move else None
    teller.decide(NOTHING | move | {"quick_win": win})


def _second_opinion(teller, move):
    triage.assess_idea(teller.idea, by=teller.cast[move["by"]], **move["scores"])


def _note(teller, move):
    conversation.write_message(teller.idea, by=_worker(teller, move), body=move["text"], internal=True)


def _message(teller, move):
    conversation.write_message(teller.idea, by=_author(teller, move), body=move["text"])


def _officer_move(name):
    return lambda teller, move: officer_moves.make_move(teller.idea, name, by=teller.officer, reason=move["text"])


def _variant(teller, move):
    officer_moves.promote_variant(teller.idea, by=teller.officer, proposal=move["proposal"], message=move["text"])


def _settle(teller, move):
    """The clock has decided meanwhile; the sweeper passes."""
    record_due_transition(teller.idea)


def _hold(teller, move):
    resume_on = teller.story.in_days(move["resume_in_days"])
    follow_up.hold_work(teller.idea, by=_worker(teller, move), reason=move["text"], resume_on=resume_on)


MOVES = {
    "decide": _decide,
    "second_opinion": _second_opinion,
    "note": _note,
    "message": _message,
    "settle": _settle,
    "variant": _variant,
    "hold": _hold,
    "unmerge": _officer_move("unmerge"),
    "reopen": _officer_move("reopen"),
    "return_from_workshop": _officer_move("return_from_workshop"),
    "news": lambda teller, move: teller.give_news(move),
    "done": lambda teller, move: follow_up.confirm_done(teller.idea, by=teller.officer, evidence=move["text"]),
    "wanted": lambda teller, move: follow_up.confirm_wanted(teller.idea, by=_author(teller, move)),
    "dispute": lambda teller, move: follow_up.dispute_done(teller.idea, by=_author(teller, move), reason=move["text"]),
    "verify": lambda teller, move: follow_up.verify_effect(
        teller.idea, by=teller.officer, claim_level=move["claim_level"], effect=move["text"]
    ),
    "abandon": lambda teller, move: follow_up.abandon_work(teller.idea, by=teller.officer, reason=move["text"]),
    "appeal": lambda teller, move: submission.appeal(teller.idea, by=_author(teller, move), body=move["text"]),
    "withdraw": lambda teller, move: submission.withdraw_idea(teller.idea, by=_author(teller, move)),
    "accept_offer": lambda teller, move: self_offers.accept_offer(teller.idea, by=_author(teller, move)),
    "refuse_offer": lambda teller, move: self_offers.refuse_offer(
        teller.idea, by=_author(teller, move), reason=move["text"]
    ),
    "accept_win": lambda teller, move: quick_wins.accept_quick_win(teller.idea, by=teller.cast[move["by"]]),
    "refuse_win": lambda teller, move: quick_wins.refuse_quick_win(
        teller.idea, by=teller.cast[teller.facts["quick_win"]["owner"]], reason=move["text"]
    ),
    "object": lambda teller, move: object_to_quick_win(teller.idea, by=teller.cast[move["by"]], note=move["text"]),
}
