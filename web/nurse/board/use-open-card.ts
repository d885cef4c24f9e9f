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
