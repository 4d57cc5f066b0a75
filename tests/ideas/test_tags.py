"""The tags of the desk: their vocabulary, those of a contribution, who reads them, what is suggested and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from ideas.finding import idea_for_triage
from ideas.models import Idea, IdeaTag, Neighbour, Tag, TagReliability
from ideas.portfolio import Portfolio, portfolio_for, portfolio_in, portfolio_rows
from ideas.scoring import Thresholds
from ideas.services import tagging as services
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.measuring_tags import measure_tags
from ideas.services.opinions import take_back_opinion
from ideas.services.portfolio import export_portfolio
from ideas.services.submission import withdraw_idea
from ideas.services.tagging import add_tag, merge_tags, set_tags, write_tag
from ideas.tags import MOST_IN_USE, desk_tags, tag_named, tags_with_uses
from ideas.tasks import measure_what_the_past_says
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.factories import IdeaFactory, UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def tag(officer, name="Safety", **facts):
    return write_tag(by=officer, name=name, **facts)


def carried(idea):
    return sorted(idea.tagged.values_list("tag__name", flat=True))


def of(levels=None, **facts):
    """Before the committee, and nobody’s second opinion is awaited: everybody reads it."""
    idea = IdeaFactory(
        shortlisted=True, levels=levels or {"policy": 5, "novelty": 3, "impact": 5, "effort": 1}, **facts
    )
    if idea.sealed:
        take_back_opinion(idea, by=idea.assessments.get().rater)
        idea.refresh_from_db()
    return idea


def better(**columns):
    """What the worker would have written where suggested tags are worth something."""
    facts = {"n": 52, "error": 21.0, "guess": 48.0, "low": -38.0, "high": -16.0, "tagged": 60, "at": clock.now()}
    return TagReliability.objects.create(pk=1, **facts | {"model_version": 1} | columns)


def alike(idea, *others):
    """`others` are like `idea`, the first the most."""
    for rank, other in enumerate(others):
        first, second = sorted((idea.pk, other.pk))
        Neighbour.objects.create(idea_id=second, other_id=first, score=0.9 - rank / 10, together=0.9 - rank / 10)


def told(reader, idea):
    return desk_tags(idea_for_triage(reader, idea.reference), reader)


# --- The vocabulary ---------------------------------------------------------------------------------------------


def test_a_name_is_there_once_whatever_its_capitals(officer):
    tag(officer, "  Économies   d’énergie ")
    with pytest.raises(InvalidInput) as refused:
        tag(officer, "économies d’ÉNERGIE")
    assert refused.value.field == "name"
    assert [row.name for row in Tag.objects.all()] == ["Économies d’énergie"]


def test_the_database_refuses_a_second_one_too(officer):
    tag(officer, "Energy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="ENERGY", by=officer, changed_at=clock.now())


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "one, two"])
def test_a_name_is_short_and_has_no_comma(officer, name):
    with pytest.raises(InvalidInput) as refused:
        tag(officer, name)
    assert (refused.value.field, Tag.objects.count()) == ("name", 0)


def test_sixty_in_use_are_the_most_and_a_retired_one_makes_room(officer):
    rows = [tag(officer, f"Tag {number}") for number in range(MOST_IN_USE)]
    with pytest.raises(InvalidInput):
        tag(officer, "One more")
    write_tag(by=officer, tag=rows[0], name="Tag 0", is_active=False)
    assert tag(officer, "One more").is_active
    with pytest.raises(InvalidInput):
        write_tag(by=officer, tag=rows[0], name="Tag 0", is_active=True)
    assert write_tag(by=officer, tag=rows[1], name="Renamed").name == "Renamed"  # a full list is still changed


def test_the_vocabulary_says_how_many_carry_each_those_in_use_first(officer):
    safety, energy, old = tag(officer, "Safety"), tag(officer, "Energy"), tag(officer, "Old")
    for idea in (IdeaFactory(), IdeaFactory()):
        set_tags(idea, by=officer, tags=[safety.pk, old.pk])
    write_tag(by=officer, tag=old, name="Old", is_active=False)
    assert [(row.name, row.uses) for row in tags_with_uses()] == [("Energy", 0), ("Safety", 2), ("Old", 2)]
    assert energy.is_active


def test_only_officers_and_administrators_write_the_vocabulary(officer):
    safety = tag(officer)
    assert tag(UserFactory(admin=True), "Energy").is_active
    for person in (UserFactory(), UserFactory(reviewer=True), UserFactory(sponsor=True)):
        with pytest.raises(NotAllowed):
            tag(person, "Mine")
        with pytest.raises(NotAllowed):
            merge_tags(safety, by=person, into=safety.pk)


def test_merging_carries_the_contributions_along_and_counts_each_once(officer):
    first, second, third = (tag(officer, name) for name in ("Ergo", "Ergonomics", "Posture"))
    one, both = IdeaFactory(), IdeaFactory()
    set_tags(one, by=officer, tags=[first.pk])
    set_tags(both, by=officer, tags=[first.pk, second.pk])
    assert merge_tags(first, by=officer, into=second.pk) == second
    assert (carried(one), carried(both)) == (["Ergonomics"], ["Ergonomics"])
    assert [row.name for row in tags_with_uses()] == ["Ergonomics", "Posture"]
    merge_tags(second, by=officer, into=third.pk)
    assert tag_named(str(first.pk)) == third  # an address kept by somebody still leads somewhere
    assert tag(officer, "ergo").pk != first.pk  # the word is free again


def test_a_tag_is_merged_neither_into_itself_nor_into_one_that_is_no_more(officer):
    first, second, third = (tag(officer, name) for name in ("One", "Two", "Three"))
    merge_tags(first, by=officer, into=second.pk)
    for gone, into in ((second, second.pk), (second, first.pk), (first, third.pk), (second, 0)):
        with pytest.raises(InvalidInput):
            merge_tags(gone, by=officer, into=into)
    with pytest.raises(InvalidInput):
        write_tag(by=officer, tag=first, name="One")


# --- Those of a contribution ------------------------------------------------------------------------------------


def test_the_last_who_sets_tags_is_right_and_the_history_of_the_desk_keeps_who_did(officer):
    safety, energy = tag(officer), tag(officer, "Energy")
    idea, colleague = IdeaFactory(), UserFactory(officer=True)
    version = idea.version
    assert set_tags(idea, by=officer, tags=[safety.pk, energy.pk])
    assert not set_tags(idea, by=officer, tags=[energy.pk, safety.pk])  # twice is once
    assert set_tags(idea, by=colleague, tags=[energy.pk])
    events = idea.events.filter(name="tag").order_by("pk").values_list("actor", "note", "is_internal")
    assert list(events) == [(officer.pk, "Energy, Safety", True), (colleague.pk, "Energy", True)]
    assert IdeaTag.objects.get().by == officer
    assert Idea.objects.get(pk=idea.pk).version == version  # levels that are being typed stay good


def test_five_are_the_most_and_one_more_changes_nothing(officer):
    rows = [tag(officer, f"Tag {number}").pk for number in range(6)]
    idea = IdeaFactory()
    set_tags(idea, by=officer, tags=rows[:4])
    assert add_tag(idea, by=officer, tag=rows[4]) and not add_tag(idea, by=officer, tag=rows[4])
    for change in (lambda: add_tag(idea, by=officer, tag=rows[5]), lambda: set_tags(idea, by=officer, tags=rows)):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert (refused.value.field, len(carried(idea))) == ("tags", 5)


def test_a_retired_tag_stays_where_it_is_and_goes_nowhere_else(officer):
    old, safety = tag(officer, "Old"), tag(officer)
    idea, other = IdeaFactory(), IdeaFactory()
    set_tags(idea, by=officer, tags=[old.pk])
    write_tag(by=officer, tag=old, name="Old", is_active=False)
    set_tags(idea, by=officer, tags=[old.pk, safety.pk])
    assert carried(idea) == ["Old", "Safety"]
    for key in (old.pk, 999_999):
        with pytest.raises(InvalidInput):
            set_tags(other, by=officer, tags=[key])
    assert not other.events.filter(name="tag").exists()


def test_only_officers_set_tags_and_not_on_what_was_taken_back(officer):
    author, safety = UserFactory(), tag(officer)
    idea = IdeaFactory(author=author)
    for person in (UserFactory(), UserFactory(reviewer=True), UserFactory(admin=True), author):
        with pytest.raises(NotAllowed):
            set_tags(idea, by=person, tags=[safety.pk])
    withdraw_idea(idea, by=author)
    with pytest.raises(NotAllowed):
        set_tags(idea, by=officer, tags=[safety.pk])
    assert not IdeaTag.objects.exists()


# --- Suggestions ------------------------------------------------------------------------------------------------


def a_family(officer, size=4):
    """A new one and `size` like it, all with the tag of safety, the first also with that of energy."""
    safety, energy = tag(officer), tag(officer, "Energy")
    new, *others = [IdeaFactory() for _number in range(size + 1)]
    for other in others:
        set_tags(other, by=officer, tags=[safety.pk])
    add_tag(others[0], by=officer, tag=energy.pk)
    alike(new, *others)
    return new, others


def test_what_most_of_the_closest_carry_is_suggested_with_its_reason(officer):
    better()
    new, _others = a_family(officer)
    assert [(one.name, one.carried, one.closest) for one in told(officer, new).suggestions] == [("Safety", 4, 4)]


@pytest.mark.parametrize("columns", [{"high": 0.0}, {"n": 39}, {"low": None, "high": None}, None])
def test_nothing_is_suggested_where_that_is_no_better_than_the_usual_tags(officer, columns):
    if columns is not None:
        better(**columns)
    new, _others = a_family(officer)
    assert told(officer, new).suggestions == () != told(officer, new).choices


def test_what_it_carries_already_is_not_suggested_nor_a_retired_tag(officer):
    better()
    new, _others = a_family(officer)
    safety = Tag.objects.get(name="Safety")
    add_tag(new, by=officer, tag=safety.pk)
    assert told(officer, new).suggestions == ()
    set_tags(new, by=officer, tags=[])
    assert [one.name for one in told(officer, new).suggestions] == ["Safety"]
    write_tag(by=officer, tag=safety, name="Safety", is_active=False)
    assert told(officer, new).suggestions == ()


@pytest.mark.parametrize("column", [{"state": "withdrawn"}, {"state": "redirected", "redirected_to": "harassment"}])
def test_what_nobody_reads_any_more_says_nothing_of_the_others(officer, column):
    better()
    new, others = a_family(officer, size=3)
    assert len(told(officer, new).suggestions) == 1
    Idea.objects.filter(pk=others[0].pk).update(**column)
    assert told(officer, new).suggestions == ()


def test_a_second_reviewer_reads_what_it_carries_and_is_asked_nothing(officer):
    better()
    new, others = a_family(officer)
    reviewer = UserFactory(reviewer=True)
    assert [one.name for one in told(reviewer, others[1]).carried] == ["Safety"]
    assert (told(reviewer, new).choices, told(reviewer, new).suggestions) == ((), ())


def families_of_tags(officer, size=48, families=6):
    """Contributions in families, each with a tag of its own and like four of its own."""
    tags = [tag(officer, f"Family {number}") for number in range(families)]
    ideas = [IdeaFactory() for _number in range(size)]
    now = clock.now()
    IdeaTag.objects.bulk_create(
        IdeaTag(idea=idea, tag=tags[rank % families], by=officer, at=now) for rank, idea in enumerate(ideas)
    )
    pairs = [
        (ideas[rank], ideas[rank + families * step])
        for rank in range(size)
        for step in (1, 2)
        if rank + families * step < size
    ]
    Neighbour.objects.bulk_create(Neighbour(idea=late, other=early, score=0.6, together=0.6) for early, late in pairs)
    return ideas


def test_the_task_measures_what_families_of_words_foretell(officer):
    families_of_tags(officer, size=60)
    measure_what_the_past_says()
    row = TagReliability.objects.get()
    assert (row.tagged, row.error, row.guess > 40, row.is_better) == (60, 0.0, True, True)
    assert row.n >= 40


def test_it_is_measured_when_due_and_twice_is_once(officer):
    assert measure_tags() and not measure_tags() and measure_tags(anew=True)
    assert TagReliability.objects.get().n == 0
    TagReliability.objects.update(at=clock.now() - timedelta(hours=25))
    assert measure_tags()
    families_of_tags(officer, size=20)
    assert measure_tags() and not measure_tags()
    TagReliability.objects.update(model_version=0)
    assert measure_tags()


def test_measuring_takes_the_same_statements_for_ten_and_for_forty(officer):
    families_of_tags(officer, size=10, families=2)
    measure_tags()
    counts = []
    for _round in range(2):
        with metered() as meter:
            measure_tags(anew=True)
        counts.append(meter.count)
        for _number in range(30):
            set_tags(IdeaFactory(), by=officer, tags=[Tag.objects.first().pk])
    assert counts[0] == counts[1]


# --- The page of an item ----------------------------------------------------------------------------------------


def address(name, idea):
    return reverse(f"ideas:{name}", args=[idea.reference])


def shown(client, idea):
    return client.get(address("triage_item", idea)).content.decode()


def test_without_a_vocabulary_the_page_shows_nothing_but_a_link_for_who_may_write_it(signed_in, officer):
    idea = IdeaFactory()
    html = shown(signed_in(officer), idea)
    assert 'id="tags"' not in html and "Write the first tags" in html
    html = shown(signed_in(UserFactory(reviewer=True, locale="en")), idea)
    assert 'id="tags"' not in html and "Write the first tags" not in html


def test_the_boxes_set_the_tags_and_the_page_shows_them(signed_in, officer):
    safety, energy, idea, client = tag(officer), tag(officer, "Energy"), IdeaFactory(), signed_in(officer)
    answer = client.post(address("tag_idea", idea), {"tags": [safety.pk, energy.pk]}, follow=True)
    html = answer.content.decode()
    assert carried(idea) == ["Energy", "Safety"] and "Tags saved." in html
    assert html.count("checked><span>Energy") == html.count("checked><span>Safety") == 1
    client.post(address("tag_idea", idea), {})
    assert carried(idea) == []


def test_a_suggested_tag_is_one_button_with_its_reason(signed_in, officer):
    better()
    new, _others = a_family(officer)
    client, html = signed_in(officer), shown(signed_in(officer), new)
    assert "Add “Safety”" in html and "carried by 4 of the 4 closest" in html
    client.post(address("tag_idea", new), {"add": Tag.objects.get(name="Safety").pk})
    assert carried(new) == ["Safety"] and "Add “Safety”" not in shown(client, new)


def test_too_many_boxes_come_back_ticked_with_the_sentence(signed_in, officer):
    rows, idea = [tag(officer, f"Tag {number}").pk for number in range(6)], IdeaFactory()
    answer = signed_in(officer).post(address("tag_idea", idea), {"tags": rows})
    html = answer.content.decode()
    assert (answer.status_code, carried(idea)) == (422, [])
    assert "Five tags are the most" in html and html.count('name="tags"') == html.count(" checked><span>Tag ") == 6


def cost(client, idea):
    shown(client, idea)
    with metered() as meter:
        shown(client, idea)
    return meter.count


def test_the_page_costs_one_statement_with_a_vocabulary_and_none_for_who_sets_no_tags(signed_in, officer):
    """Planted fault beside it: the meter sees the one that the vocabulary takes."""
    idea, other, reviewer = IdeaFactory(), IdeaFactory(), UserFactory(reviewer=True)
    alike(idea, other)
    before, of_reviewer = cost(signed_in(officer), idea), cost(signed_in(reviewer), idea)
    better()
    for name in ("Safety", "Energy"):
        for one in (idea, other):
            add_tag(one, by=officer, tag=write_tag(by=officer, name=f"{name} {one.pk}").pk)
        assert cost(signed_in(officer), idea) == before + 1 <= 15
        assert cost(signed_in(reviewer), idea) == of_reviewer


# --- The page of the vocabulary ---------------------------------------------------------------------------------


def test_the_vocabulary_is_written_renamed_and_merged_on_its_pages(signed_in, officer):
    client, idea = signed_in(officer), IdeaFactory()
    assert "No tag yet" in client.get(reverse("ideas:tags")).content.decode()
    for name in ("Safety", "Ergo"):
        client.post(reverse("ideas:tags"), {"name": name})
    safety, ergo = Tag.objects.get(name="Safety"), Tag.objects.get(name="Ergo")
    set_tags(idea, by=officer, tags=[ergo.pk])
    html = client.get(reverse("ideas:tags")).content.decode()
    assert "on 1 contribution<" in html and f"/contributions/?tag={ergo.pk}" in html
    client.post(reverse("ideas:change_tag", args=[safety.pk]), {"name": "Health", "is_active": "on"})
    html = client.get(reverse("ideas:merge_tag", args=[ergo.pk])).content.decode()
    assert "1 contribution will carry the tag that stays." in html
    answer = client.post(reverse("ideas:merge_tag", args=[ergo.pk]), {"into": safety.pk}, follow=True)
    assert "“Ergo” is merged into “Health”." in answer.content.decode() and carried(idea) == ["Health"]
    assert client.get(reverse("ideas:change_tag", args=[ergo.pk])).status_code == 404


def test_a_name_that_is_taken_comes_back_as_it_was_typed(signed_in, officer):
    tag(officer)
    answer = signed_in(officer).post(reverse("ideas:tags"), {"name": "SAFETY"})
    assert answer.status_code == 422 and 'value="SAFETY"' in answer.content.decode()


def test_the_measured_figures_are_told_with_the_vocabulary_and_with_what_the_past_says(signed_in, officer):
    better()
    idea, client = of(officer=officer), signed_in(officer)
    sentence = "tried on 52 tagged contributions here: none was right for 21 in a hundred"
    assert sentence in client.get(reverse("ideas:tags")).content.decode()
    assert sentence in client.get(address("past", idea)).content.decode()
    TagReliability.objects.update(high=2.0)
    for page in (reverse("ideas:tags"), address("past", idea)):
        assert "No tag is suggested: that is not better here yet" in client.get(page).content.decode()


# --- Lists, files -----------------------------------------------------------------------------------------------


def test_the_list_of_all_contributions_is_filtered_by_a_tag_also_by_one_that_was_merged(signed_in, officer):
    safety, energy, old = tag(officer), tag(officer, "Energy"), tag(officer, "Old")
    ideas = [IdeaFactory() for _number in range(3)]
    set_tags(ideas[0], by=officer, tags=[safety.pk])
    set_tags(ideas[1], by=officer, tags=[old.pk])
    merge_tags(old, by=officer, into=energy.pk)
    client = signed_in(officer)

    def listed(key):
        html = client.get(reverse("ideas:all"), {"tag": key}).content.decode()
        return [idea.reference in html for idea in ideas]

    assert listed(safety.pk) == [True, False, False]
    assert listed(old.pk) == listed(energy.pk) == [False, True, False]
    assert listed("nothing") == [True] * 3


def test_the_portfolio_has_a_column_and_a_filter(signed_in, officer):
    safety, first, second = tag(officer), of(), of()
    set_tags(first, by=officer, tags=[safety.pk])
    html = signed_in(officer).get(reverse("ideas:portfolio"), {"tag": safety.pk, "columns": "tags"}).content.decode()
    assert first.reference in html and second.reference not in html
    assert '<td data-th="Tags">Safety</td>' in html
    chosen = portfolio_in({"tag": str(safety.pk)})
    assert chosen.query() == {"tag": str(safety.pk)} and chosen.chosen == ["tag"]


def test_files_tell_the_tags_to_those_who_triage(officer):
    safety, energy, idea = tag(officer), tag(officer, "Energy"), of()
    set_tags(idea, by=officer, tags=[safety.pk, energy.pk])

    def register(by):
        with translation.override("en"):
            header, *rows = export_ideas(ExportFilters(), by=by)
        return [row[header.index("Tags of the desk")] for row in rows]

    assert register(officer) == ["Energy, Safety"]
    assert register(UserFactory(admin=True)) == [""]
    chosen = Portfolio(columns=("tags",))
    assert [row[-1] for row in export_portfolio(chosen, by=officer)][1:] == ["Energy, Safety"]


# --- Secrecy ----------------------------------------------------------------------------------------------------


def test_employees_and_the_direction_see_no_tag(signed_in, officer):
    author, secret = UserFactory(), tag(officer, "Zwisch")
    idea = of(author=author)
    set_tags(idea, by=officer, tags=[secret.pk])
    addresses = [
        address("detail", idea),
        reverse("ideas:portfolio") + f"?tag={secret.pk}&columns=tags.state",
        "/board/",
    ]
    for person in (author, UserFactory(), UserFactory(sponsor=True)):
        client = signed_in(person)
        assert all("Zwisch" not in client.get(page).content.decode() for page in addresses)
    sponsor = UserFactory(sponsor=True)
    assert portfolio_for(sponsor, {"tag": str(secret.pk), "columns": "tags.state"}) == Portfolio(columns=("state",))
    assert [row[-1] for row in export_portfolio(Portfolio(columns=("tags",)), by=sponsor)][1:] == [""]


def test_a_filter_of_the_address_tells_the_direction_nothing(officer):
    """What carries a tag must not be found by it either, however the filter came here."""
    safety, first, second = tag(officer), of(), of()
    set_tags(first, by=officer, tags=[safety.pk])
    rows = portfolio_rows(UserFactory(sponsor=True), Portfolio(tag=safety), Thresholds())
    assert portfolio_rows(officer, Portfolio(tag=safety), Thresholds()).get() == first
    assert {first, second} >= set(rows) and rows.count() == portfolio_rows(
        UserFactory(sponsor=True), Portfolio(), Thresholds()
    ).count()


def hidden_one(officer):
    author = UserFactory(first_name="Zélie", last_name="Quintard")
    idea = of(author=author, visibility="name_hidden")
    set_tags(idea, by=officer, tags=[tag(officer, "Poste de Quintard").pk])
    return idea


def read_by(reader, idea, client):
    """All that a second reviewer may read of the tags of one contribution."""
    pages = [address("triage_item", idea), address("detail", idea)]
    pages += [reverse("ideas:portfolio") + "?columns=tags"]
    texts = [client.get(page).content.decode().partition("<h1")[2] for page in pages]
    texts[-1] = texts[-1].partition("<tbody")[2]  # the list of tags to choose from is of no contribution
    return [*texts, str([row[-1] for row in export_portfolio(Portfolio(columns=("tags",)), by=reader)])]


def test_a_tag_that_names_a_hidden_author_names_nobody_to_a_second_reviewer(signed_in, officer):
    idea, reviewer = hidden_one(officer), UserFactory(reviewer=True)
    texts = read_by(reviewer, idea, signed_in(reviewer))
    assert ["Quintard" in text for text in texts] == [False] * 4
    assert "Poste de" in texts[0] and "Poste de" in texts[3]
    chosen = Portfolio(tag=Tag.objects.get())
    assert not portfolio_rows(reviewer, chosen, Thresholds()).exists()  # nor by looking for it
    assert portfolio_rows(officer, chosen, Thresholds()).get() == idea
    rows = str(list(export_ideas(ExportFilters(), by=officer)))
    assert "Quintard" not in rows and "Poste de" in rows


def test_planted_fault_without_the_veil_the_name_would_be_read(signed_in, officer, monkeypatch):
    idea, reviewer = hidden_one(officer), UserFactory(reviewer=True)
    monkeypatch.setattr("ideas.privacy.Veil.words", lambda _veil, text: text)
    assert all("Quintard" in read_by(reviewer, idea, signed_in(reviewer))[at] for at in (0, 3))


def test_planted_fault_a_merge_that_forgets_what_carries_both_is_refused_by_the_database(officer, monkeypatch):
    first, second, idea = tag(officer, "One"), tag(officer, "Two"), IdeaFactory()
    set_tags(idea, by=officer, tags=[first.pk, second.pk])
    monkeypatch.setattr("django.db.models.query.QuerySet.delete", lambda _rows: (0, {}))
    with pytest.raises(IntegrityError), transaction.atomic():
        services.merge_tags(first, by=officer, into=second.pk)
