"""Headers that keep a page safe: every answer carries them, whichever door it came from."""

import secrets

from flask import g, request


def nonce():
    """The word that lets this answer's own scripts run; one a request."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return g.nonce


def init_app(app):
    """Send the headers, and give templates `csp_nonce()`."""
    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request
    def protect(answer):
        # Public pages hold no inline script at all, so the same bytes go to everybody; admin pages use nonces.
        scripts = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
        answer.headers.setdefault(
            "Content-Security-Policy",
            (
                f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            ),
        )
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        if request.is_secure:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer
