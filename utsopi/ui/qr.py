"""An address as a picture that a phone reads."""

from base64 import b64encode

from allauth.mfa.adapter import get_adapter


def qr_picture(text: str) -> str:
    """A QR code as the address of an SVG picture (data:), for an image of the class "qr"; drawn by what draws the
    one for a second factor."""
    drawn = get_adapter().build_totp_svg(text)
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
