import {
  type ReactNode,
  createContext,
  memo,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { VisitId } from '#contracts/ids.ts';
import { type VisitRoom, useVisitRoom } from '../../visit/use-visit-room.ts';

/** Longer than a hand rests before the next choice counts, so that walking on keeps the camera as it is. */
const releaseMs = 600;

type Desk = {
  /** The room that is held, once it is there. */
  room: VisitRoom | undefined;
  hold: (visitId: VisitId) => void;
  /** Lets go of the call and the camera, unless somebody holds again within a moment. */
  releaseSoon: () => void;
  letGo: () => void;
};

const DeskContext = createContext<Desk | undefined>(undefined);

/**
 * Holds one visit's room over the pages of an area: the doctor is connected while the patient still waits, so that
 * admitting shows the picture at once, and going from the list to the call changes nothing of it.
 */
export function VisitDesk({ children }: { children: ReactNode }) {
  const [visitId, setVisitId] = useState<VisitId>();
  const [room, setRoom] = useState<VisitRoom>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hold = useCallback((wanted: VisitId | undefined) => {
    clearTimeout(timer.current);
    setVisitId(wanted);
  }, []);
  const letGo = useCallback(() => hold(undefined), [hold]);
  const releaseSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(letGo, releaseMs);
  }, [letGo]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const desk = useMemo(() => ({ room, hold, releaseSoon, letGo }), [room, hold, releaseSoon, letGo]);
  return (
    <DeskContext value={desk}>
      {visitId === undefined ? null : <Held visitId={visitId} tell={setRoom} />}
      {children}
    </DeskContext>
  );
}

type HeldProps = { visitId: VisitId; tell: (room: VisitRoom | undefined) => void };

/** Stands beside the pages, so that holding and letting go mounts none of them anew. */
const Held = memo(function Held({ visitId, tell }: HeldProps) {
  const room = useVisitRoom({ visitId, isWanted: true });
  useEffect(() => tell(room));
  useEffect(() => () => tell(undefined), [tell]);
  return null;
});

function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('No visit desk: the component stands outside the area.');
  return desk;
}

/** Holds a visit's room while it is wanted here; whoever wants it next takes it over without a gap. */
export function useHeldRoom(visitId: VisitId | undefined): VisitRoom | undefined {
  const { room, hold, releaseSoon } = useDesk();
  useEffect(() => {
    if (visitId === undefined) return undefined;
    hold(visitId);
    return releaseSoon;
  }, [visitId, hold, releaseSoon]);
  return room?.visitId === visitId ? room : undefined;
}

/** Lets go of the room at once, as when one leaves the call. */
export const useLetGo = (): (() => void) => useDesk().letGo;
