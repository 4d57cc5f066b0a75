import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.mail.words import own_words, plain_of, subject_of

SAID = "La badgeuse perd un passage sur trois.\n\nOn pourrait changer le lecteur."
AFTER = {
    "a reply in French": "Le lun. 3 mars 2026 à 10:00, Parkour <parkour@exemple.fr> a écrit :\n> Bien reçu\n> merci",
    "a head over two lines": "Le lun. 3 mars 2026 à 10:00, Une Très Longue\nAdresse <a@b.example> a écrit :\n> Oui",
    "a reply in English": "On Mon, 3 Mar 2026 at 10:00, Parkour <parkour@example.org> wrote:\n> Thanks",
    "the head of Outlook": "De : Paul <paul@exemple.fr>\nEnvoyé : lundi\nÀ : Samira\nObjet : RE: test\n\nancien",
    "the head of Outlook in English": "From: Paul\nSent: Monday\nTo: Sam\nSubject: test\n\nold words",
    "an original message": "-----Message d’origine-----\nDe : Paul\nancien",
    "a signature": "-- \nSamira Essai\nAide à domicile\n06 00 00 00 00",
    "a closing formula": "Bien cordialement,\n\nSamira Essai\nAide à domicile",
    "a telephone": "Envoyé de mon iPhone",
    "a telephone in English": "Sent from my Galaxy",
    "an advertisement": "Télécharger Outlook pour Android",
    "nothing": "",
}


@pytest.mark.parametrize("what", AFTER)
def test_only_what_the_person_wrote_is_kept(what):
    assert own_words(f"{SAID}\n\n{AFTER[what]}") == SAID
    assert own_words(f"{SAID}\n\n{AFTER[what]}".replace("\n", "\r\n")) == SAID


def test_answers_between_quoted_lines_are_kept_without_them():
    assert own_words("> Où ?\nÀ l’entrée.\n> Quand ?\nLe soir.") == "À l’entrée.\nLe soir."


def test_a_mail_that_only_forwards_is_kept_whole():
    text = "---------- Forwarded message ---------\nDe : Paul\n\nLe portail reste ouvert."
    assert own_words(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Le matin on attend, le soir aussi : dix minutes.",
        "De : là vient le bruit.\nOn l’entend de loin.",
        "Cordialement, dit-on, mais personne ne répond.\n" + "Et cela dure depuis des mois et des mois. " * 3,
        "On Monday nobody wrote anything.",
    ],
)
def test_a_sentence_that_looks_like_a_head_is_a_sentence(text):
    assert own_words(text) == text.strip()


@given(st.text(alphabet=st.sampled_from("abc >-:\nLeà é"), max_size=400))
def test_whatever_comes_is_a_text_without_quoted_lines(text):
    words = own_words(text)
    assert words == words.strip()
    assert not any(line.startswith(">") for line in words.split("\n"))


def test_html_becomes_lines_without_scripts_styles_and_quotes():
    markup = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Le portail</p>"
        "<div>reste ouvert&nbsp;&amp; bat</div>"
        "<script>alert(1)</script><blockquote>Bien reçu</blockquote></body></html>"
    )
    assert own_words(plain_of(markup)) == "Le portail\nreste ouvert\xa0& bat"


@pytest.mark.parametrize("header", ["Re: Portail", "TR : Re: Portail", "Fwd:Portail", " Portail\n "])
def test_a_subject_is_told_without_its_prefixes(header):
    assert subject_of(header) == "Portail"
