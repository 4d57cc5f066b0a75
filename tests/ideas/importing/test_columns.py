import pytest

from ideas.importing.columns import map_columns
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.headers import header_key
from ideas.importing.table import read_table

TEXT = "On passe deux fois dans la même rue le lundi matin, faute de planning commun"


def mapped(text, overrides=None):
    mapping = map_columns(read_table(text), overrides)
    return {field: mapping.header_of(field) for field in mapping.columns}


def refusal_of(text, overrides=None):
    with pytest.raises(NotAListOfIdeas) as caught:
        map_columns(read_table(text), overrides)
    return str(caught.value)


def test_headers_are_compared_without_case_accents_nor_punctuation():
    assert {header_key(header) for header in ("Créé le", "CREE_LE", " cree-le ", "Créé\u00a0le :")} == {"cree le"}


def test_french_headers_are_found():
    text = (
        "N°;Intitulé;Constat;Proposition d'amélioration;Créé le;Auteur;Agence;Thème;Lien\n"
        f"7;Tournées;{TEXT};Un planning par rue;12/03/2024;A. B.;Nantes;Planning;https://example.org/7\n"
    )
    assert mapped(text) == {
        "external_id": "N°",
        "title": "Intitulé",
        "problem_text": "Constat",
        "change_text": "Proposition d'amélioration",
        "created_at": "Créé le",
        "author_label": "Auteur",
        "site_label": "Agence",
        "category": "Thème",
        "url": "Lien",
    }


def test_english_headers_are_found():
    text = f'id,title,text,created,author,site,category,url\n7,Rounds,"{TEXT}",2024-03-12,a,b,c,d\n'
    assert mapped(text) == {
        "external_id": "id",
        "title": "title",
        "problem_text": "text",
        "created_at": "created",
        "author_label": "author",
        "site_label": "site",
        "category": "category",
        "url": "url",
    }


def test_a_column_of_another_thing_s_identifiers_is_no_identifier():
    text = f"category/id;component/id;id;title;body\n3;111;457;Rounds;{TEXT}\n"
    assert mapped(text) == {"external_id": "id", "title": "title", "problem_text": "body"}


def test_of_two_languages_the_one_that_is_filled_wins():
    text = f"title;body;category/name/fr;category/name/en\nRounds;{TEXT};;Planning\n"
    assert mapped(text)["category"] == "category/name/en"
    text = f"title;body;category/name/en;category/name/fr\nRounds;{TEXT};Planning;Tournées\n"
    assert mapped(text)["category"] == "category/name/fr"


def test_a_language_after_a_known_name_is_understood():
    assert mapped("title,created_fr\nDes rendez-vous groupés par rue,30 janv. 2019\n")["created_at"] == "created_fr"


def test_the_plain_text_wins_over_its_html_twin():
    mapping = map_columns(read_table(f"title;text_html;text\nRounds;<p>{TEXT}</p>;{TEXT}\n"))
    assert mapping.header_of("problem_text") == "text"
    assert "What happens: column “text”, rather than text_html" in [str(line) for line in mapping.explanation()]


def test_the_html_twin_wins_over_a_plain_text_that_is_mostly_blank():
    rows = "".join(f"Title {number};<p>{TEXT}</p>;{TEXT if number == 0 else ''}\n" for number in range(5))
    assert mapped("title;text_html;text\n" + rows)["problem_text"] == "text_html"


def test_a_count_of_comments_is_no_text():
    assert mapped("title;comments;votes\nDes rendez-vous groupés par rue;12;3\n") == {"title": "title"}


def test_an_idea_column_is_the_text_when_alone_and_the_title_beside_a_text():
    assert mapped(f"Idée\n{TEXT}\n") == {"problem_text": "Idée"}
    assert mapped(f"Idée;Description\nTournées;{TEXT}\n") == {"title": "Idée", "problem_text": "Description"}


def test_a_change_without_a_problem_is_the_text():
    assert mapped(f"Titre;Proposition\nTournées;{TEXT}\n") == {
        "title": "Titre",
        "problem_text": "Proposition",
    }


def test_a_column_of_prose_is_found_without_its_name():
    text = f"Horodateur;Que voudriez-vous nous dire ?\n12/03/2024;{TEXT}\n13/03/2024;{TEXT}\n"
    assert mapped(text) == {"created_at": "Horodateur", "problem_text": "Que voudriez-vous nous dire ?"}


def test_a_named_column_wins_over_what_would_be_found():
    text = f"title;text;notes\nRounds;{TEXT};Another text for the same thing, kept by the secretary\n"
    assert mapped(text, {"problem_text": "Notes"})["problem_text"] == "notes"
    assert mapped(text, {"title": "text", "problem_text": "notes"}) == {
        "title": "text",
        "problem_text": "notes",
    }


def test_a_named_column_that_is_not_there_is_refused_with_those_that_are():
    assert refusal_of("title;body\nRounds;some text\n", {"problem_text": "texte"}) == (
        "There is no column “texte” in this file; it has: title, body."
    )


def test_the_explanation_says_what_follows_from_missing_columns():
    assert [str(line) for line in map_columns(read_table("titre\nDes rendez-vous par rue\n")).explanation()] == [
        "Title: column “titre”",
        "No column of texts: the title becomes the text.",
        "No column of dates: the day of the import is kept.",
        "No column of changes: each row is a proposal.",
        "No column of identifiers: an idea is recognised by its content.",
    ]


def test_ballots_are_refused_in_one_sentence():
    ballots = 'instance,voter,vote,points\nNantes_2024,0,"15,22,25","2,2,1"\nNantes_2024,1,"6,25","3,2"\n'
    assert refusal_of(ballots) == (
        "This is not a list of ideas: no column holds texts (instance, voter, vote, points). If one does, name it."
    )


QUESTIONS = (
    "id,title,category\n"
    "1,Comment mieux préparer les remplacements d’été ?,Planning\n"
    "2,Faut-il un téléphone par équipe ?,Outils\n"
    "3,Que changer à l’accueil des nouveaux ? ,Accueil\n"
)


def test_a_list_of_questions_is_refused_unless_its_column_is_named():
    assert refusal_of(QUESTIONS) == "This is a list of questions, not of ideas: 3 rows of 3 end with “?”."
    assert mapped(QUESTIONS, {"title": "title"})["title"] == "title"


def test_some_questions_among_ideas_are_welcome():
    ideas = "".join(f"{number},Regrouper les rendez-vous de la rue {number},Planning\n" for number in range(4, 8))
    assert mapped(QUESTIONS + ideas)["title"] == "title"


def test_a_list_of_comments_is_refused_unless_its_column_is_named():
    comments = f"id;proposal_id;side;text\n1;100;pour;{TEXT}\n2;100;contre;{TEXT}\n"
    assert refusal_of(comments) == "This is a list of comments, not of ideas: see its column “proposal_id”."
    assert mapped(comments, {"problem_text": "text"})["problem_text"] == "text"


def test_a_first_line_that_is_already_an_idea_is_refused():
    idea = "On passe deux fois dans la même rue le lundi matin faute de planning commun entre équipes"
    assert refusal_of(f"{idea}\n{idea} aussi\n{idea} encore\n") == (
        "The first line must name the columns; here it already holds an idea."
    )
