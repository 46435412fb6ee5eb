"""Django settings.

Values that differ between machines are read by ``env``; docs/configuration.md describes each variable.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured

from analysis.api.http import rest_framework_settings
from analysis.api.schema import api_documentation
from analysis.sources import NAMES as SOURCE_NAMES
from youtube_analyzer import account_settings, content_security, env, logs
from youtube_analyzer.celery_support import brokers

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = (BASE_DIR / "youtube_analyzer" / "VERSION").read_text().strip()

# Deployment

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = (env.text("SECRET_KEY") or "insecure-because-debug-is-on") if DEBUG else env.secret_key("SECRET_KEY")
#: Key of the list of erased authors, which matches no author under another key; empty: SECRET_KEY.
ERASURE_KEY = env.secret("ERASURE_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
#: Origins, with scheme, that may use the API and open sockets from a browser, besides our own.
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS", [])
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [*default_headers, "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-Request-ID"]
CORS_EXPOSE_HEADERS = api_documentation.RESPONSE_HEADERS
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", []) or CORS_ALLOWED_ORIGINS
#: Folder of temporary files and of the embedded servers' data.
DATA_DIR = env.path("DATA_DIR", BASE_DIR / ".data")
#: File that worker and dispatcher touch while they are alive; None: no file.
LIVENESS_PATH = env.path("LIVENESS_PATH", Path()) if env.text("LIVENESS_PATH") else None

#: True behind TLS: sets secure cookies, redirects to HTTPS and sends HSTS.
HTTPS = env.boolean("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
#: True behind trusted proxies that set X-Forwarded-Proto and X-Forwarded-For; PROXY_COUNT is their number.
TRUST_PROXY = env.boolean("TRUST_PROXY", False)
PROXY_COUNT = env.integer("PROXY_COUNT", 1, minimum=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
# Probes use plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(health|livez|readyz|metrics)/?$"]

# Accounts

#: True: every request needs a login. False: analyses created without a login are public.
AUTH_REQUIRED = env.boolean("AUTH_REQUIRED", False)
#: True: anyone can create an account. Days for which an invitation holds.
SIGN_UP, INVITATION_DAYS = env.boolean("SIGN_UP", False), env.integer("INVITATION_DAYS", 7, minimum=1)
#: Default lifetime of an access token in days.
TOKEN_DAYS = env.integer("TOKEN_DAYS", 90, minimum=1)
#: Passwords that a web process hashes at the same time; each takes 19 MiB and one core.
PASSWORD_HASHES_AT_ONCE = env.integer("PASSWORD_HASHES_AT_ONCE", 2, minimum=1)
#: Server for mail: ``smtp+tls://user@host:587``; empty: no mail is sent. DEBUG writes it to the console.
EMAIL_URL = env.with_password(env.text("EMAIL_URL", "consolemail://" if DEBUG else ""), env.secret("EMAIL_PASSWORD"))
DEFAULT_FROM_EMAIL, EMAIL_TIMEOUT = env.text("EMAIL_FROM") or "youtube-analyzer@localhost", 10
#: Providers of OpenID Connect.
OIDC_PROVIDERS = env.oidc_providers("OIDC_PROVIDERS")
globals().update(account_settings.FIXED | env.mail(EMAIL_URL) | account_settings.providers(OIDC_PROVIDERS))

# The application

INSTALLED_APPS = [
    # For `runserver`, which then serves sockets, too. It would take 22 MB of every process in production.
    *(["daphne"] if DEBUG else []),
    *(f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "humanize", "sessions", "messages")),
    "whitenoise.runserver_nostatic",
    *(f"django.contrib.{name}" for name in ("staticfiles", "postgres")),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
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
    "youtube_analyzer.middleware.request_log.RequestLogMiddleware",
    # Outside all that may answer with a page.
    "youtube_analyzer.middleware.language.PageLanguageMiddleware",
    "youtube_analyzer.middleware.charset.Utf8Middleware",
    "django.middleware.security.SecurityMiddleware",
    "youtube_analyzer.middleware.content_security.ContentSecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "youtube_analyzer.middleware.static_files.StaticFilesMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "youtube_analyzer.middleware.waiting_limit.WaitingLimitMiddleware",
    "youtube_analyzer.middleware.received_files.ReceivedFilesMiddleware",
    "youtube_analyzer.middleware.refused_values.RefusedValuesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if AUTH_REQUIRED:
    MIDDLEWARE.append("django.contrib.auth.middleware.LoginRequiredMiddleware")  # pages only; all else checks itself
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "task-list"
ROOT_URLCONF = "youtube_analyzer.urls"
ASGI_APPLICATION = "youtube_analyzer.asgi.application"
WSGI_APPLICATION = "youtube_analyzer.wsgi.application"
# The API accepts every path with and without a trailing slash; a redirect would lose the body of a POST.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": ["youtube_analyzer.template_loader.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                *(f"django.contrib.{name}.context_processors.{name}" for name in ("auth", "messages")),
            ],
        },
    },
]
LANGUAGE_CODE = "en"
#: Languages of the pages and of exported reports; analysis/locale holds the translations.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
# Before those of Django and other packages, which translate some of the same words.
LOCALE_PATHS = [BASE_DIR / "analysis" / "locale"]
FORMAT_MODULE_PATH = "youtube_analyzer.formats"
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = 365 * 86400, True, "Lax"
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
#: Target folder of collectstatic; None: files are served directly from the packages, for development.
STATIC_ROOT = env.text("STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
CONTENT_SECURITY_POLICY = content_security.policy(account_settings.origins(OIDC_PROVIDERS))
#: Maximum body size in bytes; larger bodies get a 413 response.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
#: Connections of one web process; without a proxy in front, one address gets half of them.
MAX_CONNECTIONS = env.integer("MAX_CONNECTIONS", 4096, minimum=2)

# PostgreSQL: tasks, event log, results

#: The password can be kept in a separate file: DATABASE_PASSWORD_FILE.
DATABASE_URL = env.with_password(env.text("DATABASE_URL"), env.secret("DATABASE_PASSWORD"))
if not DATABASE_URL:
    raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL server, or start with `make run`, which includes one.")
#: Connections of a web process's pool; 0 opens one per use, as forking workers need.
DATABASE_POOL_SIZE = env.integer("DATABASE_POOL_SIZE", 0)
#: Seconds after which the lease of a worker without heartbeat expires.
LEASE_SECONDS = env.integer("LEASE_SECONDS", 30, minimum=2)
#: True: DATABASE_URL is PgBouncer's in transaction mode.
DATABASE_TRANSACTION_POOLING = env.boolean("DATABASE_TRANSACTION_POOLING", False)
DATABASES = {
    "default": env.database(DATABASE_URL, DATABASE_POOL_SIZE, LEASE_SECONDS, DATABASE_TRANSACTION_POOLING),
}
#: Milliseconds after which a search is given up.
SEARCH_TIMEOUT_MS = env.integer("SEARCH_TIMEOUT_MS", 5000, minimum=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis or Valkey: channel layer, limits, broker. Its data may be lost at any time.

REDIS_PASSWORD = env.secret("REDIS_PASSWORD")
REDIS_URL = env.with_password(env.text("REDIS_URL", "redis://127.0.0.1:6379/0"), REDIS_PASSWORD)
#: Prefix of all keys, so that several installations can share a server.
REDIS_PREFIX = env.text("REDIS_PREFIX", "youtube-analyzer")
#: Servers that share the channel layer, each analysis on one of them; all with the same password.
EVENT_REDIS_URLS = env.words("EVENT_REDIS_URLS", [REDIS_URL])
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "realtime.gathering.GatheringChannelLayer",
        "CONFIG": {
            "hosts": env.subscribed_hosts(EVENT_REDIS_URLS, REDIS_PASSWORD),
            "prefix": REDIS_PREFIX,
        },
    },
}

# Celery

#: RabbitMQ (``amqp://``, ``amqps://``), whose queues are then quorum queues; else Redis.
CELERY_BROKER_URL = env.with_password(env.text("BROKER_URL"), env.secret("BROKER_PASSWORD")) or REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.transport_options(CELERY_BROKER_URL, prefix=REDIS_PREFIX)
#: Further options of connections that only publish.
BROKER_PUBLISHING_OPTIONS = brokers.publishing_options(CELERY_BROKER_URL)
CELERY_TASK_DEFAULT_QUEUE_TYPE = CELERY_TASK_CREATE_MISSING_QUEUE_TYPE = brokers.queue_type(CELERY_BROKER_URL)
# For the admin only; the pipeline never reads it.
CELERY_RESULT_BACKEND = "youtube_analyzer.celery_support.result_backend:ResultBackend"
CELERY_RESULT_EXTENDED = True
CELERY_RESULT_EXPIRES = 7 * 86400
CELERY_TASK_TRACK_STARTED = True
#: Seconds. At the soft limit, a run that makes progress is requeued; one that makes none fails with a timeout.
CELERY_TASK_TIME_LIMIT = env.integer("TASK_TIME_LIMIT", 30 * 60, minimum=10)
CELERY_TASK_SOFT_TIME_LIMIT = env.integer("TASK_SOFT_TIME_LIMIT", 25 * 60, minimum=5)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
#: Kilobytes. A process of a worker that uses more after a task is replaced; Celery measures its peak.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1024 * env.integer("WORKER_MEMORY_LIMIT_MB", 1500, minimum=100)
# Additional modules for workers. Their processes share the memory of what is imported before they start.
CELERY_IMPORTS = [
    "analysis.execution.runner",
    *(f"youtube_analyzer.celery_support.{name}" for name in ("watchdog", "worker_presence", "garbage_collection")),
]
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_DEFAULT_QUEUE = "analysis"

# Running analyses

#: Attempts without a completed step after which an analysis fails.
MAX_ATTEMPTS = env.integer("MAX_ATTEMPTS", 5, minimum=1)
#: Maximum number of dispatched tasks that no worker has claimed yet; all others wait in PostgreSQL.
DISPATCH_WINDOW = env.integer("DISPATCH_WINDOW", 32, minimum=1)
#: Members of batches that are analysed at a time; hours for which a result is fresh, and taken by a batch as it is.
BATCH_WINDOW, FRESH_RESULT_HOURS = env.integer("BATCH_WINDOW", 16, minimum=1), env.integer("FRESH_RESULT_HOURS", 720)
#: Tries of one step if a service fails temporarily, and the maximum delay between two tries in seconds.
STEP_TRIES, STEP_RETRY_MAX_SECONDS = env.integer("STEP_TRIES", 4, minimum=1), env.integer("STEP_RETRY_MAX_SECONDS", 60)

#: Days after which an ended analysis is deleted with all its data; 0: never.
RETENTION_DAYS = env.integer("RETENTION_DAYS", 0)
#: Days after which its transcript and comments are deleted, and its events but the last; 0: with the analysis.
TEXT_RETENTION_DAYS = env.integer("TEXT_RETENTION_DAYS", 0)
EVENT_RETENTION_DAYS = env.integer("EVENT_RETENTION_DAYS", 0)
#: Webhooks: whether there are any, also to http://, also to addresses that are not public; days that the log is kept.
WEBHOOKS_ENABLED = env.boolean("WEBHOOKS_ENABLED", False)
WEBHOOK_ALLOW_HTTP = env.boolean("WEBHOOK_ALLOW_HTTP", DEBUG)
WEBHOOK_ALLOW_PRIVATE = env.boolean("WEBHOOK_ALLOW_PRIVATE", False)
WEBHOOK_RETENTION_DAYS = env.integer("WEBHOOK_RETENTION_DAYS", 30, minimum=1)

# Limits per caller; empty: unlimited
#: Analyses without the members of batches: active ones, and those started on one day in UTC.
MAX_ACTIVE_TASKS, MAX_TASKS_PER_DAY = env.limit("MAX_ACTIVE_TASKS", 10), env.limit("MAX_TASKS_PER_DAY", None)
#: Active batches; followed channels and playlists; open sockets and event streams.
MAX_ACTIVE_BATCHES, MAX_FOLLOWS = env.limit("MAX_ACTIVE_BATCHES", 5), env.limit("MAX_FOLLOWS", 20)
MAX_SOCKETS = env.limit("MAX_SOCKETS", 50)
#: Rate of new analyses and retries, of questions, and of all other API requests.
THROTTLE_CREATE = env.rate("THROTTLE_CREATE")
THROTTLE_ASK, THROTTLE_READ = env.rate("THROTTLE_ASK"), env.rate("THROTTLE_READ")

#: Uploads: bytes of a request, of its files once unpacked, and their number; hours that one is kept; uploads at a time.
MAX_UPLOAD_BYTES = env.integer("MAX_UPLOAD_BYTES", 512 * 1024**2, minimum=1)
MAX_UPLOAD_UNPACKED_BYTES = env.integer("MAX_UPLOAD_UNPACKED_BYTES", 1024**3, minimum=1)
MAX_UPLOAD_FILES = DATA_UPLOAD_MAX_NUMBER_FILES = env.integer("MAX_UPLOAD_FILES", 100, minimum=1)
UPLOAD_HOURS, MAX_UPLOADS = env.integer("UPLOAD_HOURS", 24, minimum=1), env.limit("MAX_UPLOADS", 20)
FILE_UPLOAD_HANDLERS = ["analysis.uploads.receiving.DiskHandler"]

# Sources and speech

#: Dotted paths of source classes, tried in order; each is called without arguments.
VIDEO_SOURCES = env.classes("VIDEO_SOURCES", SOURCE_NAMES)
#: Key of the YouTube Data API, without which that source is left out; units that its project may use a day.
YOUTUBE_API_KEY, YOUTUBE_API_QUOTA = env.header_secret("YOUTUBE_API_KEY"), env.integer("YOUTUBE_API_QUOTA", 10_000)
#: Minimum seconds between two requests to YouTube, across all workers; 0: no limit.
SOURCE_PACE_SECONDS = env.seconds("SOURCE_PACE_SECONDS", 1.0)
#: Seconds that analyses wait while YouTube blocks this server, before they fail.
SOURCE_GIVE_UP_SECONDS = env.integer("SOURCE_GIVE_UP_SECONDS", 6 * 3600, minimum=0)
#: Folders of yt-dlp dumps, one subfolder per video; includes the sample that ships with the project.
ARCHIVE_DIRS = [Path(folder) for folder in env.words("ARCHIVE_DIR", [])] + [BASE_DIR / "sample"]
SPEECH_CLIENT = env.text("SPEECH_CLIENT", "analysis.speech.whisper.WhisperSpeech")
#: Model name of faster-whisper, or a folder with a CTranslate2 model.
SPEECH_MODEL = env.text("SPEECH_MODEL", "base")
SPEECH_DEVICE, SPEECH_COMPUTE_TYPE = env.text("SPEECH_DEVICE", "cpu"), env.text("SPEECH_COMPUTE_TYPE", "int8")
#: Folder of downloaded models, and the time limit of a download in seconds.
SPEECH_MODEL_DIR = env.path("SPEECH_MODEL_DIR", DATA_DIR / "speech-models")
SPEECH_FETCH_SECONDS = env.integer("SPEECH_FETCH_SECONDS", 900, minimum=1)
#: Threads per worker; 0: one per core, at most 4.
SPEECH_THREADS = env.integer("SPEECH_THREADS", 0)
#: Windows of 30 seconds that are transcribed at once: more are faster and need more memory.
SPEECH_BATCH_SIZE = env.integer("SPEECH_BATCH_SIZE", 4, minimum=1)
#: Seconds of audio between two checkpoints. Transcribing one chunk must take much less than the task's time limit.
SPEECH_CHUNK_SECONDS = env.integer("SPEECH_CHUNK_SECONDS", 600, minimum=10)
#: Maximum duration in seconds and maximum size in bytes.
MAX_VIDEO_SECONDS = env.integer("MAX_VIDEO_SECONDS", 4 * 3600, minimum=1)
MAX_AUDIO_BYTES = env.integer("MAX_AUDIO_BYTES", 2 * 1024**3, minimum=1)
#: Passed to yt-dlp; empty: none.
YTDLP_PROXY, YTDLP_COOKIE_FILE = env.text("YTDLP_PROXY"), env.text("YTDLP_COOKIE_FILE")
#: JSON for yt-dlp's ``extractor_args`` of youtube: ``{"po_token": ["..."]}``.
YTDLP_EXTRACTOR_ARGS = env.secret("YTDLP_EXTRACTOR_ARGS")
#: Runtimes that may execute YouTube's player script, if installed: deno, node, bun, quickjs. Only deno sandboxes it.
YTDLP_JS_RUNTIMES = env.words("YTDLP_JS_RUNTIMES", ["deno"])
#: Seconds that yt-dlp waits for a response.
YTDLP_SOCKET_TIMEOUT = env.integer("YTDLP_SOCKET_TIMEOUT", 20, minimum=1)

# Language model (optional)

#: Base URL of an OpenAI-compatible server, including the version: https://api.openai.com/v1. Empty: no model is used.
LLM_BASE_URL = env.web_address("LLM_BASE_URL")
LLM_CLIENT = env.text("LLM_CLIENT", "analysis.llm.chat_completions.ChatCompletions")
LLM_API_KEY = env.header_secret("LLM_API_KEY")
LLM_MODEL = env.text("LLM_MODEL")
if LLM_BASE_URL and not LLM_MODEL:
    raise ImproperlyConfigured("LLM_BASE_URL is set: set LLM_MODEL to the name of a model of that server, too.")
#: Read timeout of a reply in seconds.
LLM_TIMEOUT = env.integer("LLM_TIMEOUT", 120, minimum=1)
#: Size of the context window in tokens, and the part reserved for the reply, at most half.
LLM_CONTEXT_TOKENS = env.integer("LLM_CONTEXT_TOKENS", 8192, minimum=4096)
LLM_REPLY_TOKENS = env.integer("LLM_REPLY_TOKENS", 2000, minimum=256)
#: Maximum number of prompt and completion tokens per analysis, and per question about one.
LLM_MAX_TOKENS_PER_ANALYSIS = env.integer("LLM_MAX_TOKENS_PER_ANALYSIS", 300_000)
LLM_MAX_TOKENS_PER_QUESTION = env.integer("LLM_MAX_TOKENS_PER_QUESTION", 20_000)
#: How JSON output is requested; not every local server supports schemas.
LLM_RESPONSE_FORMAT = env.one_of("LLM_RESPONSE_FORMAT", ("json_schema", "json_object", "none"))
#: Prices per million tokens, in any currency; empty: costs are not calculated.
LLM_PRICE_INPUT, LLM_PRICE_OUTPUT = env.number("LLM_PRICE_INPUT"), env.number("LLM_PRICE_OUTPUT")

# REST

REST_FRAMEWORK = rest_framework_settings.REST_FRAMEWORK
DRF_STANDARDIZED_ERRORS = rest_framework_settings.STANDARDIZED_ERRORS
SPECTACULAR_SETTINGS = api_documentation.SETTINGS | {"VERSION": VERSION}

# Metrics and tracing

#: Access to /metrics: requests with this bearer token, and direct requests from these networks.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
METRICS_NETWORKS = env.networks("METRICS_NETWORKS", ["127.0.0.0/8", "::1/128"])
#: Folder in which several web processes on one port share their metrics; prometheus_client reads the variable itself.
METRICS_DIR = env.new_folder("PROMETHEUS_MULTIPROC_DIR")
#: Seconds between two writes of a process's counters to the database; 0: no automatic writes.
COUNTER_FLUSH_SECONDS = 5.0
#: OTLP/HTTP endpoint for spans; empty: no tracing. The SDK reads this and its other variables itself.
TRACING_ENDPOINT = env.text("OTEL_EXPORTER_OTLP_ENDPOINT")
if TRACING_ENDPOINT and find_spec("opentelemetry") is None:
    raise ImproperlyConfigured("OTEL_EXPORTER_OTLP_ENDPOINT is set: install requirements-tracing.txt, too.")

# Logs

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
#: Default: console on a terminal or with DEBUG, otherwise json.
LOG_FORMAT = env.one_of("LOG_FORMAT", ("console", "json") if DEBUG or sys.stderr.isatty() else ("json", "console"))
#: URL of the log lines of an analysis, linked in the admin; contains {request_id} or {task_id}. Empty: no link.
LOG_URL_TEMPLATE = env.url_template("LOG_URL_TEMPLATE", ("{request_id}", "{task_id}"))
LOGGING = logs.config(format=LOG_FORMAT, level=LOG_LEVEL)
LOGGING_CONFIG = "youtube_analyzer.logs.configure"
ENVIRONMENT = env.READINGS  # for operations/diagnosis
