import { z } from 'zod';
import { defineSocket } from '../define.ts';
import { ClinicId, UserId, VisitId } from '../ids.ts';
import { DeviceVerdict, LineVerdict, QueuePlace, Visit } from '../visits/visit.ts';

const visitId = '01890a5d-ac96-774b-bcce-b302099a8057';
const care = ['doctor', 'nurse'] as const;

/** What goes on outside the call: the clinic's board and one visit's life. */
export const LiveSocket = defineSocket({
  namespace: '/live',
  requests: {
    'board:watch': {
      who: ['doctor', 'nurse', 'admin'],
      rate: 'normal',
      summary: "The visits of a clinic between two moments, and from now on each one's changes.",
      input: z.strictObject({ clinicId: ClinicId, fromAt: z.int(), toAt: z.int() }),
      output: z.strictObject({ visits: z.array(Visit) }),
      refusals: ['clinic_unknown'],
      joins: (input: { clinicId: string }) => [{ kind: 'clinic', id: input.clinicId }],
      sample: { clinicId: visitId, fromAt: 0, toAt: 1 },
    },
    'visit:watch': {
      who: ['patient', 'guest', 'doctor', 'nurse'],
      rate: 'normal',
      summary: 'One visit, the place in the queue while it waits, and from now on its changes.',
      input: z.strictObject({ visitId: VisitId }),
      output: z.strictObject({ visit: Visit, queue: QueuePlace.optional() }),
      refusals: [],
      joins: (input: { visitId: string }) => [{ kind: 'visit', id: input.visitId }],
      sample: { visitId },
    },
    'visit:check-devices': {
      who: ['patient', 'guest'],
      rate: 'normal',
      summary:
        "Tells the clinic what the patient's device check found, and how the line is once it was measured.",
      input: z.strictObject({
        visitId: VisitId,
        devices: DeviceVerdict.omit({ checkedAt: true }),
        line: LineVerdict.omit({ measuredAt: true }).optional(),
      }),
      output: z.strictObject({ visit: Visit }),
      refusals: ['visit_closed'],
      sample: { visitId, devices: { camera: 'ready', microphone: 'ready' } },
    },
    'visit:admit': {
      who: care,
      rate: 'normal',
      summary: 'Lets the waiting patient into the call. Admitting one who is in changes nothing.',
      input: z.strictObject({ visitId: VisitId }),
      output: z.strictObject({ visit: Visit }),
      refusals: ['visit_not_waiting', 'visit_closed'],
      sample: { visitId },
    },
    'visit:send-back': {
      who: care,
      rate: 'normal',
      summary: 'Sends the patient back to the waiting room, with a reason if one is given.',
      input: z.strictObject({ visitId: VisitId, reason: z.string().trim().min(1).max(200).optional() }),
      output: z.strictObject({ visit: Visit }),
      refusals: ['visit_not_running', 'visit_closed'],
      sample: { visitId, reason: 'Fetching your results' },
    },
    'visit:hand-over': {
      who: care,
      rate: 'normal',
      summary:
        'Makes the waiting patient wait for another doctor, from the same moment on. Whose visit it is already, changes nothing.',
      input: z.strictObject({ visitId: VisitId, doctorId: UserId }),
      output: z.strictObject({ visit: Visit }),
      refusals: ['visit_not_waiting', 'visit_closed', 'person_unknown'],
      sample: { visitId, doctorId: visitId },
    },
    'visit:end': {
      who: care,
      rate: 'normal',
      summary: 'Ends the visit for everybody. Ending an ended visit changes nothing.',
      input: z.strictObject({ visitId: VisitId }),
      output: z.strictObject({ visit: Visit }),
      refusals: ['visit_closed', 'visit_not_running'],
      sample: { visitId },
    },
  },
  notices: {
    'visit:changed': {
      summary:
        'A visit stands elsewhere in its life, or something about it is new. Older versions are to be ignored.',
      data: z.strictObject({ visit: Visit }),
    },
    'queue:changed': { summary: 'The place in the queue is another.', data: QueuePlace },
  },
});
export type LiveSocket = typeof LiveSocket;
