import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run console:dev` finds an engine. */
const engine = process.env["STEVEDORE_URL"] ?? "http://127.0.0.1:4000";

/**
 * Relative addresses, because the engine may stand under a path of its own behind a proxy; nothing inlined, because the
 * page's Content-Security-Policy allows no inline script, style or font.
 */
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    // The engine answers to pages of its own origin only, so the proxy speaks as one of them.
    proxy: {
      "/graphql": { target: engine, changeOrigin: true, ws: true, headers: { origin: engine } },
    },
  },
});
