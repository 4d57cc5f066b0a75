FROM python:3.11-slim AS parts
RUN python -m venv /opt/parkour
COPY requirements.txt /tmp/requirements.txt
RUN /opt/parkour/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt \
    && /opt/parkour/bin/pip uninstall --yes --quiet pip

FROM python:3.11-slim
ENV PATH=/opt/parkour/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PARKOUR_VAR_DIR=/var/lib/parkour \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    PARKOUR_WEB_THREADS=4 \
    GRANIAN_WORKERS_KILL_TIMEOUT=25 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/parkour --create-home --shell /usr/sbin/nologin parkour
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
# By number, so that an orchestrator can see that it is not root. The code belongs to root: the product cannot change it.
USER 10001:10001
EXPOSE 8000
# Life only: whether the servers behind it answer is what /readyz tells.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve"]
