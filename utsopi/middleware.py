"""Whether a form comes from a page of our own."""


class OwnOrigin:
    """Pages that send no referrer make browsers write `Origin: null` on our own forms too, and Django's check
    of forgeries would refuse those. A form is ours where the browser says so (Sec-Fetch-Site), or is too old
    to say anything; the token in the session is asked for in any case. Stands before CsrfViewMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        if is_ours and request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return self.get_response(request)
