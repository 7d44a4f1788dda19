# Two stages: the first makes the environment, the second holds only what runs.
# A base of one's own: docker build --build-arg BASE=...
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
COPY requirements.lock /src/
RUN python3 -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /src/requirements.lock

FROM ${BASE} AS app
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin utsopi \
 && install -d -o utsopi -m 0700 /data
COPY --from=build /venv /venv
# the code belongs to root: what runs cannot change it
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    UTSOPI_VAR=/data UTSOPI_STATIC=/app/collected XDG_CACHE_HOME=/tmp
RUN UTSOPI_VAR=/tmp/build SECRET_KEY=only-for-the-build python manage.py collectstatic --no-input -v 0 \
 && rm -rf /tmp/build \
 && chmod -R a+rX collected \
 && python -m compileall -q .
USER 10001
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/app/docker/entry"]
CMD ["web"]
