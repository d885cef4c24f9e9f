import { AxeBuilder } from '@axe-core/playwright';
import { until } from '../until.ts';
import type { Tab } from './tab.ts';

// Colours on their way from one to another are nobody's choice.
const isStill = `document.getAnimations().every(({ playState, transitionProperty }) =>
  playState !== 'running' || !/color|opacity|fill|stroke/.test(transitionProperty ?? ''))`;

/** Shows the page in a width and a colour scheme, when it has come to rest. */
export async function show({ page }: Tab, look: { width: number; colorScheme: 'light' | 'dark' }) {
  const { width, colorScheme } = look;
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const isShown = `matchMedia('(prefers-color-scheme: ${colorScheme})').matches && innerWidth === ${width}`;
  await until(() =>
    page.evaluate(`new Promise((look) =>
    requestAnimationFrame(() => requestAnimationFrame(() => look(${isShown} && ${isStill}))))`),
  );
}

/** What axe finds on the page as it stands: one line for each element that breaks a rule. */
export async function axeFindings({ page }: Tab): Promise<string[]> {
  // A page that has axe already keeps it: to bring it again takes longer than to look.
  const isThere = await page.evaluate(`typeof axe === 'object'`);
  const builder = new AxeBuilder({ page, ...(isThere === true && { axeSource: ';' }) })
    // There are no frames here; without looking for them no further page is opened for each look.
    .setLegacyMode(true)
    // Every rule is asked; only of what breaks one all is told.
    .options({ resultTypes: ['violations'] });
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help}\n  at ${target.join(' ')}\n  ${failureSummary}`,
    ),
  );
}
