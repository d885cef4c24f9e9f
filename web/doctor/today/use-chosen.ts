import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';

/**
 * Which visit of the day is chosen (in the address, so that a reload keeps it), which side a narrow page shows, and the
 * focus, which follows from one to the other. Spread `panes` and `heading` on what holds both and on the pane's title.
 */
export function useChosen() {
  const [search, setSearch] = useSearchParams();
  const [view, setView] = useState<'list' | 'pane'>('list');
  const [wanted, setWanted] = useState<{ on: 'pane' | 'row'; visitId: string }>();
  const panes = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const chosen = search.get('visit') ?? undefined;

  useEffect(() => {
    const row = () => panes.current?.querySelector<HTMLElement>(`[data-visit="${chosen}"]`);
    // Until the address has followed, the pane is still another patient's.
    if (wanted === undefined || wanted.visitId !== chosen) return;
    const target = wanted.on === 'pane' ? heading.current : row();
    target?.focus();
    setWanted(undefined);
  }, [wanted, chosen, view]);

  const choose = (visitId: VisitId) => setSearch({ visit: visitId }, { replace: true });
  const open = (visitId: VisitId) => {
    choose(visitId);
    setView('pane');
    setWanted({ on: 'pane', visitId });
  };
  const back = () => {
    setView('list');
    if (chosen !== undefined) setWanted({ on: 'row', visitId: chosen });
  };
  return { chosen, view, choose, open, back, panes, heading };
}
