"""The bytes of a file for somebody who may read it: nothing in it can act, and no cache keeps it."""

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from ideas.files.reading import WEBP
from ideas.models import Attachment
from parkour.core import private_files

# Even opened by itself, in a browser that guesses: no script, no form, no frame, no request to anybody.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_response(request, file: Attachment, *, small: bool = False) -> HttpResponse:
    """The file, photos to look at (`small`: the thumbnail), documents to download. Always whole: no part is asked for.

    Raises Http404 when the bytes are no longer there.
    """
    small = small and bool(file.small_as)
    etag = f'"{file.sha256[:32]}-{"s" if small else "l"}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(_bytes(file.small_as if small else file.stored_as), content_type=file.content_type)
        is_picture = file.is_image and file.content_type == WEBP
        answer["Content-Disposition"] = content_disposition_header(not is_picture, file.name)
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "none"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _bytes(name):
    try:
        return private_files.read(name)
    except FileNotFoundError:
        raise Http404 from None
