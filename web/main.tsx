import './app/styles.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { preloadArea } from './app/areas.ts';
import { createServices } from './app/create-services.ts';
import { createQueries } from './app/queries.ts';
import { startText } from './text/i18n.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');

// After a new release the old parts of the app are gone: one reload fetches the new ones. Without a network a reload
// would fetch nothing and lose the page too.
window.addEventListener('vite:preloadError', (event) => {
  if (!navigator.onLine) return;
  if (sessionStorage.getItem('bedside.reloaded') === location.pathname) return;
  sessionStorage.setItem('bedside.reloaded', location.pathname);
  event.preventDefault();
  location.reload();
});

const services = createServices();
const queries = createQueries();
let person: string | undefined;
services.session.subscribe(() => {
  const session = services.session.read();
  if (session.status === 'restoring') return;
  const next = session.status === 'signed-in' ? session.me.userId : undefined;
  // What one person loaded is not for the next.
  if (person !== undefined && next !== person) queries.clear();
  person = next;
});

// The session and the area's code come side by side.
const restored = services.session.restore();
await startText();
preloadArea(location.pathname);
createRoot(root).render(<App services={services} queries={queries} />);
await restored;
