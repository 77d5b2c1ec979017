import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { devProxy } from "./vite/dev-proxy.ts";
import { failureAdviceModule } from "./vite/failure-advice.ts";
import { wideFieldsModule } from "./vite/wide-fields.ts";

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [react(), wideFieldsModule(), failureAdviceModule()],
  resolve: {
    alias: { hysnappy: `${import.meta.dirname}/src/screens/artifacts/preview/plain-snappy.ts` },
  },
  worker: { format: "es", plugins: () => [wideFieldsModule()] },
  build: {
    outDir: "site",
    emptyOutDir: true,
    target: "es2024",
    // The content-security policy takes nothing from data: addresses, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the libraries ask of whoever hands them on.
    license: { fileName: "licenses.txt" },
  },
  ...(command === "serve" && { server: { proxy: devProxy() } }),
}));
