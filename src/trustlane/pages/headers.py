"""Headers that keep pages of signed-in people out of shared caches and browsers out of cameras and the like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")


class PrivatePages:
    """A page of somebody signed in is never kept: going back after logging out must not show it again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", allowing())
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def allowing(*wanted: str) -> str:
    """The features a page may use, as the header Permissions-Policy says it: those named for itself, else none."""
    return ", ".join(f"{feature}=({'self' if feature in wanted else ''})" for feature in FEATURES)
