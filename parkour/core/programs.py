"""A form over a service, sent by a script of ours: the refusals of a page, answered as data.

The same order as `parkour.core.views.ServiceFormView`, which it is, and the same statuses. `person`, when it is sent,
says whose words these are: sent with the session of somebody else, nothing is done (403).
"""

from django.http import JsonResponse
from django.utils.translation import gettext as _

from parkour.core.exceptions import NotAllowed
from parkour.core.views import CONFLICT, FORBIDDEN, ServiceFormView

FOR = "person"


class ServiceDataView(ServiceFormView):
    """Write `call(form)` and `said()`, what is answered after success."""

    http_method_names = ["post", "options"]
    shows_again = False
    never_again = True  # the script keeps the words itself
    success_status = 200

    def permit(self):
        if self.request.POST.get(FOR, "") not in {"", str(self.request.user.pk)}:
            raise NotAllowed(_("These words belong to somebody else: sign in as the person who wrote them."))

    def said(self) -> dict:
        """What the script is told after success."""
        return {}

    def answer(self):
        return JsonResponse(self.said(), status=self.success_status)

    def refuse(self, refusal):
        status = FORBIDDEN if isinstance(refusal, NotAllowed) else CONFLICT
        return JsonResponse({"message": str(refusal.message)}, status=status)

    def again(self, form, status, **context):
        """Why it was not taken: a sentence, and the sentences of each field."""
        errors = {name or "": [str(line) for line in lines] for name, lines in form.errors.items()}
        first = next((line for lines in errors.values() for line in lines), "")
        return JsonResponse({"message": first, "errors": errors} | self.more(form, **context), status=status)

    def more(self, form, **context) -> dict:
        """What a script needs besides to go on."""
        return {}
