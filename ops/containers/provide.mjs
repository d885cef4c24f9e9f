// For the Dockerfile: everything that `npm start` provides before it starts the server.
import { main, provideBasics, root } from '../provide/provide.mjs';
import { provideWeb } from '../provide/web.mjs';

await main(async () => {
  const { node, env } = await provideBasics();
  await provideWeb(root, node, env);
  return 0;
});
