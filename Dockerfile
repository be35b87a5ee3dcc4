# The product as an image: the four packages, the migrations and a virtual environment from the hashed lock.
FROM python:3.11-slim-bookworm AS build

WORKDIR /srv/shuseki
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --no-input --require-hashes --only-binary :all: -r requirements.lock

FROM python:3.11-slim-bookworm

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SHUSEKI_HOST=0.0.0.0 \
    SHUSEKI_PORT=8000 \
    SHUSEKI_HOME=/var/lib/shuseki

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-ipaexfont-gothic \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/shuseki --create-home shuseki
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/shuseki
COPY . .
RUN pip install --no-cache-dir --no-input --no-deps --no-build-isolation --no-index --editable .

USER shuseki
VOLUME /var/lib/shuseki
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

CMD ["shuseki", "serve"]
