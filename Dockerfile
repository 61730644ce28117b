# One image for servers and workers: what is in the repository is what runs, there is no build.
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY schema schema
COPY projections projections
COPY src src
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/compile-cache
VOLUME /data
EXPOSE 4000
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
