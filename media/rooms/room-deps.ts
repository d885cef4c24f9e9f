import type { NewId, Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { AttendanceLog } from '../attendance/attendance-log.ts';
import type { Borrowing } from '../borrowing/borrowed-outlets.ts';
import type { MediaWorker } from '../workers/media-worker.ts';

/** What a room needs to live. */
export type RoomDeps = {
  pickWorker: () => Promise<MediaWorker>;
  /** Other nodes, for what this one has no room for. */
  lenders: Borrowing['lenders'];
  /** Gives each making of the room a higher epoch than all before. */
  nextEpoch: () => number;
  announce: Announcer;
  attendance: AttendanceLog;
  now: Now;
  newId: NewId;
  /** How long the place of somebody is kept whose media and socket are both gone. */
  awayMs: number;
  mostPeers: number;
  log: Log;
};
