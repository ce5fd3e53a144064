"""What every answer says of its own safety; the access matrix asks it of each address."""

from __future__ import annotations

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "img-src": "'self' data:",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def assert_guarded(answer) -> None:
    """That this answer tells the browser to load nothing from elsewhere and to guess nothing."""
    headers = answer.headers
    policy = [directive.strip().partition(" ") for directive in headers["Content-Security-Policy"].split(";")]
    assert {name: sources for name, _space, sources in policy if name} == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
