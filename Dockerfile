# One image for every role: bot, worker and scheduler differ only in their command.
#   docker build -t briefcut .
#   docker run --init --env-file .env -e HOST=0.0.0.0 -p 8080:8080 -v briefcut:/data briefcut

FROM python:3.12-slim AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/briefcut
ENV PATH=/opt/briefcut/bin:$PATH
# The locked dependencies change seldom: a layer of their own.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE alembic.ini ./
COPY db ./db
COPY agent ./agent
COPY bot ./bot
COPY jobs ./jobs
COPY briefcut ./briefcut
COPY migrations ./migrations
RUN pip install --no-build-isolation --no-deps -e . && python -m compileall -q /app

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Briefcut" \
      org.opencontainers.image.description="From ad brief to final cut, in a chat" \
      org.opencontainers.image.licenses="Apache-2.0"
# A number, so that a cluster can see that it is not root.
RUN groupadd --gid 10001 briefcut \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin briefcut \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/briefcut /opt/briefcut
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/briefcut/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BRIEFCUT_HOME=/data \
    PORT=8080 \
    LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
# Every role serves /healthz on its port.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["briefcut"]
CMD ["run"]
