FROM python:3.11-slim AS parts
RUN python -m venv /opt/parkour
COPY requirements.txt /tmp/requirements.txt
RUN /opt/parkour/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/parkour/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PARKOUR_VAR_DIR=/var/lib/parkour \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true
RUN useradd --system --uid 10001 --home-dir /var/lib/parkour --create-home parkour
COPY --from=parts /opt/parkour /opt/parkour
WORKDIR /srv/parkour
COPY manage.py ./
COPY parkour parkour
COPY ideas ideas
COPY committee committee
# The settings want an address for each server; collecting files asks none of them.
RUN python -m parkour.core.catalogue \
    && SECRET_KEY=build DATABASE_URL=postgresql://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1 \
       python manage.py collectstatic --noinput --verbosity 0
USER parkour
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as u; host = os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.'); u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["granian", "parkour.wsgi:application"]
