import {
  type ReactNode,
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { VisitId } from '#contracts/ids.ts';
import type { Api } from '../../api/api.ts';
import { useApi } from '../../app/services.ts';
import { NoteKeeper } from './note-keeper.ts';

type Desk = { keeper: (visitId: VisitId) => Promise<NoteKeeper> };

const DeskContext = createContext<Desk | undefined>(undefined);

/** Holds the notes that are being written for as long as the doctor's area is open, whatever page shows them. */
export function NoteDesk({ children }: { children: ReactNode }) {
  const api = useApi();
  const desk = useMemo(() => createDesk(api), [api]);
  useEffect(() => {
    const beforeLeaving = (event: BeforeUnloadEvent) => {
      desk.flush();
      if (desk.isUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', beforeLeaving);
    return () => {
      window.removeEventListener('beforeunload', beforeLeaving);
      desk.flush();
    };
  }, [desk]);
  return <DeskContext value={desk}>{children}</DeskContext>;
}

function createDesk(api: Api) {
  const opening = new Map<VisitId, Promise<NoteKeeper>>();
  const opened = new Set<NoteKeeper>();
  return {
    keeper(visitId: VisitId): Promise<NoteKeeper> {
      const known = opening.get(visitId);
      if (known !== undefined) return known;
      const params = { visitId };
      const made = NoteKeeper.create({
        read: () => api.visits.readNote({ params }),
        write: ({ text, status, version }) =>
          api.visits.writeNote({ params, body: { text, status } }, { ifVersion: version }),
      });
      opening.set(visitId, made);
      made.then(
        (keeper) => opened.add(keeper),
        // It could not be read: whoever asks next reads it again.
        () => opening.delete(visitId),
      );
      return made;
    },
    flush: () => opened.forEach((keeper) => keeper.flush()),
    isUnsaved: () => [...opened].some((keeper) => keeper.isUnsaved),
  };
}

/** The note of a visit, while it is written. */
export function useNote(visitId: VisitId) {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('No note desk: the component stands outside the area.');
  const [keeper, setKeeper] = useState<NoteKeeper>();
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isWanted = true;
    desk.keeper(visitId).then(
      (made) => {
        if (isWanted) setKeeper(made);
      },
      (problem: unknown) => {
        if (isWanted) setError(problem);
      },
    );
    return () => {
      isWanted = false;
      setKeeper(undefined);
      setError(undefined);
    };
  }, [desk, visitId, tries]);
  const draft = useSyncExternalStore(keeper?.subscribe ?? nothing, keeper?.read ?? (() => undefined));
  return { keeper, draft, error, retry: () => setTries((times) => times + 1) };
}

const nothing = () => () => undefined;
