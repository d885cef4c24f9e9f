// `npm run together`: a whole installation of several processes on this machine, for whoever wants to see one being
// killed in the middle of a visit. Plain JavaScript, like the other commands; the rest is ops/together/run.ts.
import { join } from 'node:path';
import { main, provideBasics, root } from './provide/provide.mjs';
import { hand } from './lib/run.mjs';
import { SetupStop } from './lib/say.mjs';
import { providePackages } from './provide/system-packages.mjs';
import { provideTestDatabase } from './provide/test-database.mjs';
import { provideWeb } from './provide/web.mjs';

await main(async ({ stopListening }) => {
  await providePackages(['haproxy', ...(process.env.REDIS_URL ? [] : ['redis-server'])], 'Running together');
  const { node, env } = await provideBasics();
  await provideWeb(root, node, env);
  const database = await provideTestDatabase();
  if (!database)
    throw new SetupStop('Running together needs a database: set MONGODB_URL, or install MongoDB (mongod).');
  const run = join(root, 'ops/together/run.ts');
  const given = 'url' in database ? [] : database.command;
  stopListening();
  return hand(node, ['--disable-warning=ExperimentalWarning', run, ...given], {
    cwd: root,
    env,
    isTold: true,
  });
});
