# syntax=docker/dockerfile:1
# Two stages: the first builds the assets and the wheel, the second holds only what runs.
# Build: docker build --tag aboveboard .     How to run it: compose.yaml, docs/how-to/install.md

FROM python:3.12-slim AS build
WORKDIR /source
COPY requirements.txt requirements-node.txt ./
RUN python -m venv /build \
    && /build/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY tools ./tools
COPY frontend ./frontend
COPY src ./src
RUN /build/bin/python tools/build_assets.py \
    && /build/bin/python -m hatchling build --target wheel --directory /dist

FROM python:3.12-slim
COPY requirements.txt /tmp/requirements.txt
COPY --from=build /dist /tmp/dist
RUN python -m venv /app \
    && /app/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && /app/bin/python -m pip install --no-cache-dir --no-deps --no-index /tmp/dist/*.whl \
    && rm -r /tmp/requirements.txt /tmp/dist \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin aboveboard \
    && install --directory --owner aboveboard --group aboveboard --mode 0700 /data
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=aboveboard.config.settings.production \
    ABOVEBOARD_DATA=/data \
    ABOVEBOARD_STATIC=/app/static
# The names of the assets are settled here, so that nothing is written when the service starts.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost ABOVEBOARD_DATA=/tmp/building \
    aboveboard collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/building
USER aboveboard
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "aboveboard.config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
    "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--graceful-timeout", "20"]
