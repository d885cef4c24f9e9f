// `npm start`: makes the machine ready, then keeps the server running. Plain JavaScript without libraries, because it
// must run before there are any, on whatever Node from 20 on the machine has.
import { join } from 'node:path';
import { main, provideBasics, root } from './provide/provide.mjs';
import { say } from './lib/say.mjs';
import { serverArgs } from './lib/server-args.mjs';
import { supervise } from './lib/supervise.mjs';
import { provideWeb } from './provide/web.mjs';

await main(async ({ stopListening }) => {
  const { node, env } = await provideBasics();
  await provideWeb(root, node, env);
  stopListening();
  return await supervise({
    command: node,
    args: [...serverArgs, join(root, 'bedside.ts'), ...process.argv.slice(2)],
    cwd: root,
    env,
    say,
  });
});
