# One image for every role; docker-compose.yml says which command makes which.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements.txt requirements-speech.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt
# docker build --build-arg SPEECH=true: with speech recognition, 380 MB more.
ARG SPEECH=false
RUN if [ "$SPEECH" = true ]; then /venv/bin/pip install --no-cache-dir -r requirements.txt -r requirements-speech.txt; fi

FROM python:3.13-slim-bookworm
# ffmpeg prepares sound for speech recognition.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent analyzer
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py requirements.txt ./
COPY youtube_analyzer youtube_analyzer
COPY analysis analysis
COPY realtime realtime
COPY templates templates
COPY sample sample
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
# Collecting needs settings but neither database nor secret of the installation.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build@localhost/build python manage.py collectstatic --no-input --verbosity 0 \
 && mkdir /data && chown analyzer /data
USER analyzer
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "youtube_analyzer.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", \
     "--ws", "realtime.protocol:PatientProtocol", "--ws-max-size", "65536", "--ws-per-message-deflate", "false", \
     "--timeout-graceful-shutdown", "10", "--lifespan", "off"]
