import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';

/** Which card is open stands in the address, so that a reload and the way back find it. */
export function useOpenCard() {
  const [search, setSearch] = useSearchParams();
  return {
    openId: search.get('visit') ?? undefined,
    open: (visitId: VisitId) => setSearch({ visit: visitId }),
    close: () => setSearch({}, { replace: true }),
  };
}

/** When a card is closed the focus goes back to it, wherever it stands on the board by now. */
export function useBackOnCard(openId: string | undefined): void {
  const before = useRef(openId);
  useEffect(() => {
    const closed = openId === undefined ? before.current : undefined;
    before.current = openId;
    if (closed !== undefined) document.querySelector<HTMLElement>(`[data-visit="${closed}"]`)?.focus();
  }, [openId]);
}
