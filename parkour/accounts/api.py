"""Oneself, and for administrators people and sites."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from parkour.accounts import kiosks, people, serializers
from parkour.accounts.card_sheets import print_cards
from parkour.accounts.cards import cards_of, revoke_card
from parkour.accounts.links import ask_for_link, withdraw_link
from parkour.accounts.models import AccessCard, Kiosk, User
from parkour.accounts.passkeys import passkeys_of, remove_passkey
from parkour.accounts.scopes import Scope
from parkour.accounts.second_step import has_just_proven
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, number_cursor, page_of
from parkour.core.exceptions import NotAllowed
from parkour.organisation.models import Site

MANAGE = {"scope": Scope.ADMIN, "permission": "accounts.manage_people"}
KIOSKS = {"scope": Scope.ADMIN, "permission": "accounts.manage_kiosks"}
PERSON = MANAGE | {"output": serializers.PersonOut}


class MeView(Endpoint):
    @operation(scope="", for_everybody=True, output=serializers.MeOut)
    def get(self, request):
        """Who I am, and what this token may do."""
        user = request.user
        return {
            "email": user.email,
            "name": user.get_full_name(),
            "locale": user.locale,
            "roles": sorted(user.role_names),
            "scopes": request.auth.scopes if request.auth else None,
        }


class BadgesView(Endpoint):
    @operation(scope="", for_everybody=True, output=serializers.BadgeOut, paged=True, query=NoQuery)
    def get(self, request):
        """My badges, the newest first."""
        return Page([serializers.badge_out(card) for card in cards_of(request.user)])


class BadgeView(Endpoint):
    @operation(scope="", sees="accounts.own_badge")
    def delete(self, request, pk):
        """Revoke a badge of mine. It stops at once, and what it opened is closed."""
        revoke_card(get_object_or_404(AccessCard, pk=pk, person=request.user), by=request.user)


class SignInLinkView(Endpoint):
    @operation(scope="", permission="accounts.keep_keys")
    def post(self, request):
        """Send me a link by mail that signs me in on another device, once, for fifteen minutes."""
        ask_for_link(request.user.email)

    @operation(scope="", permission="accounts.keep_keys")
    def delete(self, request):
        """The link that I asked for and did not use opens nothing any more."""
        withdraw_link(by=request.user)


class PasskeysView(Endpoint):
    @operation(scope="", permission="accounts.keep_keys", output=serializers.PasskeyOut, paged=True, query=NoQuery)
    def get(self, request):
        """My passkeys, the oldest first. A browser adds one: a program cannot."""
        return Page([serializers.passkey_out(passkey) for passkey in passkeys_of(request.user)])


class PasskeyView(Endpoint):
    @operation(scope=Scope.ADMIN, permission="accounts.keep_keys")
    def delete(self, request, pk):
        """Remove a passkey of mine: it opens nothing any more.

        In a browser, by somebody who has just shown who they are; by a token, if it administers people.
        """
        if request.auth is None and not has_just_proven(request._request):
            raise NotAllowed(_("Show first that it is you: sign in again, then remove it on the page of your ways in."))
        remove_passkey(get_object_or_404(passkeys_of(request.user), pk=pk), by=request.user)


class KiosksView(Endpoint):
    @operation(**KIOSKS, output=serializers.KioskOut, paged=True, query=NoQuery)
    def get(self, request):
        """The shared tablets that are open, by site."""
        return Page([serializers.kiosk_out(kiosk) for kiosk in kiosks.live_kiosks()])

    @operation(**KIOSKS, input=serializers.KioskInput, output=serializers.KioskOut, status=201)
    def post(self, request):
        """Open a shared tablet. The address to open on it is in this answer and never again."""
        made, key = kiosks.make_kiosk(by=request.user, **self.sent)
        return serializers.kiosk_out(made, settings.PARKOUR_BASE_URL + reverse("kiosk_open", args=[key]))


class KioskView(Endpoint):
    @operation(**KIOSKS)
    def delete(self, request, pk):
        """Close a shared tablet: it opens nothing any more, and whoever is on it is out. Twice is once."""
        kiosks.revoke_kiosk(get_object_or_404(Kiosk, pk=pk), by=request.user)


class PeopleView(Endpoint):
    @operation(**PERSON, paged=True, query=serializers.PeopleQuery)
    def get(self, request):
        """People, by number."""
        query = dict(self.query)
        cursor, size = number_cursor(query.pop("cursor", None)), query.pop("limit")
        page = page_of(people.people_page(after=cursor, size=size, **query), size, lambda person: person.pk)
        return Page([serializers.person_out(person) for person in page.rows], page.cursor)

    @operation(**PERSON, input=serializers.PersonInput, status=201)
    def post(self, request):
        """Add somebody, without a password."""
        return serializers.person_out(people.add_person(by=request.user, **self.sent))


def find_person(pk) -> User:
    return get_object_or_404(User.objects.select_related("site", "team"), pk=pk)


class PersonView(Endpoint):
    @operation(**PERSON)
    def get(self, request, pk):
        """One person."""
        return serializers.person_out(find_person(pk))

    @operation(**PERSON, input=serializers.PersonChange)
    def patch(self, request, pk):
        """Change what is sent, leave the rest. A closed account is out at once, its tokens too."""
        return serializers.person_out(people.update_person(find_person(pk), by=request.user, **self.sent))


class PersonBadgeView(Endpoint):
    @operation(**MANAGE, binary=("application/pdf",))
    def post(self, request, pk):
        """Make a badge for somebody: the PDF to print, once. The badge they had stops."""
        return print_cards([find_person(pk)], by=request.user)


class RolesView(Endpoint):
    @operation(**PERSON, input=serializers.RolesInput)
    def put(self, request, pk):
        """The roles of a person, exactly these."""
        return serializers.person_out(people.set_roles(find_person(pk), by=request.user, roles=self.sent["roles"]))


class SitesView(Endpoint):
    @operation(**MANAGE, output=serializers.SiteOut, paged=True)
    def get(self, request):
        """Sites and their teams, by code."""
        cursor, size = self.query.get("cursor", ""), self.query["limit"]
        sites = Site.objects.prefetch_related("teams").order_by("code").filter(code__gt=cursor)
        page = page_of(list(sites[: size + 1]), size, lambda site: site.code)
        return Page([site_out(site) for site in page.rows], page.cursor)


def site_out(site) -> dict:
    return {
        "code": site.code,
        "name": site.name,
        "city": site.city,
        "timezone": site.timezone,
        "kind": site.kind,
        "holiday_region": site.holiday_region,
        "teams": [{"id": str(team.pk), "name": team.name} for team in site.teams.all()],
    }


urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("me/badges/", BadgesView.as_view(), name="badges"),
    path("me/badges/<int:pk>/", BadgeView.as_view(), name="badge"),
    path("me/sign-in-link/", SignInLinkView.as_view(), name="my_link"),
    path("me/passkeys/", PasskeysView.as_view(), name="passkeys"),
    path("me/passkeys/<int:pk>/", PasskeyView.as_view(), name="passkey"),
    path("kiosks/", KiosksView.as_view(), name="kiosks"),
    path("kiosks/<int:pk>/", KioskView.as_view(), name="kiosk"),
    path("people/<int:pk>/badge/", PersonBadgeView.as_view(), name="person_badge"),
    path("people/", PeopleView.as_view(), name="people"),
    path("people/<int:pk>/", PersonView.as_view(), name="person"),
    path("people/<int:pk>/roles/", RolesView.as_view(), name="roles"),
    path("sites/", SitesView.as_view(), name="sites"),
]
