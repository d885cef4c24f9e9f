import type { UserId } from '#contracts/ids.ts';
import { isUserId } from '../../api/ids.ts';

export type Filter = { doctorId: UserId | undefined; search: string };

export const everything: Filter = { doctorId: undefined, search: '' };
const key = 'bedside.board-doctor';

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The filter as it was left. What was searched for is a patient's name, and not kept. */
export function readFilter(storage: Place): Filter {
  const doctorId = storage.getItem(key) ?? undefined;
  return { ...everything, doctorId: isUserId(doctorId) ? doctorId : undefined };
}

export function writeFilter(storage: Place, { doctorId }: Filter): void {
  if (doctorId === undefined) storage.removeItem(key);
  else storage.setItem(key, doctorId);
}
