# The server without development packages. Settings come from the environment; see config/defaults.yaml.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci
COPY examples examples
COPY migrations migrations
COPY src src
RUN npm run build && rm dist/.tsbuildinfo

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN mkdir /data && chown node /data
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force
COPY config config
COPY examples/demo-application/style.css examples/demo-application/style.css
COPY views views
COPY --from=build /app/dist dist
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself rather than npm: it gets SIGTERM, and finishes what is under way before it stops.
CMD ["node", "dist/src/cli/countersign.js", "start"]
