"""Settings of Parkour: one file, everything from the environment, safe when nothing is said.

A secret may come from a file: ``NAME_FILE=/run/secrets/name`` stands for ``NAME``. Every name read here is told
in .env.example. Reading the settings never starts a server and never writes a file.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from parkour.core import secret_files
from parkour.core.observation import log_lines

BASE_DIR = Path(__file__).resolve().parent.parent
env = secret_files.SecretFilesEnv()

# --- What kind of run this is -------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
PARKOUR_DEMO = env.bool("PARKOUR_DEMO", default=False)
TESTING = env.bool("PARKOUR_TESTING", default=False)
# Plain HTTP is for a loopback address only; anything else answers over HTTPS.
HTTPS_ONLY = env.bool("PARKOUR_HTTPS_ONLY", default=not (DEBUG or PARKOUR_DEMO or TESTING))
# Production refuses servers that would lose in a crash what people were told is recorded.
DURABILITY_REQUIRED = not (DEBUG or PARKOUR_DEMO or TESTING)

PARKOUR_VAR_DIR = Path(env.str("PARKOUR_VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PARKOUR_BASE_URL = env.str("PARKOUR_BASE_URL", default="http://localhost:8000").rstrip("/")
# The one documented password of the demonstration accounts; never created outside the demo.
DEMO_PASSWORD = "parcours-demo"  # noqa: S105 — public on purpose

if TESTING:
    SECRET_KEY = env.str("SECRET_KEY", default="tests-only-" + "k" * 50)
else:
    SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[*LOCAL_HOSTS, "testserver"] if DEBUG or PARKOUR_DEMO or TESTING else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Parts ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "parkour",
    "parkour.core",
    "parkour.organisation",
    "parkour.accounts",
    "parkour.notifications",
    "ideas",
    "committee",
    "parkour.indicators",
    "parkour.journeys",
    "parkour.engagements",
    "parkour.dashboard",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "lucide",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "parkour.core.observation.requests.RequestLineMiddleware",
    "parkour.core.middleware.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Around whatever sets a cookie or answers in place of a page.
    "parkour.core.middleware.NoStoreMiddleware",
    "parkour.core.middleware.GuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parkour.accounts.middleware.CardSessionMiddleware",
    "parkour.accounts.middleware.KioskMiddleware",
    "parkour.accounts.middleware.OfficeMiddleware",
    "parkour.core.middleware.LanguageMiddleware",
    # Closed by default: a view that strangers may see says so itself.
    "parkour.core.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "parkour.urls"
WSGI_APPLICATION = "parkour.wsgi.application"
ASGI_APPLICATION = "parkour.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "parkour" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # `{% csrf_token %}` also says for whom the page was made.
            "builtins": ["parkour.core.templatetags.marked_forms"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parkour.views.context.navigation",
                "parkour.views.context.local_words",
                "parkour.views.context.session_end",
                "parkour.views.context.preferences",
            ],
        },
    },
]

# --- Database, cache, tasks -------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
# A password of its own, so that a file can hold it and the server's container can read the same file.
if DATABASE_PASSWORD := env.str("DATABASE_PASSWORD", default=""):
    DATABASES["default"]["PASSWORD"] = DATABASE_PASSWORD
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# A pool lives in one process and does not survive a fork: only the web processes ask for one.
DB_POOL_SIZE = 0 if TESTING else env.int("PARKOUR_DB_POOL_SIZE", default=0)
if DB_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": DB_POOL_SIZE,
        "timeout": 10,
    }
# The pool keeps the connections itself and refuses any other age than zero.
DATABASES["default"]["CONN_MAX_AGE"] = 0 if DB_POOL_SIZE or TESTING else 60
# A server that was restarted costs nobody an error page: each connection is tried before it is used.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Of one web process: requests for pages that are answered at the same time, and streams of live pages that it keeps
# open; whoever comes when there is no room for one more asks every few seconds instead.
WEB_THREADS = env.int("PARKOUR_WEB_THREADS", default=4)
EVENT_STREAMS = env.int("PARKOUR_EVENT_STREAMS", default=1000)

REDIS_URL = secret_files.with_password(env.str("REDIS_URL"), env.str("REDIS_PASSWORD", default=""))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "parkour",
        # A server that is silent is a server that is away: nobody's request waits for it.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}

# The mailbox that takes contributions: imaps://name:password@host/INBOX; empty for none. Its address is told to staff.
MAIL_IN_URL = env.str("PARKOUR_MAIL_IN_URL", default="")
MAIL_IN_ADDRESS = env.str("PARKOUR_MAIL_IN_ADDRESS", default="")
# The name under which our mail server writes Authentication-Results; with it, a sender that it did not confirm is held.
MAIL_IN_AUTHSERV = env.str("PARKOUR_MAIL_IN_AUTHSERV", default="")

# Whether a commit wakes a worker at once; without it the sweeper does the work, half a minute later. Tests look at
# the rows themselves; one about the worker turns this on.
WAKE_TASKS = env.bool("PARKOUR_WAKE_TASKS", default=not TESTING)
# How long an answer of the triage desk waits before it leaves, to be taken back; 0: it leaves at once.
UNDO_SECONDS = env.int("PARKOUR_UNDO_SECONDS", default=0 if TESTING else 30)
# Whether authors read what a session decided on the next working day at 9:00, and everybody with them; false: at once.
DECISIONS_TOLD_NEXT_DAY = env.bool("PARKOUR_DECISIONS_TOLD_NEXT_DAY", default=not TESTING)
# How often the sweeper looks for mails whose wake-up was lost.
CELERY_SWEEP_SECONDS = env.float("PARKOUR_SWEEP_SECONDS", default=30.0)
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The work of a killed worker comes back after the visibility timeout; it must exceed the longest
# task. The two restore options make kombu look often instead of every tenth round.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("PARKOUR_VISIBILITY_TIMEOUT", default=330),
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A lost wake-up is harmless (the sweeper runs): a request must not hang on a silent broker.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
}

# --- People -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "parkour.accounts.backends.SignInBackend",
    "parkour.accounts.backends.CardBackend",
    "parkour.accounts.backends.PhoneBackend",
]
if TESTING:
    # Hundreds of throw-away accounts: the strength of the hash is not what these tests measure.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
else:
    PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "parkour.notifications.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "parkour.accounts.forms.LoginForm",
    "reset_password": "parkour.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "parkour.accounts.forms.ResetPasswordKeyForm",
    "change_password": "parkour.accounts.forms.ChangePasswordForm",
    "reauthenticate": "parkour.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by the organisation, not by strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# Per address. A company whose people all come from one address needs more at nine in the morning.
SIGN_INS_PER_MINUTE = env.int("PARKOUR_SIGN_INS_PER_MINUTE", default=30)
ACCOUNT_RATE_LIMITS = {
    "login": f"{SIGN_INS_PER_MINUTE}/m/ip",
    "login_failed": f"{max(1, SIGN_INS_PER_MINUTE // 3)}/m/ip,5/300s/key",
    # Links by mail: per network address, and per mail address that is written.
    "sign_in_link": f"{SIGN_INS_PER_MINUTE}/m/ip,5/900s/key",
    # Letters of a badge: per network address, and per letters that are written.
    # Codes by phone: asking for one and trying one, per network address and per number.
    "phone_code": f"{SIGN_INS_PER_MINUTE}/m/ip,3/900s/key,10/d/key",
    "phone_try": f"{SIGN_INS_PER_MINUTE}/m/ip,10/900s/key",
    "card_letters": f"{SIGN_INS_PER_MINUTE}/m/ip,10/900s/key",
}
# A passkey is a way in by itself. After a password or a link, the code of an app is asked of those who set one up.
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "parkour.accounts.adapter.KeysAdapter"
MFA_FORMS = {
    "add_webauthn": "parkour.accounts.forms.AddPasskeyForm",
    "activate_totp": "parkour.accounts.forms.SetUpAppForm",
    "authenticate": "parkour.accounts.forms.SecondStepForm",
    "reauthenticate": "parkour.accounts.forms.ConfirmByCodeForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
# Whether officers and administrators need a passkey or an app: the operator says so, no administrator takes it back.
SECOND_STEP_REQUIRED = env.bool("PARKOUR_SECOND_STEP_REQUIRED", default=False)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the organisation's
MFA_RATE_LIMITS = {"webauthn_login": f"{SIGN_INS_PER_MINUTE}/m/ip"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers, and people who left, get no mail from us
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS_ONLY else "http"

# --- Browser-side safety ------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "parkour.core.again.expired_form"
SESSION_ENGINE = "parkour.accounts.session_store"
# Two minutes before, the page says so and offers to stay.
SESSION_COOKIE_AGE = env.int("PARKOUR_SESSION_SECONDS", default=14 * 24 * 3600)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS_ONLY
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
BEHIND_PROXY = env.bool("PARKOUR_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # Only a proxy that overwrites this header may be trusted with it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Without it every person behind the proxy would share one limit of sign-ins: that of the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PARKOUR_PROXY_COUNT", default=1 if BEHIND_PROXY else 0)
# Subdomains and the browsers' preload list concern the whole domain: its owner decides, not Parkour.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        # Every browser knows it. `report-to` would take its place where it is known, and sends over HTTPS only.
        "report-uri": ["/policy-reports/"],
    }
}

# --- API ----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "parkour.accounts.authentication.TokenAuthentication",
        "parkour.accounts.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["parkour.core.api.permissions.Declared"],
    "EXCEPTION_HANDLER": "parkour.core.api.problems.answer",
}
# Requests of one person in a second, a minute, an hour or a day, by kind of operation; tests count none.
API_RATES = {
    "read": env.str("API_RATE_READ", default="1200/m"),
    "write": env.str("API_RATE_WRITE", default="120/m"),
    "submit": env.str("API_RATE_SUBMIT", default="60/h"),
    "vote": env.str("API_RATE_VOTE", default="60/m"),
    "similar": env.str("API_RATE_SIMILAR", default="120/m"),
    "room_code": env.str("ROOM_CODE_RATE", default="10/m"),
    # Of all browsers together; see parkour/views/policy.py.
    "report": env.str("API_RATE_REPORT", default="60/m"),
}
if TESTING:
    API_RATES = dict.fromkeys(API_RATES)
SPECTACULAR_SETTINGS = {
    "TITLE": "Parkour",
    "VERSION": "1",
    "DESCRIPTION": "From a colleague’s idea to a decision everybody can see. The same rules as the pages: "
    "what a person may not see does not exist (404), a hidden name stays hidden, no result leaves before its reveal.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "displayOperationId": False},
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "TriageOutcome": "ideas.enums.Outcome",
        "DecisionOutcome": "ideas.enums.DecisionOutcome",
        "Channel": "ideas.enums.Channel",
        "IdeaState": "ideas.enums.State",
        "SessionState": "committee.enums.SessionState",
        "PollState": "committee.enums.PollState",
        "ItemState": "committee.enums.ItemState",
        "PollVisibility": "committee.enums.PollVisibility",
        "IdeaVisibility": "ideas.enums.Visibility",
        "IdeaKind": "ideas.enums.IdeaKind",
        "FileKind": "ideas.enums.FileKind",
        "GainKind": "ideas.enums.GainKind",
        "MailDelivery": "parkour.notifications.planning.Delivery",
        "MailRhythm": "parkour.notifications.models.Rhythm",
        "SiteKind": "parkour.organisation.models.SiteKind",
        "IdeaOrigin": "ideas.enums.Origin",
        "CampaignState": "ideas.enums.CampaignState",
        "Likeness": "ideas.likeness.Band",
        "PriorityBand": "ideas.scoring.BAND_CHOICES",
        "DangerKind": "ideas.enums.Danger",
        "ReasonCode": "ideas.enums.ReasonCode",
        "CallState": "committee.enums.CallState",
        "CandidacyStanding": "committee.enums.Standing",
        "VoteChoice": "committee.enums.Choice",
        "VoteMethod": "committee.enums.VoteMethod",
        "PoleCode": "committee.enums.CollegeCode",
        "CallMethod": "committee.enums.CallMethod",
        "PlanState": "committee.models.proposal.ProposalState",
        "ConsultationState": "committee.enums.ConsultationState",
        "PoleMode": "committee.enums.PoleMode",
        "AttendanceMode": "committee.enums.AttendanceMode",
        "RoomEventKind": "committee.enums.RoomEventKind",
        "WorkshopStep": "committee.workshop_steps.WorkshopStep",
        "ActionStage": "ideas.enums.ActionStage",
        "SurveyStage": "parkour.indicators.models.surveys.Stage",
        "QuestionKind": "parkour.indicators.models.surveys.Kind",
    },
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "A personal token, made in one’s profile."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The session of a browser; a write comes with its CSRF token in X-CSRFToken.",
            },
        }
    },
}

# --- Text messages ------------------------------------------------------------------------------------------
# The class that hands them over, by its dotted path; empty: no sign-in by a code. See parkour/accounts/sms_backends.py.
SMS_BACKEND = env.str(
    "SMS_BACKEND", default="parkour.accounts.sms_backends.FileSms" if DEBUG or PARKOUR_DEMO or TESTING else ""
)
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")

# --- Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "parkour" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")

# --- Static files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# The demo and the tests serve the sources; production serves hashed, compressed copies.
STATIC_FROM_SOURCES = DEBUG or PARKOUR_DEMO or TESTING
STATIC_ROOT = None if STATIC_FROM_SOURCES else BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCES
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if STATIC_FROM_SOURCES else 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCES
        else "parkour.core.static_files.ModulesStorage"
    },
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(PARKOUR_VAR_DIR / "media")))

# --- Mail -------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Parkour <parkour@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if PARKOUR_DEMO and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = PARKOUR_VAR_DIR / "mail"
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
    if EMAIL_PASSWORD := env.str("EMAIL_PASSWORD", default=""):
        EMAIL_HOST_PASSWORD = EMAIL_PASSWORD
EMAIL_TIMEOUT = 20
# A mail server that comes back after a long outage, and its readers, are not flooded.
PARKOUR_MAILS_PER_MINUTE = env.int("PARKOUR_MAILS_PER_MINUTE", default=300)
# Days after which the texts of mails are erased; their numbers stay.
PARKOUR_MAIL_RETENTION_DAYS = env.int("PARKOUR_MAIL_RETENTION_DAYS", default=90)
# Chats to which news that everybody may read are posted; see parkour/notifications/chat_channels.py.
PARKOUR_CHATS = env.json("PARKOUR_CHATS", default={})
# Whether people may be told at once on their phones, by the push services of their browsers (outside the house).
PARKOUR_PUSH = env.bool("PARKOUR_PUSH", default=False)

# --- Secret votes -----------------------------------------------------------------------------------------
# The key over the keys of their ballots, kept outside the database; without it no secret vote is opened.
PARKOUR_BALLOT_KEY = env.str("PARKOUR_BALLOT_KEY", default="tests-only-" + "b" * 40 if TESTING else "")
# Days after the minutes are published at which the ballots of hidden votes are forgotten; the counts stay.
PARKOUR_BALLOT_RETENTION_DAYS = env.int("PARKOUR_BALLOT_RETENTION_DAYS", default=90)
# Days after the minutes are approved at which those of named votes are forgotten; the counts stay.
PARKOUR_NAMED_BALLOT_RETENTION_DAYS = env.int("PARKOUR_NAMED_BALLOT_RETENTION_DAYS", default=365)

# --- What operators see -----------------------------------------------------------------------------------
# JSON lines for machines; one readable line where a person looks on.
LOG_FORMAT = env.str("LOG_FORMAT", default=log_lines.TEXT if DEBUG or PARKOUR_DEMO or TESTING else log_lines.JSON)
LOGGING = log_lines.configuration(
    level=env.str("LOG_LEVEL", default="INFO"), style=LOG_FORMAT, reveal=DEBUG or PARKOUR_DEMO or TESTING
)
# The only routes whose line says who asked; see parkour/core/observation/requests.py before adding one.
LOG_PERSON_ROUTES = ("account_", "mfa_", "sign_in_link", "card_in", "card_letters", "ask_code", "phone_code", "admin:")
# Answered before everything else, whatever the host name: an orchestrator knows the address of a process only.
PROBE_ROUTES = ("healthz", "readyz", "readyz_pages", "metrics")
# So is what a browser reports by itself: it is nobody's, no session is read for it and none lasts longer by it.
EARLY_ROUTES = (*PROBE_ROUTES, "policy_reports")
# Closed unless a token or networks are named.
METRICS_TOKEN = env.str("PARKOUR_METRICS_TOKEN", default="")
METRICS_NETWORKS = env.list("PARKOUR_METRICS_NETWORKS", default=[])
# A file that a worker touches while it lives, for the health check of its container.
PARKOUR_ALIVE_PATH = env.str("PARKOUR_ALIVE_PATH", default="")
