import { build } from 'vite';

/** Bundles a page's script into one HTML document, minified as a real one would be. */
export async function bundlePage(script: string): Promise<string> {
  const inline = (await bundleScript(script)).replaceAll('</script', '<\\/script');
  return `<!doctype html><meta charset="utf-8"><body></body><script type="module">${inline}</script>`;
}

/** The script alone, in one piece. */
export async function bundleScript(script: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: script, output: { format: 'iife' } } },
  });
  if (!('output' in built)) throw new Error('The page was not bundled into one file.');
  return built.output[0].code;
}
