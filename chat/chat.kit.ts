import { UserActor } from '#contracts/actor.ts';
import type { Message } from '#contracts/chat/conversation.ts';
import type { InputOf, OutputOf, RequestName } from '#contracts/define.ts';
import { ClinicId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import { createAccessRecorder } from '#platform/access/access-recorder.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Store } from '#platform/store/store.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { openFileKeys } from '#platform/vault/file-keys.ts';
import { createChat } from './service.ts';

/** People of one clinic and one visit, for chat's tests. */
export const tenantId = TenantId.parse(newUuid());
export const clinicId = ClinicId.parse(newUuid());
export const visitId = VisitId.parse(newUuid());
export const actorOf = (role: UserActor['role'], given: Partial<UserActor> = {}): UserActor =>
  UserActor.parse({
    kind: 'user',
    tenantId,
    userId: newUuid(),
    role,
    sessionId: newUuid(),
    clinicIds: [clinicId],
    ...given,
  });
export const patient = actorOf('patient');
export const nurse = actorOf('nurse');

type Told = { rooms: string[]; notice: string; data: unknown };

/** A chat service over the given store, called as the socket door calls it. */
export async function chatOver({ store, keyFolder }: { store: Store; keyFolder: string }) {
  const told: Told[] = [];
  const announcer: Announcer = {
    tell: (_contract, to, notice, data) =>
      void told.push({ rooms: to.rooms.map((room) => `${room.kind}:${room.id}`), notice, data }),
    disconnectUser: () => undefined,
  };
  const tools = { now: systemNow, newId: newUuid, log: silentLog };
  const service = await createChat({
    store,
    vault: await createVault({
      store,
      keys: await openFileKeys({ directory: keyFolder, ...tools }),
      ...tools,
    }),
    people: {
      'people:list': async ({ userIds }) => ({
        people: userIds.map((userId) => ({
          userId: UserId.parse(userId),
          name: userId === nurse.userId ? 'Nora Nurse' : 'Pat Patient',
          role: userId === nurse.userId ? ('nurse' as const) : ('patient' as const),
          clinicIds: [clinicId],
        })),
      }),
    },
    visits: {
      'visit:facts': async (input) => {
        if (input.visitId !== visitId) throw new Refusal('not_found', 'No such visit.');
        const doctorId = UserId.parse(newUuid());
        const visit = { visitId, clinicId, patientId: patient.userId, patientName: 'Pat Patient', doctorId };
        return { ...visit, visitType: 'consultation', isOpen: true, isPatientAdmitted: false };
      },
    },
    announcer,
    recordAccess: await createAccessRecorder({ store, ...tools }),
    ...tools,
  });
  const [sockets] = service.sockets ?? [];
  const ask = <N extends RequestName<ChatSocket>>(
    actor: UserActor,
    name: N,
    input: InputOf<ChatSocket, N>,
  ): Promise<OutputOf<ChatSocket, N>> =>
    sockets?.handlers[name]?.({ actor, connectionId: 'socket' }, input as never) as Promise<
      OutputOf<ChatSocket, N>
    >;
  const mayHear = (actor: UserActor, conversationId: string) =>
    sockets?.mayHear['conversation:open']?.({ actor, connectionId: 'socket' }, { conversationId } as never);
  const sent = () => told.filter((one) => one.notice === 'message:sent').map((one) => one.data as Message);
  return { service, ask, mayHear, told, sent };
}
