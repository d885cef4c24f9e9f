import { UserActor } from '#contracts/actor.ts';
import type { InputOf, OutputOf, RequestName, RpcClient } from '#contracts/define.ts';
import { ClientKey, SessionId } from '#contracts/ids.ts';
import type { BillingRpc } from '#contracts/rpc/billing.ts';
import type { IdentityRpc } from '#contracts/rpc/identity.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import type { Now } from '#platform/clock.ts';
import {
  demoClinic,
  demoDay,
  demoMessages,
  demoPassword,
  demoPeople,
  demoPrices,
  demoTenant,
} from './demo-clinic.ts';
import { demoId } from './demo-id.ts';

export type AskChat = <N extends RequestName<ChatSocket>>(
  actor: UserActor,
  name: N,
  input: InputOf<ChatSocket, N>,
) => Promise<OutputOf<ChatSocket, N>>;

type Deps = {
  identity: RpcClient<IdentityRpc>;
  visits: RpcClient<VisitsRpc>;
  billing: RpcClient<BillingRpc>;
  askChat: AskChat;
  now: Now;
};

const { tenantId } = demoTenant;
const { clinicId } = demoClinic;
const minuteMs = 60_000;

/** Makes the demo clinic, or renews its day. Every step may be repeated: each thing has the same id on every start. */
export async function seedDemo(deps: Deps): Promise<void> {
  const { identity, billing } = deps;
  const people = Object.values(demoPeople).flatMap((group) =>
    group.map((person, index) => ({
      ...person,
      clinicIds: [clinicId],
      password: demoPassword,
      isDemoDoor: index === 0,
    })),
  );
  await identity['tenant:ensure']({ ...demoTenant, clinics: [demoClinic], people });
  for (const price of demoPrices) await billing['price:ensure']({ tenantId, price });
  for (const { userId: patientId } of demoPeople.patients)
    await billing['payer:ensure']({ tenantId, patientId, paymentMethodId: 'pm_card_visa' });
  await seedDay(deps);
  await seedMessages(deps);
}

async function seedDay(deps: Deps): Promise<void> {
  const { now } = deps;
  const step = 5 * minuteMs;
  const begin = Math.floor(now() / step) * step;
  const today = new Date(begin).toISOString().slice(0, 10);
  for (const [index, { at, patient, doctor, type, reason }] of demoDay.entries()) {
    const booking = {
      tenantId,
      clinicId,
      patientId: demoPeople.patients[patient].userId,
      doctorId: demoPeople.doctors[doctor].userId,
      visitType: type,
      startsAt: begin + at * minuteMs,
      opensAt: begin - 60 * minuteMs,
      reason,
    };
    await ensureOpenVisit(deps, `${today} ${index}`, booking);
  }
}

type Booking = Omit<InputOfEnsure, 'clientKey'>;
type InputOfEnsure = Parameters<RpcClient<VisitsRpc>['visit:ensure']>[0];

const mostPerDay = 200;
/** Who comes later than that may find the visit closed as missed, now or any minute. */
const keptMs = 20 * minuteMs;

/** The place in the day has a visit that is still to come: an earlier one, or the next of the day. */
async function ensureOpenVisit({ visits, now }: Deps, place: string, booking: Booking): Promise<void> {
  for (let attempt = 0; attempt < mostPerDay; attempt += 1) {
    const clientKey = ClientKey.parse(demoId(`visit ${place} ${attempt}`));
    const { visitId, startsAt } = await visits['visit:ensure']({ ...booking, clientKey });
    const { isOpen, isPatientAdmitted } = await visits['visit:facts']({ tenantId, visitId });
    if (isOpen && (isPatientAdmitted || startsAt + keptMs > now())) return;
  }
}

async function seedMessages({ askChat }: Deps): Promise<void> {
  const patient = actorOf(demoPeople.patients[0]);
  const nurse = actorOf(demoPeople.nurses[0]);
  const { id } = await askChat(patient, 'conversation:find', { kind: 'team', patientId: patient.userId });
  for (const [index, { from, text }] of demoMessages.entries()) {
    await askChat(from === 'patient' ? patient : nurse, 'message:send', {
      conversationId: id,
      body: text,
      clientKey: demoId(`message ${index}`),
    });
  }
}

type Member = (typeof demoPeople)[keyof typeof demoPeople][number];

const actorOf = ({ userId, role }: Member): UserActor =>
  UserActor.parse({
    kind: 'user',
    tenantId,
    userId,
    role,
    sessionId: SessionId.parse(demoId(`session ${userId}`)),
    clinicIds: [clinicId],
  });
