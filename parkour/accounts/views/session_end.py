"""When the session ends, asked by the page that warns of it; and staying."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View


@method_decorator([login_not_required, never_cache], name="dispatch")
class SessionEndView(View):
    """`{"seconds": …}` until the session ends, none for a stranger. POST makes it last as long as after signing in."""

    http_method_names = ["get", "head", "post", "options"]
    never_again = True

    def get(self, request):
        known = request.user.is_authenticated
        return JsonResponse({"seconds": request.session.seconds_left() if known else 0})

    def post(self, request):
        if request.user.is_authenticated:
            request.session.modified = True  # saved, hence dated anew
        return self.get(request)
