# The server, and `interop seed apply`, without Neo4j itself: compose.yaml puts the two together.
#   docker run --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 -e INTEROP_ACCESS=open IMAGE
# Others reach a container, so it wants to be told who may ask: docs/access.md.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements/base.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes -r requirements/base.txt
COPY LICENSE README.md pyproject.toml ./
COPY api api
COPY graph graph
COPY seed_data seed_data
# The build backend is in the lock too, so nothing is fetched here.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
LABEL org.opencontainers.image.title="platform-interop-graph" \
    org.opencontainers.image.licenses="MIT AND CC0-1.0"
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["interop"]
CMD ["serve", "--host", "0.0.0.0"]
