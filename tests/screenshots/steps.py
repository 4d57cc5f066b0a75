"""What is done between the pictures, by the people of the demonstration, with the buttons that are really there.

Those that happen once receive the `Studio`; the others belong to one picture and receive the hands of its person and
the language of the picture. A session that runs is in `live_steps`.
"""

from parkour.management.demo_content import load
from parkour.management.demo_pictures import picture

OWNER = "admin"  # who carries an action out, of those whom one may play
FRESH = "Signaler le matériel abîmé"
LEVELS = {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}
WORDS = {
    "fr": {
        "problem": "Le chariot du local reste bloqué derrière la porte chaque matin. On le soulève à deux.",
        "change": "Poser une cale sous la porte du local, pour qu’elle tienne ouverte.",
        "kept": "Dans l’ascenseur de la résidence, le téléphone perd le réseau et ma fin de passage ne part pas.",
        "refusal": (
            "Merci Samira. Vous demandez une cale pour que la porte tienne ouverte. "
            "C’est une porte coupe-feu\N{NO-BREAK SPACE}: elle doit se refermer seule, nous ne pouvons pas la bloquer. "
            "Je demande au site de déplacer le chariot de l’autre côté, et je vous dis mardi ce qu’il en est."
        ),
        "document": "Devis du fournisseur, pose comprise",
        "subject": "Dates des prochaines visites de site",
        "letter": "Je vois douze clients par semaine, et leurs escaliers. J’aimerais entendre comment on décide.",
        "decision": "Une gêne de chaque semaine, et un essai qui coûte peu. On compte les trajets avant et après.",
        "note": "Le comité remercie les trois autrices d’être venues présenter leurs plannings.",
    },
    "en": {
        "problem": "The trolley of the store room is stuck behind the door every morning. We lift it together.",
        "change": "Put a wedge under the door of the store room, so that it stays open.",
        "kept": "In the lift of the residence my phone loses the network and the end of my visit is not sent.",
        "refusal": (
            "Thank you Samira. You ask for a wedge so that the door stays open. It is a fire door: it must close by "
            "itself, we may not block it. I am asking the site to move the trolley to the other side, and I will "
            "tell you on Tuesday how it stands."
        ),
        "document": "Quote of the supplier, fitting included",
        "letter": "I see twelve clients a week, and their stairs. I would like to hear how things are decided.",
    },
}
WORKSHOP = "faire équipe"
OPEN, VOTED = "Ouvert", "Vote en cours"  # calls for candidates
SAID_BEFORE = "Le dimanche, quand il y a un souci chez un client, on ne sait pas quel numéro appeler."
SAID_BY_OTHERS = "Les aspirateurs changent d’un client à l’autre, et l’on perd du temps."
LIST = (
    "Réf;Titre;Contribution;Agence;Date\n"
    "B-01;Des gants en taille S;Il manque des gants en taille S, on prend du M et ça glisse.;Le Mans;12/03/2019\n"
    "B-02;Un panneau à l’entrée;Les nouveaux cherchent la salle de pause. Un panneau suffirait.;Nantes;18/03/2019\n"
    "B-03;Un cintre par casier;On suspend les blouses aux portes. Un cintre par casier.;Lyon;31/02/2019\n"
    "B-04;Les clés du local;Les clés du local changent de place. Un crochet près du tableau.;Angers;02/04/2019\n"
)


DESK = 1280


def find_the_facts(studio):
    """Note what the pictures are about: the demonstration numbers its contributions by the year."""
    staff, officer = studio.person("staff"), studio.person("officer")
    staff.go("/ideas/?mine=1")
    studio.note(asked=_last_part(staff, 'main a[href*="PKR-"]:has-text("carnet de liaison")'))
    studio.note(done=_last_part(staff, 'main a[href*="PKR-"]:has-text("Recevoir son planning")'))
    staff.go("/board/?q=crochet")
    studio.note(shown=_last_part(staff, 'main a[href*="PKR-"]'))
    studio.note(campaign=load("doors")["campaigns"][1]["code"])
    officer.go("/triage/")
    studio.note(fresh=_last_part(officer, f'main a[href^="/triage/PKR-"]:has-text("{FRESH}")'))
    officer.go("/actions/")
    studio.note(action=_last_part(officer, 'main a[href^="/actions/PKR-"]:has-text("première visite")'))
    owner = studio.person(OWNER)
    owner.go("/actions/")
    studio.note(carried=_last_part(owner, 'main a[href^="/actions/PKR-"]:has-text("planning du jour")'))
    officer.go("/committee/")
    session = int(_last_part(officer, 'main h3 a[href^="/committee/sessions/"]'))
    studio.note(session=session, past=session - 1)
    officer.go(f"/committee/sessions/{session}/agenda/")
    studio.note(placed=_last_part(officer, 'main .slot a[href^="/committee/documents/PKR-"]'))
    officer.go("/committee/calls/")
    studio.note(call=_last_part(officer, f'main li:has-text("{OPEN}") a[href^="/committee/calls/"]'))
    studio.note(drawn=_last_part(officer, 'main section:has(> #over) a[href^="/committee/calls/"]'))
    staff.go("/committee/calls/")
    studio.note(voted=_last_part(staff, f'main li:has-text("{VOTED}") a[href^="/committee/calls/"]'))
    staff.go("/committee/consultations/")
    studio.note(consultation=_last_part(staff, "main li a.btn"))
    officer.go("/committee/workshops/")
    studio.note(workshop=_last_part(officer, f'main a[href^="/committee/workshops/"]:has-text("{WORKSHOP}")'))
    studio.note(silent=_last_part(officer, 'section:has(> #step-ideas) a[href^="/committee/workshops/"]'))


def _last_part(hands, selector):
    """The reference or the number at the end of the address of a link."""
    return hands.page.locator(selector).first.get_attribute("href").split("?")[0].rstrip("/").rpartition("/")[2]


def tell_what_happens(hands, language):
    hands.fill(problem_text=WORDS[language]["problem"])


def say_it_again(hands, _language):
    """What a colleague wrote before is shown beside the words."""
    hands.fill(problem_text=SAID_BY_OTHERS)
    hands.page.locator("[data-similar-found]").wait_for()
    hands.page.locator("[data-similar-found]").evaluate("found => found.scrollIntoView({ block: 'center' })")


def choose_who_speaks(hands, language):
    tell_what_happens(hands, language)
    hands.page.locator("[data-continue]").click()
    hands.fill(change_text=WORDS[language]["change"])
    hands.page.locator("[data-continue]").click()
    hands.page.locator("[data-send]").wait_for()


def choose_a_photo(hands, language):
    """It is received at once, sent with nothing, and taken out again after the picture."""
    tell_what_happens(hands, language)
    photo = {"name": "réserve.jpg", "mimeType": "image/jpeg", "buffer": picture("shelf", "JPEG")}
    hands.page.set_input_files("[name=new_files]", files=[photo])
    hands.page.locator("[data-upload] img").wait_for()
    hands.page.locator("[data-files]").scroll_into_view_if_needed()
    hands.page.locator('[data-upload] input[type="checkbox"]:checked').wait_for(state="attached")


def remove_the_photo(hands):
    hands.page.locator('[data-upload] [data-do="remove"]').click()


def write_without_a_name(hands, language):
    hands.page.locator("[data-anonymous] textarea").first.fill(WORDS[language]["kept"])


def give_the_code(hands, _language):
    code = load("doors")["anonymous"][0]["code"]
    hands.page.locator("[data-door] input").first.fill(code)
    hands.page.locator("[data-door] button[data-kind=primary]").click()
    hands.page.locator("[data-seen] h1").wait_for()


def keep_a_draft(studio):
    staff = studio.person("staff")
    staff.go("/ideas/new/").fill(problem_text=SAID_BEFORE)
    staff.press('button[name="then"][value="later"]')


def send_without_network(hands, language):
    hands.page.wait_for_function("navigator.serviceWorker?.controller")
    hands.page.context.set_offline(True)
    choose_who_speaks(hands, language)
    hands.page.locator("[data-send]").click()
    hands.page.locator("[data-pending] h1").wait_for()


def find_the_network(hands):
    hands.page.context.set_offline(False)
    hands.page.wait_for_url("**/receipt/")


def nothing_more(_studio):
    """The words that are kept in the next picture would stand on the home page of the earlier ones."""


def lose_the_session(hands, language):
    """The session ends while one writes: sent, signed in again, the words are there. They are not sent."""
    with hands.page.expect_response("**/ideas/similar/"):  # asked after the end of the session, it would be refused
        hands.fill(problem_text=WORDS[language]["kept"])
    hands.page.locator("[data-continue]").click()
    hands.page.locator("[data-continue]").click()
    hands.page.context.clear_cookies(name="sessionid")
    hands.press("[data-send]")
    hands.page.fill("form [name=login]:visible", hands.email)
    hands.page.fill("form [name=password]:visible", hands.password)
    with hands.page.expect_navigation():
        hands.page.press("form [name=password]:visible", "Enter")
    hands.page.locator("[data-dismiss]").click()


def send_a_contribution(studio):
    for language, words in WORDS.items():
        staff = studio.person("staff", language=language)
        staff.go("/ideas/new/")
        choose_who_speaks(staff, language)
        staff.press("[data-send]")
        reference = staff.path.strip("/").split("/")[1]
        studio.note(language, sent=reference)
        assert words["problem"] in staff.page.inner_text("main")


def decline_it(studio):
    for language, words in WORDS.items():
        officer = studio.person("officer", language=language)
        officer.go(f"/triage/{studio.facts[language]['sent']}/decide/decline/")
        officer.choose("reason_code", "safety").fill(message=words["refusal"])
        officer.press("form[data-sheet] .dock button[data-kind=primary]")


def look_at_the_review(hands, _language):
    hands.page.locator('a[href$="/appeal/"]').first.scroll_into_view_if_needed()


def give_levels(hands, _language):
    """The four levels, not saved: the sentence of the verdict follows them."""
    for criterion, level in LEVELS.items():
        with hands.page.expect_response("**/verdict/**"):
            hands.choose(criterion, level)
    hands.page.locator(".verdict").scroll_into_view_if_needed()


def assess_an_idea(studio):
    officer = studio.person("officer", DESK)
    officer.go(f"/triage/{studio.facts['fr']['fresh']}/")
    give_levels(officer, "fr")
    officer.press('button[name=then][value="propose_quick_win"]')


def upload_a_list(studio):
    file = {"name": "boite-a-idees-2019.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    for language in WORDS:
        officer = studio.person("officer", DESK, language=language)
        officer.go("/import/")
        officer.page.set_input_files("input[name=file]", files=[file])
        officer.press("form button[data-kind=primary]")
        studio.note(language, batch=officer.path.strip("/").rpartition("/")[2])


def check_the_list(studio):
    """The reasons of the refusals are written in the language of who asked for the check."""
    for language in WORDS:
        officer = studio.person("officer", DESK, language=language)
        officer.go(f"/import/{studio.facts[language]['batch']}/")
        officer.press('button[value="check"]')
        officer.page.locator('form[action$="/start/"]').wait_for(timeout=60_000)


def write_two_lines(hands, language):
    hands.fill(letter=WORDS[language]["letter"])
    hands.page.locator("#apply").scroll_into_view_if_needed()
    hands.page.locator("[name=letter]").evaluate("field => field.scrollIntoView({block: 'center'})")


def choose_somebody(hands, _language):
    hands.page.locator("#id_ballot input").first.check()


def choose_an_answer(hands, _language):
    hands.page.locator("form fieldset.poll input").first.check()
    hands.page.evaluate("window.scrollTo(0, 0)")


def look_at_the_draw(hands, _language):
    hands.page.locator("#draw").evaluate("title => title.scrollIntoView()")


def ask_for_a_quote(hands, language):
    hands.page.locator("#id_what").fill(WORDS[language]["document"])


def change_the_agenda(studio):
    """A draft of the next version: there is something to publish, and somebody to tell."""
    officer = studio.person("officer", DESK)
    officer.go("/committee/sessions/{session}/agenda/".format(**studio.facts["fr"]))
    officer.page.locator("#add-subject > summary").click()
    officer.page.locator("#subject_title").fill(WORDS["fr"]["subject"])
    officer.page.locator("#subject_block").select_option("closing")
    officer.page.locator("#subject_minutes").fill("3")
    officer.press("#add-subject button")


def take_the_change_back(studio):
    officer = studio.person("officer", DESK)
    officer.go("/committee/sessions/{session}/agenda/".format(**studio.facts["fr"]))
    officer.press("#undo-last")


def say_no(hands, _language):
    hands.choose("answer", "no")
    hands.page.locator("select[name=holder]").select_option(index=1)


def ask_for_a_discussion(hands, _language):
    hands.page.locator("main details summary").first.click()


def read_a_decision(hands, _language):
    hands.page.locator("#points").scroll_into_view_if_needed()
    hands.page.evaluate("document.getElementById('points').scrollIntoView()")
