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
  const [wanted, setWanted] = useState<'pane' | 'row'>();
  const panes = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const chosen = search.get('visit') ?? undefined;

  useEffect(() => {
    const row = () => panes.current?.querySelector<HTMLElement>(`[data-visit="${chosen}"]`);
    const target = wanted === 'pane' ? heading.current : row();
    if (wanted === undefined || target === null || target === undefined) return;
    target.focus();
    setWanted(undefined);
  }, [wanted, chosen, view]);

  const choose = (visitId: VisitId) => setSearch({ visit: visitId }, { replace: true });
  const open = (visitId: VisitId) => {
    choose(visitId);
    setView('pane');
    setWanted('pane');
  };
  const back = () => {
    setView('list');
    setWanted('row');
  };
  return { chosen, view, choose, open, back, panes, heading };
}
