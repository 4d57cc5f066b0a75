import factory
from factory.django import DjangoModelFactory

from parkour.accounts.models import Role, User
from parkour.organisation.models import Site, Team

PASSWORD = "a-long-test-password"


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    code = factory.Sequence(lambda n: f"site-{n}")
    name = factory.Sequence(lambda n: f"Agence {n}")
    city = "Nantes"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Équipe {n}")


class UserFactory(DjangoModelFactory):
    """A person who can sign in; `officer=True`, `sponsor=True`… give the role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@parkour.example")
    first_name = factory.Sequence(lambda n: f"Camille{n}")
    last_name = "Essai"
    job_title = "Intervenante"
    site = factory.SubFactory(SiteFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        roles = [role for role in Role.values if kwargs.pop(role, False)]
        user = model_class.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)
        for role in roles:
            user.grant(role)
        return user
