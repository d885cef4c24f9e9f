import {
  type ReactNode,
  createContext,
  memo,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import type { VisitId } from '#contracts/ids.ts';
import { type VisitRoom, useVisitRoom } from '../../visit/use-visit-room.ts';

type Desk = {
  /** The room that is held, once it is there. */
  room: VisitRoom | undefined;
  /** Which visit's room is to be held; `undefined` lets go of it and of the camera. */
  hold: (visitId: VisitId | undefined) => void;
};

const DeskContext = createContext<Desk | undefined>(undefined);

/**
 * Holds one visit's room over the pages of an area: the doctor is connected while the patient still waits, so that
 * admitting shows the picture at once, and going from the list to the call changes nothing of it.
 */
export function VisitDesk({ children }: { children: ReactNode }) {
  const [visitId, hold] = useState<VisitId>();
  const [room, setRoom] = useState<VisitRoom>();
  const desk = useMemo(() => ({ room: visitId === undefined ? undefined : room, hold }), [visitId, room]);
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

/** Holds a visit's room for as long as it is wanted here; whoever comes next may take it over without a gap. */
export function useHeldRoom(visitId: VisitId | undefined): VisitRoom | undefined {
  const { room, hold } = useDesk();
  useEffect(() => {
    hold(visitId);
  }, [visitId, hold]);
  return room?.visitId === visitId ? room : undefined;
}

/** Lets go of the room, as at the end of a visit. */
export function useLetGo(): () => void {
  const { hold } = useDesk();
  return useCallback(() => hold(undefined), [hold]);
}
