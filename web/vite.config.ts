import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import postcssMantine from 'postcss-preset-mantine';
import { type Plugin, defineConfig } from 'vite';

const root = import.meta.dirname;
const server = 'http://localhost:3000';

/**
 * A browser needs where a door is, not the parsers behind it: those stay on the server, and an answer with a field that
 * this page does not know yet must not be refused after a new release. It saves 36 kB compressed on the first load.
 */
function doorsOnly(): Plugin {
  return {
    name: 'bedside-doors-only',
    async load(id) {
      if (!/\/contracts\/(http|sockets)\/[a-z-]+\.ts$/.test(id)) return null;
      const contracts: Record<string, unknown> = await import(pathToFileURL(id).href);
      return Object.entries(contracts)
        .map(([name, value]) => [name, door(value)] as const)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n');
    },
  };
}

/** A route's address and rules, a namespace's name, or a plain figure; nothing else crosses. */
function door(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  if (value === null || Array.isArray(value)) return undefined;
  if ('namespace' in value) return { namespace: value.namespace };
  const routes = Object.entries(value).filter(([, route]) => typeof route === 'object' && 'path' in route);
  if (routes.length === 0) return undefined;
  return Object.fromEntries(
    routes.map(([name, { method, path, who, creates, changes }]) => [
      name,
      { method, path, who, creates, changes },
    ]),
  );
}

export default defineConfig({
  root,
  base: '/',
  plugins: [doorsOnly(), react()],
  css: { postcss: { plugins: [postcssMantine()] } },
  build: {
    outDir: join(root, '../dist/web'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    // A contract is a plain value: one that nobody here uses takes its parser with it.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !id.includes('/contracts/') } },
  },
  server: {
    port: 5173,
    proxy: { '/api': server, '/socket.io': { target: server, ws: true } },
  },
});
