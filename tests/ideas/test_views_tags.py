"""The pages, lists and files that tell tags, and to whom they do not."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from ideas.models import Tag, TagReliability
from ideas.portfolio import Portfolio, portfolio_for, portfolio_in, portfolio_rows
from ideas.scoring import Thresholds
from ideas.services import tagging as services
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.portfolio import export_portfolio
from ideas.services.tagging import add_tag, merge_tags, set_tags, write_tag
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.tagged import a_family, address, alike, better, carried, of, shown, tag
from tests.metering import metered

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


# --- The page of an item ----------------------------------------------------------------------------------------


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
