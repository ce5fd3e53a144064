"""Settings that the environment changes: safe without any, and strict behind TLS."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from tests.postgres import free_port

HTTPS_ANSWERS = """
plain = Client(headers={"host": "localhost"})
secure = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
sent_on = plain.get("/strategies/?q=1")
page = secure.get("/accounts/login/")
chosen = secure.post("/language/", {"language": "en", "next": "http://localhost/"})
{ \
"sent_on": [sent_on.status_code, sent_on["Location"]], \
"page": page.status_code, \
"hsts": page["Strict-Transport-Security"], \
"csrf": page.cookies["workbook_csrftoken"]["secure"], \
"language": chosen.cookies["django_language"]["secure"], \
"downgraded": chosen["Location"], \
"session": settings.SESSION_COOKIE_SECURE, \
"letters": settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL, \
}
"""


def test_behind_tls_the_deployment_check_has_nothing_to_say(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING", HTTPS="1")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_without_it_the_same_check_does_complain(manage):
    """So that the test above cannot pass for the wrong reason."""
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 1
    assert "security.W004" in done.stderr


def test_behind_tls_everything_is_secure(reckon):
    answers = reckon(HTTPS_ANSWERS, HTTPS="1")
    assert answers["sent_on"] == [301, "https://localhost/strategies/?q=1"]
    assert answers["page"] == 200
    assert answers["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert answers["csrf"] is answers["language"] is answers["session"] is True
    assert answers["downgraded"] == "/"
    assert answers["letters"] == "https"


def test_on_the_own_machine_nothing_asks_for_tls(client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert "Strict-Transport-Security" not in page.headers
    assert not page.cookies["workbook_csrftoken"]["secure"]


def test_without_any_variable_it_is_closed_and_for_this_machine_only(reckon):
    shown = """
[settings.DEBUG, settings.DEMO, settings.HTTPS, settings.ALLOWED_HOSTS, settings.ACCOUNT_EMAIL_VERIFICATION]
    """
    assert reckon(shown) == [False, False, False, ["127.0.0.1", "localhost", "[::1]"], "none"]


def test_the_environment_is_heard(reckon):
    environment = {
        "ALLOWED_HOSTS": "prep.example,www.prep.example",
        "COURSE_OPENERS": "Ann@school.example, bo@school.example",
        "CSRF_TRUSTED_ORIGINS": "https://prep.example",
        "DATABASE_URL": "postgres://ann:secret@db.example:6543/prep",
        "DEMO": "1",
        "EMAIL_URL": "smtp+tls://ann:secret@mail.example:587",
        "EMAIL_VERIFICATION": "mandatory",
        "SECRET_KEY": "k" * 60,
        "SEAT_LIMIT": "500/600s/key",
        "START_LIMIT": "5/m/ip",
        "TIME_ZONE": "Asia/Shanghai",
    }
    heard = reckon(
        """
db = settings.DATABASES["default"]
mail = [settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS]
people = [settings.ACCOUNT_EMAIL_VERIFICATION, settings.ACCOUNT_RATE_LIMITS["start"], settings.DEMO]
site = [settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS, settings.TIME_ZONE, settings.SECRET_KEY]
courses = [sorted(settings.COURSE_OPENERS), settings.ACCOUNT_RATE_LIMITS["open_seat"]]
[[db["ENGINE"], db["HOST"], db["PORT"], db["NAME"], db["OPTIONS"]], mail, people, site, courses]
        """,
        **environment,
    )
    assert heard == [
        ["django.db.backends.postgresql", "db.example", 6543, "prep", {"options": "-c synchronous_commit=on"}],
        ["mail.example", 587, True],
        ["mandatory", "5/m/ip", True],
        [["prep.example", "www.prep.example"], ["https://prep.example"], "Asia/Shanghai", "k" * 60],
        [["ann@school.example", "bo@school.example"], "500/600s/key"],
    ]


def test_without_a_key_nothing_is_signed(manage, tmp_path):
    signing = "from django.core.signing import dumps; dumps(1)"
    assert manage("shell", "-c", signing).returncode == 0
    done = manage("shell", "-c", signing, VAR_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "The SECRET_KEY setting must not be empty" in done.stderr


def test_a_host_that_is_not_ours_is_refused():
    for path in ("/strategies/", "/healthz/live"):
        assert Client(headers={"host": "evil.example"}).get(path).status_code == 400


def test_the_own_key_is_long_and_readable_by_nobody_else(reckon):
    assert len(reckon("settings.SECRET_KEY")) >= 50
    assert (django_settings.VAR_DIR / "secret_key").stat().st_mode & 0o077 == 0


def test_sqlite_survives_a_power_cut_and_lets_writers_take_turns(reckon, tmp_path):
    values = reckon(
        """
from django.db import connection
cursor = connection.cursor()
pragmas = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
[pragmas, connection.transaction_mode, settings.DATABASES["default"]["OPTIONS"]["timeout"]]
        """,
        DATABASE_URL=f"sqlite:///{tmp_path / 'one.sqlite3'}",
    )
    full_synchronisation = 2
    assert values == [["wal", full_synchronisation, 1], "IMMEDIATE", 20]


def test_errors_reach_the_log_without_debug(manage):
    """And private text does not: neither the search nor the session."""
    visit = """
from django.conf import settings
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
print(client.get("/worksheets/?q=my-secret-plan").status_code)
    """
    done = manage("shell", "-c", visit, DATABASE_URL=f"postgres://nobody:nothing@127.0.0.1:{free_port()}/none")
    assert done.stdout.strip().endswith("503")
    assert "ERROR django.request: Service Unavailable: /worksheets/" in done.stderr
    assert "OperationalError" in done.stderr
    assert "my-secret-plan" not in done.stderr
    assert "abcdefghijklmnopqrstuvwxyz012345" not in done.stderr
