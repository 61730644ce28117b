# One image for servers and workers. What is in the repository is what runs; only the console is built.
FROM node:24-bookworm-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts
COPY console console
RUN NODE_ENV=production npx vite build console && node console/after-build.ts

FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY schema schema
COPY explorer explorer
COPY projections projections
COPY src src
COPY --from=console /app/console/dist console/dist
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/compile-cache
VOLUME /data
EXPOSE 4000
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
