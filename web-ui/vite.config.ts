import { defineConfig } from "vite";

// Everything is served by howfar itself: no outside request, no inline script (the content security policy forbids both).
export default defineConfig({
  build: {
    outDir: "../src/howfar/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    target: "es2022",
  },
  server: { proxy: { "/api": "http://127.0.0.1:8710" } },
});
