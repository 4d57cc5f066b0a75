"""The names people give to the columns of a list of ideas, in French and in English."""

import re
import unicodedata

EXTERNAL_ID = "external_id"
TITLE = "title"
PROBLEM = "problem_text"
CHANGE = "change_text"
KIND = "kind"
CREATED = "created_at"
AUTHOR = "author_label"
SITE = "site_label"
CATEGORY = "category"
URL = "url"
SOURCE = "source_label"
FIELDS = (EXTERNAL_ID, TITLE, PROBLEM, CHANGE, KIND, CREATED, AUTHOR, SITE, CATEGORY, URL, SOURCE)

# The first names win. Compared without case, accents, punctuation nor a last « fr », « en », « html ».
ALIASES = {
    EXTERNAL_ID: (
        "external id", "id", "identifiant", "identifier", "uuid", "reference", "ref", "numero", "no",
        "n", "number", "code", "id idee", "id contribution", "idea id",
    ),
    TITLE: (
        "title", "titre", "intitule", "objet", "subject", "sujet", "headline", "libelle",
        "titre de l idee", "idea title", "nom de l idee", "resume", "summary",
    ),
    PROBLEM: (
        "problem text", "problem", "probleme", "constat", "situation", "situation actuelle",
        "what happens", "ce qui se passe", "qu est ce qui se passe", "irritant", "difficulte", "text",
        "texte", "body", "corps", "description", "contenu", "content", "contribution", "contributions",
        "remontee", "remontees", "message", "verbatim", "verbatims", "feedback", "reponse", "details",
        "detail", "commentaire", "commentaires", "comment", "comments",
    ),
    CHANGE: (
        "change text", "change", "changement", "solution", "solution proposee", "proposed solution",
        "proposed change", "proposition", "propositions", "proposition d amelioration", "amelioration",
        "amelioration proposee", "suggestion", "suggestions", "proposal", "what would you change",
        "que changeriez vous", "et si on changeait une chose", "what to change",
        "ce qu il faudrait changer",
    ),
    KIND: ("kind", "kind of contribution", "type de contribution"),
    CREATED: (
        "sent at", "envoyee le",
        "created at", "created", "created on", "creation date", "cree le", "creee le",
        "date de creation", "date creation", "submitted at", "submitted", "submitted on",
        "submission date", "date de depot", "depose le", "deposee le", "date de soumission",
        "published at", "published", "publie le", "publiee le", "date de publication", "date",
        "horodateur", "timestamp",
    ),
    AUTHOR: (
        "author", "auteur", "autrice", "author name", "nom de l auteur", "author label", "submitted by",
        "depose par", "propose par", "contributeur", "contributor", "collaborateur", "employee",
        "salarie", "nom",
    ),
    SITE: (
        "site", "site label", "agence", "agency", "lieu", "location", "etablissement", "branch",
        "antenne", "scope", "scope name", "perimetre",
    ),
    CATEGORY: (
        "category", "category name", "categorie", "theme", "thematique", "topic", "rubrique", "domaine",
        "axe", "section",
    ),
    URL: ("url", "link", "lien", "permalink", "adresse web", "address", "adresse"),
    # One list has one source, told by who imports it; only an export of Parkour names it row by row.
    SOURCE: ("import source", "source de l import"),
}  # fmt: skip

# One of these alone may be a title or a text: what else the file holds decides.
IDEA_ITSELF = ("idee", "idees", "idea", "ideas", "votre idee", "your idea")

# A row that points to another item answers it: a comment, an argument, a vote.
ANSWERS_ANOTHER = (
    "proposal id", "proposition id", "parent id", "parent comment", "parent", "root id", "target id",
    "in reply to", "reply to", "commentable id", "comment on", "en reponse a",
)  # fmt: skip

# The first column of an export of Parkour: its texts are taken as they are written, nothing is cleaned.
OWN_EXPORT = ("parkour reference", "reference parkour")

LANGUAGES = ("fr", "en")
FORMS = ("html",)
REMARK_AT_THE_END = re.compile(r"\s*\([^()]*\)\s*\Z")  # « Créé le (heure de Paris) »


def header_key(header: str) -> str:
    """`header` without case, accents nor punctuation: « Créé le » and « CREE_LE » are both « cree le »."""
    plain = unicodedata.normalize("NFKD", header)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())


def header_rank(header: str, aliases: tuple[str, ...]) -> tuple[int, int, int] | None:
    """How well `header` is one of `aliases`, smaller is better, None when it is not.

    A plain column comes before its HTML twin, a better name before a lesser, French before English.
    """
    rank = _rank(header_key(header), aliases)
    if rank is None and REMARK_AT_THE_END.search(header):
        rank = _rank(header_key(REMARK_AT_THE_END.sub("", header)), aliases)
    return rank


def _rank(key: str, aliases: tuple[str, ...]) -> tuple[int, int, int] | None:
    words = key.split()
    form = language = 0
    while words:
        key = " ".join(words)
        if key in aliases:
            return form, aliases.index(key), language
        if words[-1] in FORMS:
            form = 1
        elif words[-1] in LANGUAGES:
            language = 1 + LANGUAGES.index(words[-1])
        else:
            return None
        words.pop()
    return None
