"""Poles, mandates and calls for candidates in the API."""

from rest_framework import serializers

from committee.enums import CollegeCode
from committee.models import College, Mandate
from committee.selectors import Pole
from committee.services.mandates import MOST_SEATS, REASON_LIMIT
from ideas.serializers.inputs import words
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Named, OneOf, Whole
from parkour.core.api.pagination import PageQuery

FIRST_WITHOUT = "The first day without it."


class PoleField(Named):
    """A pole, named by its code; one that has no seats yet is none."""

    def __init__(self, **kwargs):
        super().__init__(help_text=", ".join(CollegeCode.values), **kwargs)

    def find(self, text):
        return College.objects.filter(code=text).first()


class SeatsInput(Input):
    pole = OneOf(choices=CollegeCode.choices)
    seats = Whole(min_value=1, max_value=MOST_SEATS)
    alternates = Whole(min_value=0, max_value=MOST_SEATS, required=False, default=0)


class PoleSeatsOut(serializers.Serializer):
    """A pole today: its seats, how many are free, who presides it."""

    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    label = serializers.CharField()
    seats = serializers.IntegerField()
    free_seats = serializers.IntegerField()
    alternates = serializers.IntegerField()
    free_alternates = serializers.IntegerField()
    president = serializers.CharField(allow_null=True)


def pole_out(pole: Pole) -> dict:
    return {
        "pole": pole.college.code,
        "label": str(pole.college),
        "seats": pole.college.seats,
        "free_seats": pole.free_seats,
        "alternates": pole.college.alternates,
        "free_alternates": pole.free_alternates,
        "president": str(pole.president.person) if pole.president else None,
    }


class MandatesQuery(PageQuery):
    when = serializers.ChoiceField(required=False, default="now", choices=["now", "past"])


class MandateInput(Input):
    person = PersonField()
    pole = PoleField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(required=False, default=None, allow_null=True, help_text=FIRST_WITHOUT)
    is_president = Flag(required=False, default=False)
    is_alternate = Flag(required=False, default=False)


class RenewInput(Input):
    until_on = serializers.DateField(help_text=FIRST_WITHOUT)


class EndInput(Input):
    until_on = serializers.DateField(help_text="The first day without it; today to end it at once.")
    reason = words(REASON_LIMIT)


class MandateOut(serializers.Serializer):
    """A seat of somebody in a pole, or of an alternate, from a day to a day."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True, help_text="The first day without it; null: no end yet.")
    is_president = serializers.BooleanField()
    is_alternate = serializers.BooleanField()


def mandate_out(mandate: Mandate) -> dict:
    return {
        "id": mandate.pk,
        "name": str(mandate.person),
        "pole": mandate.college.code,
        "from_on": mandate.from_on,
        "until_on": mandate.until_on,
        "is_president": mandate.is_president,
        "is_alternate": mandate.is_alternate,
    }
