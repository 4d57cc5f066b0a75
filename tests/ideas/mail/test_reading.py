import pytest

from ideas.mail.reading import read_mail
from tests.ideas.mail.letters import TEXT, mail_of

HEAD = b"From: a@b.example\r\nMessage-ID: <x@y>\r\n"
# (raw, what is read of its text)
ODD = {
    "an unknown charset": (
        HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nOuvert \xc3\xa9t\xc3\xa9",
        "Ouvert été",
    ),
    "a charset that lies": (
        HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nOuvert \xe9t\xe9",
        "Ouvert \ufffdt\ufffd",
    ),
    "a NUL": (HEAD + b"\r\nOuvert\x00la nuit", "Ouvertla nuit"),
    "a broken base64": (HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!!", ""),
    "a multipart without parts": (HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nrien", ""),
    "no body": (HEAD, ""),
    "only html": (HEAD + b"Content-Type: text/html\r\n\r\n<p>Ouvert</p>", "Ouvert"),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_mail_is_read_as_far_as_it_goes(what):
    raw, text = ODD[what]
    read = read_mail(raw)
    assert (read.sender, read.text) == ("a@b.example", text)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 50,
        b"\xff\xfe",
        b"From: \r\n\r\n",
        b"Subject: =?utf-8?b?\xff?=\r\n\r\nx",
        b"A" * 10_000,
        b": :\r\n" * 500,
    ],
)
def test_what_is_no_mail_has_no_sender_and_stops_nothing(raw):
    assert read_mail(raw).sender == ""


def test_the_words_of_headers_are_decoded():
    read = read_mail(mail_of("Samira@Exemple.FR", name="Samira Éssaï", subject="Re: L’été à l’entrée"))
    assert (read.sender, read.sender_name, read.subject) == ("samira@exemple.fr", "Samira Éssaï", "L’été à l’entrée")


def test_several_senders_are_none():
    assert read_mail(b"From: a@b.example, c@d.example\r\n\r\nx").sender == ""
    assert read_mail(b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nx").sender == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<liste.exemple>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_no_person_wrote_is_known(headers):
    assert read_mail(mail_of(**headers)).automatic
    assert not read_mail(mail_of(Auto_Submitted="no")).automatic


def test_a_mail_is_known_again_by_its_message_id_or_by_its_content():
    first, second = mail_of(key="un"), mail_of(key="un", text="Autre chose")
    assert read_mail(first).key == read_mail(second).key != read_mail(mail_of(key="deux")).key
    assert read_mail(b"From: a@b.c\r\n\r\nx").key != read_mail(b"From: a@b.c\r\n\r\ny").key


def test_files_come_with_their_names_and_the_text_with_none():
    read = read_mail(mail_of(files=[("plan.pdf", "application/pdf", b"%PDF-1"), ("", "image/png", b"png")]))
    assert read.text == TEXT
    assert [(file.name, file.data) for file in read.files] == [("plan.pdf", b"%PDF-1"), ("", b"png")]
