import { join } from 'node:path';
import compression from 'compression';
import express, { type Express } from 'express';

/** Serves the built web apps; any other path that asks for a page gets `index.html`, where the router takes over. */
export function mountStaticFiles(app: Express, folder: string): void {
  app.use(compression());
  // Names of built assets carry their hash, so that a browser may keep them for ever.
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: 0 }));
  app.get('/{*path}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html')) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(folder, 'index.html'), (error) => {
      if (error) next();
    });
  });
}
