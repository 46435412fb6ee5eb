"""Settings, from top to bottom.

What differs between machines comes through ``env``; docs/configuration.md has a row for each variable.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from youtube_analyzer import env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "1.0.0"

# The machine

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = (env.text("SECRET_KEY") or "insecure-because-debug-is-on") if DEBUG else env.secret_key("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
#: Browsers' origins, with scheme, that may read the API and open sockets besides the page's own.
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS", [])
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [*default_headers, "Idempotency-Key", "X-Request-ID"]
CORS_EXPOSE_HEADERS = ["Location", "ETag", "Retry-After", "X-Request-ID", "Idempotent-Replayed"]
CORS_EXPOSE_HEADERS += [f"X-RateLimit-{part}" for part in ("Limit", "Remaining", "Reset")]
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", []) or CORS_ALLOWED_ORIGINS
#: Temporary files and whatever the embedded servers store.
DATA_DIR = env.path("DATA_DIR", BASE_DIR / ".data")
#: What worker and dispatcher touch as long as they look for work; None: nothing.
LIVENESS_PATH = env.path("LIVENESS_PATH", Path()) if env.text("LIVENESS_PATH") else None

#: True behind TLS: cookies are then sent over HTTPS only and browsers are told to stay there.
HTTPS = env.boolean("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
#: True behind proxies of ours, which tell in X-Forwarded-Proto and -For how and from where a request came; how many.
TRUST_PROXY = env.boolean("TRUST_PROXY", False)
PROXY_COUNT = env.integer("PROXY_COUNT", 1, minimum=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(health|livez|readyz|metrics)/?$"]
X_FRAME_OPTIONS = "DENY"

# Accounts

#: True: nobody is served without a login. False: analyses made without one are everybody's.
AUTH_REQUIRED = env.boolean("AUTH_REQUIRED", False)
#: True: whoever finds the page may make an account.
SIGN_UP = env.boolean("SIGN_UP", False)
#: Days that an access token holds where its maker does not say.
TOKEN_DAYS = env.integer("TOKEN_DAYS", 90, minimum=1)
AUTHENTICATION_BACKENDS = ["analysis.access.accounts.backend.BoundedBackend"]
KNOX_TOKEN_MODEL = "analysis.AccessToken"
# knox's migrations make the table of the model that ours stands in for; nothing else is in them.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    # By this, programs that look for leaked secrets know ours.
    "TOKEN_PREFIX": "ytan_",
}

# The application

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "corsheaders",
    "csp",
    "django_celery_results",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "knox",
    "rest_framework",
    "analysis",
    "realtime",
]
MIDDLEWARE = [
    "youtube_analyzer.middleware.request_log.AccessMiddleware",
    "youtube_analyzer.middleware.charset.Utf8Middleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "youtube_analyzer.middleware.static_files.StaticFilesMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if AUTH_REQUIRED:
    # Pages lead to the login; the API, sockets and streams see to it themselves.
    MIDDLEWARE.append("django.contrib.auth.middleware.LoginRequiredMiddleware")
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "task-list"
ROOT_URLCONF = "youtube_analyzer.urls"
ASGI_APPLICATION = "youtube_analyzer.asgi.application"
WSGI_APPLICATION = "youtube_analyzer.wsgi.application"
# The contract takes every path with and without a slash; a redirect would lose a POST's body.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
#: Where collectstatic puts the files; None: they are served straight from the packages, as a laptop wants it.
STATIC_ROOT = env.text("STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
#: Bytes; larger bodies are answered 413 before they are read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

# PostgreSQL: the queue, the event log, the truth

DATABASE_URL = env.text("DATABASE_URL")
if not DATABASE_URL:
    raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL server, or start with `make run`, which brings one.")
#: May be kept apart from the address, as a file: DATABASE_PASSWORD_FILE.
DATABASE_URL = env.with_password(DATABASE_URL, env.secret("DATABASE_PASSWORD"))
DATABASES = {"default": env.database(DATABASE_URL) | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}}
#: Connections a web process holds; 0 opens one per use, which is what forking workers need.
DATABASE_POOL_SIZE = env.integer("DATABASE_POOL_SIZE", 0)
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
#: Seconds that a worker's claim on an analysis holds without a heartbeat.
LEASE_SECONDS = env.integer("LEASE_SECONDS", 30, minimum=2)
# A process that freezes in the middle of a transaction would otherwise keep its locks for as long as it is frozen, and
# nobody could take its analysis over.
DATABASES["default"]["OPTIONS"].setdefault("options", f"-c idle_in_transaction_session_timeout={LEASE_SECONDS}s")
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL_SIZE,
        "timeout": 5,
        "max_lifetime": 300,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The Redis-protocol server: broker, channel layer, cache. May be wiped at any moment.

REDIS_URL = env.with_password(env.text("REDIS_URL", "redis://127.0.0.1:6379/0"), env.secret("REDIS_PASSWORD"))
#: Keys of several installations on one server are kept apart by this.
REDIS_PREFIX = env.text("REDIS_PREFIX", "youtube-analyzer")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            # redis-py 8 otherwise cuts a subscription that is idle for 5 s: channels_redis issue 422.
            "hosts": [{"address": REDIS_URL, "socket_timeout": None, "socket_connect_timeout": 1}],
            "prefix": REDIS_PREFIX,
        },
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}

# Celery

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:",
    # Seconds; a frozen broker must not hang whoever publishes.
    "socket_timeout": 3,
    "socket_connect_timeout": 1,
    # Well above the time limit; the database, not the broker, knows what was lost.
    "visibility_timeout": 6 * 3600,
}
# A mirror for the admin; the pipeline never reads it.
CELERY_RESULT_BACKEND = "youtube_analyzer.celery_support.result_mirror:Mirror"
CELERY_RESULT_EXTENDED = True
CELERY_RESULT_EXPIRES = 7 * 86400
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_TRACK_STARTED = True
#: Seconds. At the soft limit a run that makes progress is handed on, one that makes none has timed out.
CELERY_TASK_TIME_LIMIT = env.integer("TASK_TIME_LIMIT", 30 * 60, minimum=10)
CELERY_TASK_SOFT_TIME_LIMIT = env.integer("TASK_SOFT_TIME_LIMIT", 25 * 60, minimum=5)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# Modules that a worker loads besides the tasks.
CELERY_IMPORTS = ["youtube_analyzer.celery_support.watchdog", "youtube_analyzer.celery_support.worker_presence"]
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_DEFAULT_QUEUE = "analysis"

# Running analyses

#: Claims without a finished step in between, before an analysis is given up.
MAX_ATTEMPTS = env.integer("MAX_ATTEMPTS", 5, minimum=1)
#: Handed out and not yet claimed, at most; the rest waits in PostgreSQL, where it is safe.
DISPATCH_WINDOW = env.integer("DISPATCH_WINDOW", 32, minimum=1)
#: Tries of one step against a source that does not answer, and the longest wait between two, seconds.
STEP_TRIES = env.integer("STEP_TRIES", 4, minimum=1)
STEP_RETRY_MAX_SECONDS = env.integer("STEP_RETRY_MAX_SECONDS", 60, minimum=0)

#: Days after its end at which an analysis is removed with all that hangs on it; 0: none is.
RETENTION_DAYS = env.integer("RETENTION_DAYS", 0)

# What one caller may ask for; empty: as much as he likes

#: Analyses that have not ended.
MAX_ACTIVE_TASKS = env.limit("MAX_ACTIVE_TASKS", 10)
#: Sockets and event streams that are open.
MAX_SOCKETS = env.limit("MAX_SOCKETS", 50)
#: New analyses and retries; everything else that the API is asked.
THROTTLE_CREATE = env.rate("THROTTLE_CREATE")
THROTTLE_READ = env.rate("THROTTLE_READ")

# Sources and speech

#: Dotted paths, tried in order; each is called without arguments.
VIDEO_SOURCES = env.words(
    "VIDEO_SOURCES", ["analysis.sources.archive.ArchiveSource", "analysis.sources.ytdlp.YtDlpSource"]
)
#: Seconds between two questions to YouTube, of all workers together; 0: no distance is kept.
SOURCE_PACE_SECONDS = env.seconds("SOURCE_PACE_SECONDS", 1.0)
#: Seconds for which analyses wait while YouTube refuses this server; after that they fail.
SOURCE_GIVE_UP_SECONDS = env.integer("SOURCE_GIVE_UP_SECONDS", 6 * 3600, minimum=0)
#: Folders of yt-dlp dumps, one a video. The sample that ships with the project is one.
ARCHIVE_DIRS = [Path(folder) for folder in env.words("ARCHIVE_DIR", [])] + [BASE_DIR / "sample"]
SPEECH_CLIENT = env.text("SPEECH_CLIENT", "analysis.speech.whisper.WhisperSpeech")
#: A name that faster-whisper knows or a folder with a CTranslate2 model.
SPEECH_MODEL = env.text("SPEECH_MODEL", "base")
SPEECH_DEVICE = env.text("SPEECH_DEVICE", "cpu")
SPEECH_COMPUTE_TYPE = env.text("SPEECH_COMPUTE_TYPE", "int8")
#: Where models that had to be fetched are kept, and the seconds that fetching one may take.
SPEECH_MODEL_DIR = env.path("SPEECH_MODEL_DIR", DATA_DIR / "speech-models")
SPEECH_FETCH_SECONDS = env.integer("SPEECH_FETCH_SECONDS", 900, minimum=1)
#: Threads of one worker; 0: as many as the machine has cores, at most 4.
SPEECH_THREADS = env.integer("SPEECH_THREADS", 0)
#: Windows of 30 seconds that are heard at once: more is faster and takes more memory.
SPEECH_BATCH_SIZE = env.integer("SPEECH_BATCH_SIZE", 4, minimum=1)
#: Seconds of sound between two checkpoints. One chunk must be heard well within the time limit of a task.
SPEECH_CHUNK_SECONDS = env.integer("SPEECH_CHUNK_SECONDS", 600, minimum=10)
#: Limits. Seconds, bytes.
MAX_VIDEO_SECONDS = env.integer("MAX_VIDEO_SECONDS", 4 * 3600, minimum=1)
MAX_AUDIO_BYTES = env.integer("MAX_AUDIO_BYTES", 2 * 1024**3, minimum=1)
#: Passed on to yt-dlp; empty means "none".
YTDLP_PROXY = env.text("YTDLP_PROXY")
YTDLP_COOKIE_FILE = env.text("YTDLP_COOKIE_FILE")
#: JSON for yt-dlp's ``extractor_args`` of youtube: ``{"po_token": ["..."]}``.
YTDLP_EXTRACTOR_ARGS = env.text("YTDLP_EXTRACTOR_ARGS")
#: Programs that may run YouTube's player script, if installed: deno, node, bun, quickjs. Only deno locks it in.
YTDLP_JS_RUNTIMES = env.words("YTDLP_JS_RUNTIMES", ["deno"])
#: Seconds yt-dlp waits for an answer.
YTDLP_SOCKET_TIMEOUT = env.integer("YTDLP_SOCKET_TIMEOUT", 20, minimum=1)

# A language model, if any

#: Address of an OpenAI-compatible server, up to and with its version: https://api.openai.com/v1. Empty: none is asked.
LLM_BASE_URL = env.web_address("LLM_BASE_URL")
LLM_CLIENT = env.text("LLM_CLIENT", "analysis.llm.chat_completions.ChatCompletions")
LLM_API_KEY = env.secret("LLM_API_KEY")
LLM_MODEL = env.text("LLM_MODEL")
if LLM_BASE_URL and not LLM_MODEL:
    raise ImproperlyConfigured("LLM_BASE_URL is set: set LLM_MODEL to the name of a model of that server, too.")
if not (LLM_API_KEY.isascii() and LLM_API_KEY.isprintable()):
    raise ImproperlyConfigured("LLM_API_KEY holds characters that no HTTP header can carry.")
#: Seconds of silence after which a reply is given up.
LLM_TIMEOUT = env.integer("LLM_TIMEOUT", 120, minimum=1)
#: Tokens that a prompt and its reply have room for together, and those kept for the reply, at most half of them.
LLM_CONTEXT_TOKENS = env.integer("LLM_CONTEXT_TOKENS", 8192, minimum=4096)
LLM_REPLY_TOKENS = env.integer("LLM_REPLY_TOKENS", 2000, minimum=256)
#: Tokens of both kinds that one analysis may spend.
LLM_MAX_TOKENS_PER_ANALYSIS = env.integer("LLM_MAX_TOKENS_PER_ANALYSIS", 300_000)
#: How the server is told to give JSON; not every local one knows schemas.
LLM_RESPONSE_FORMAT = env.one_of("LLM_RESPONSE_FORMAT", ("json_schema", "json_object", "none"))
#: Prices of a million tokens, in any currency; empty: no cost is worked out.
LLM_PRICE_INPUT = env.number("LLM_PRICE_INPUT")
LLM_PRICE_OUTPUT = env.number("LLM_PRICE_OUTPUT")

# REST

REST_FRAMEWORK = {
    # The first one names the scheme in the answer to a caller without a login.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "analysis.api.accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["analysis.api.accounts.authentication.MayAsk"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["analysis.api.http.parsers.BoundedJSONParser"],
    # "format" is a parameter of ours: the kind of file that is wanted.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "analysis.api.http.negotiation.LenientNegotiation",
    "DEFAULT_SCHEMA_CLASS": "analysis.api.schema.openapi.Schema",
    "EXCEPTION_HANDLER": "analysis.api.http.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "YouTube Analyzer",
    "VERSION": VERSION,
    "DESCRIPTION": "Analyses YouTube videos: what is said and what viewers say, with live progress.",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["analysis.api.schema.endpoints.without_twins"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "analysis.api.schema.result_schema.with_finding",
        "analysis.api.schema.endpoints.with_rate_headers",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_NAME_OVERRIDES": {
        "AnalysisTypeEnum": "analysis.choices.AnalysisType",
        "TaskStatusEnum": "analysis.choices.TaskStatus",
        # Named, or it would take the place of the whole set.
        "ActiveTaskStatusEnum": ["pending", "processing"],
        "StepStatusEnum": "analysis.choices.StepStatus",
        "StepNameEnum": "analysis.choices.StepName",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Figures

#: Who may read /metrics: whoever shows this, as a bearer's token, and whoever asks from these networks directly.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
METRICS_NETWORKS = env.networks("METRICS_NETWORKS", ["127.0.0.0/8", "::1/128"])
#: Where several web processes behind one port add up their figures; prometheus_client reads the variable by itself.
METRICS_DIR = env.text("PROMETHEUS_MULTIPROC_DIR")
if METRICS_DIR:
    Path(METRICS_DIR).mkdir(parents=True, exist_ok=True)
#: Seconds between two writings of a process's counts; 0: none are written by themselves.
TALLY_SECONDS = 5.0

#: Where spans are sent by OTLP over HTTP; empty: nothing is traced. The SDK reads this and its other variables itself.
TRACING_ENDPOINT = env.text("OTEL_EXPORTER_OTLP_ENDPOINT")
if TRACING_ENDPOINT and find_spec("opentelemetry") is None:
    raise ImproperlyConfigured("OTEL_EXPORTER_OTLP_ENDPOINT is set: install requirements-tracing.txt, too.")

# Logs

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
#: For machines, unless somebody looks on.
LOG_FORMAT = env.one_of("LOG_FORMAT", ("console", "json") if DEBUG or sys.stderr.isatty() else ("json", "console"))
#: Where staff reads the log lines of an analysis; {request_id} and {task_id} are filled in. Empty: nowhere.
LOG_URL_TEMPLATE = env.web_address("LOG_URL_TEMPLATE")
if LOG_URL_TEMPLATE and not {"{request_id}", "{task_id}"} & set(re.findall(r"{\w+}", LOG_URL_TEMPLATE)):
    raise ImproperlyConfigured("LOG_URL_TEMPLATE must hold {request_id} or {task_id}, which are filled in.")
LOGGING = logs.config(format=LOG_FORMAT, level=LOG_LEVEL)
LOGGING_CONFIG = "youtube_analyzer.logs.configure"
