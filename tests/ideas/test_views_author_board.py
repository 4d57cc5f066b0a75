import re

import pytest
from django.urls import reverse

from ideas.board import PAGE
from ideas.cards import board_card
from ideas.enums import BoardTab, DecisionOutcome, Outcome
from ideas.models import Idea
from ideas.services.follow_up import publish_update
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.core.keys import decode_key, encode_key
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db
FIRST, LAST = "Zéphirine", "Quatremarche"


def unnamed(**facts):
    """An idea whose author's name, planted in every place where somebody may write it, must never come out."""
    author = UserFactory(first_name=FIRST, last_name=LAST, email="zephirine.quatremarche@parkour.example")
    return author, IdeaFactory(author=author, visibility="name_hidden", **facts)


def assert_nameless(html):
    for word in (FIRST, LAST, "Zephirine", "QUATREMARCHE", "zephirine.quatremarche"):
        assert word not in html


def ideas_on(page):
    """The contributions on a page of the board, in its order."""
    named = re.findall(r"/ideas/(PKR-[0-9-]+)/", page.content.decode())
    known = {idea.reference: idea for idea in Idea.objects.filter(reference__in=named)}
    return [known[reference] for reference in named]


def test_the_board_is_for_the_signed_in(client):
    assert client.get("/board/")["Location"].startswith(reverse("account_login"))


def test_each_tab_holds_its_own_and_an_unknown_tab_or_page_shows_the_first(signed_in):
    kept, refused = IdeaFactory(shortlisted=True), IdeaFactory(declined=True)
    IdeaFactory()
    client = signed_in(UserFactory())

    def ideas(query):
        return ideas_on(client.get(f"/board/{query}"))

    assert (ideas("?tab=studied"), ideas("?tab=not-kept"), ideas("?tab=done")) == ([kept], [refused], [])
    everything = [refused, kept]
    strange = [
        "",
        "?tab=all",
        "?tab=x",
        "?after=x",
        "?after=1",
        "?after=99999999999999999_1",
    ]
    assert [ideas(query) for query in strange] == [everything] * len(strange)


def test_the_board_goes_on_page_by_page_without_a_gap(signed_in):
    officer = UserFactory(officer=True)
    made = [IdeaFactory(officer=officer, declined=True) for _ in range(PAGE + 3)]
    client, seen, url = signed_in(UserFactory()), [], "?tab=not-kept"
    while url:
        page = client.get(f"/board/{url}")
        seen += ideas_on(page)
        url = page.context["next_url"]
    assert seen == made[::-1]


def test_the_board_costs_the_same_for_one_and_three(signed_in, count_queries):
    officer, client = UserFactory(officer=True), signed_in(UserFactory())

    def more():
        for visibility in ("public", "name_hidden"):
            target = IdeaFactory(officer=officer, visibility=visibility, declined=True)
            done(officer=officer, visibility=visibility)
            assert target.board_tab == BoardTab.NOT_KEPT

    more()
    client.get("/board/")
    one = count_queries(lambda: client.get("/board/"))
    more(), more()
    assert count_queries(lambda: client.get("/board/")) == one


def test_a_published_text_comes_before_everything_else(signed_in):
    officer = UserFactory(officer=True)
    idea = done()
    publish_update(
        idea,
        by=officer,
        you_said="Des trous de deux heures.",
        we_did="Passages regroupés.",
        effect="Trajets −11 %",
        credits="l'équipe de Nantes Sud",
    )
    page = signed_in(UserFactory()).get("/board/?tab=done").content.decode()
    for words in ("Des trous de deux heures.", "Passages regroupés.", "Trajets −11 %", "équipe de Nantes Sud"):
        assert words in page


def test_without_one_the_card_gives_the_reason(signed_in):
    refused = decided(outcome=DecisionOutcome.REJECTED, reason="L'assurance ne couvre pas l'usage privé.")
    declined, answered, finished = IdeaFactory(declined=True), IdeaFactory(feedback=True, answered=True), done()
    reader = UserFactory()

    def said(idea):
        return board_card(reader, Idea.objects.get(pk=idea.pk)).we_did

    assert said(refused) == "L'assurance ne couvre pas l'usage privé."
    assert said(declined).endswith("Merci, voici la suite.") and said(declined) != "Merci, voici la suite."
    assert said(answered) == "Merci, voici la suite."
    assert said(finished) == "Les passages sont regroupés par rue."


def test_a_letter_to_the_author_is_not_published_while_the_idea_is_studied(signed_in):
    IdeaFactory(shortlisted=True)
    assert "Merci, voici la suite." not in signed_in(UserFactory()).get("/board/").content.decode()


def test_what_is_not_kept_carries_no_name(signed_in):
    author = UserFactory(first_name=FIRST, last_name=LAST)
    idea = IdeaFactory(author=author, declined=True)
    client = signed_in(UserFactory())
    for page in ("/board/", idea.get_absolute_url()):
        assert_nameless(client.get(page).content.decode())


def test_a_shown_name_is_thanked(signed_in):
    done(author=UserFactory(first_name=FIRST, last_name=LAST))
    assert f"{FIRST} {LAST}" in signed_in(UserFactory()).get("/board/").content.decode()


def test_a_hidden_name_never_comes_out_on_the_board_or_the_public_page(signed_in):
    officer = UserFactory(officer=True)
    author, idea = unnamed(assessed=True)
    decide_triage(idea, Orientation(outcome=Outcome.SHORTLIST, message=f"Merci {FIRST}, voici la suite."), by=officer)
    retitle_idea(idea, by=officer, title=f"L'idée de {FIRST} {LAST}", restatement=f"Restituée à {LAST.upper()}")
    finished = done(
        Idea.objects.get(pk=idea.pk),
        evidence=f"Fait avec {FIRST}.",
        reason=f"Une idée de Zephirine {LAST}.",
        owner=author,
    )
    client = signed_in(UserFactory())
    pages = ["/board/", "/board/?tab=done", idea.get_absolute_url()]
    for page in pages:
        assert_nameless(client.get(page).content.decode())
    publish_update(
        finished,
        by=officer,
        you_said=f"{FIRST} a dit",
        we_did=f"Avec {author.email}",
        effect=f"Vu par {LAST}",
        credits=author.get_full_name(),
    )
    for page in pages:
        assert_nameless(client.get(page).content.decode())


@pytest.mark.parametrize("outcome", ["declined", "answered"])
def test_a_hidden_name_never_comes_out_of_the_officers_letter(signed_in, outcome):
    _author, idea = unnamed(opened=True, feedback=outcome == "answered")
    facts = {"reason_code": "cost"} if outcome == "declined" else {}
    decide_triage(
        idea,
        Orientation(
            outcome={"declined": Outcome.DECLINE, "answered": Outcome.ANSWER}[outcome],
            message=f"Bonjour {FIRST}, l'assurance ne suit pas.",
            **facts,
        ),
        by=UserFactory(officer=True),
    )
    client = signed_in(UserFactory())
    for page in ("/board/", idea.get_absolute_url()):
        html = client.get(page).content.decode()
        assert_nameless(html)
        assert "assurance ne suit pas" in html


def test_a_hidden_name_is_hidden_from_the_owner_and_the_facilitator_in_the_thread(signed_in):
    author, idea = unnamed(fast_track=True)
    signed_in(author).post(f"{idea.get_absolute_url()}message/", {"body": f"C'est moi, {FIRST}."})
    for reader in (idea.quick_win_owner, UserFactory(facilitator=True)):
        client = signed_in(reader)
        assert_nameless(client.get(idea.get_absolute_url()).content.decode())
    assert_nameless(signed_in(idea.quick_win_owner).get(f"{idea.get_absolute_url()}quick-win/").content.decode())
    assert FIRST in signed_in(UserFactory(officer=True)).get(idea.get_absolute_url()).content.decode()


def test_a_hidden_name_stays_hidden_once_merged_into_a_public_idea(signed_in):
    officer = UserFactory(officer=True)
    author, idea = unnamed(opened=True)
    main = UserFactory(first_name="Ondine", last_name="Visible")
    target = IdeaFactory(author=main, officer=officer, shortlisted=True)
    decide_triage(idea, Orientation(outcome=Outcome.MERGE, message="Je regroupe.", into=target), by=officer)
    signed_in(author).post(f"{target.get_absolute_url()}message/", {"body": "Une précision."})
    for reader in (UserFactory(), main, UserFactory(facilitator=True)):
        client = signed_in(reader)
        for page in ("/board/", target.get_absolute_url(), "/ideas/"):
            assert_nameless(client.get(page).content.decode())
    assert "Ondine Visible" in signed_in(UserFactory()).get("/board/").content.decode()
    assert signed_in(author).get(target.get_absolute_url()).status_code == 200


def test_the_public_page_has_no_thread(signed_in):
    author = UserFactory()
    idea = decided(author=author)
    signed_in(author).post(f"{idea.get_absolute_url()}message/", {"body": "Entre l'officière et moi."})
    answer = signed_in(UserFactory()).get(idea.get_absolute_url())
    page = answer.content.decode()
    assert answer.templates[0].name == "ideas/public.html"
    assert "Entre l" not in page and "Merci, voici la suite." not in page
    assert "Un irritant de chaque semaine." in page and "Collaborateurs" in page


def test_what_people_write_is_shown_as_text_on_the_board(signed_in):
    attack = "<script>alert(1)</script>"
    idea = IdeaFactory(problem_text=attack, declined=True)
    for page in ("/board/", idea.get_absolute_url()):
        html = signed_in(UserFactory()).get(page).content.decode()
        assert attack not in html and "&lt;script&gt;" in html


def test_a_key_comes_back_as_it_was():
    idea = IdeaFactory()
    assert decode_key(encode_key(idea.created_at, idea.pk)) == (idea.created_at, idea.pk)


def part_in_the_navigation(client, idea):
    page = client.get(idea.get_absolute_url()).content.decode()
    return set(re.findall(r'<a href="([^"]+)" aria-current="page">', page))


def test_the_navigation_says_whose_an_idea_is_as_its_way_back_does(signed_in):
    idea = IdeaFactory(shortlisted=True)
    assert part_in_the_navigation(signed_in(idea.authorships.get().person), idea) == {reverse("ideas:mine")}
    assert part_in_the_navigation(signed_in(UserFactory()), idea) == {reverse("ideas:board")}
    assert part_in_the_navigation(signed_in(UserFactory(officer=True)), idea) == {reverse("home")}


def test_what_comes_next_is_said_once(signed_in):
    page = signed_in(UserFactory()).get(IdeaFactory(shortlisted=True).get_absolute_url()).content.decode()
    assert page.count("Elle attend la prochaine séance du comité") == 1
