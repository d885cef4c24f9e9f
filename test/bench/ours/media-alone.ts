import { NodeId } from '#contracts/ids.ts';
import { newUuid, systemNow as now, systemRandom } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog as log } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { createMedia } from '../../../media/service.ts';

/** The media service with one worker and nothing else of Bedside; every visit is open, and its patient admitted. */
export async function startMediaAlone({
  file,
  tokens,
  announce,
}: {
  file: string;
  tokens: Tokens;
  announce: Announcer;
}) {
  const media = await createMedia({
    settings: {
      BEDSIDE_RTC_PORT: 0,
      BEDSIDE_MEDIA_WORKERS: 1,
      BEDSIDE_ANNOUNCED_ADDRESS: '127.0.0.1',
      BEDSIDE_MOST_PARTICIPANTS: 12,
      BEDSIDE_PIPE_PORT: 0,
      BEDSIDE_PIPE_ADDRESS: undefined,
      BEDSIDE_REGION: 'local',
      BEDSIDE_TURN_URLS: undefined,
      BEDSIDE_TURN_SECRET: undefined,
    },
    store: await openSqliteStore({ file, now }),
    cluster: createMemoryCluster({ now, log }),
    tokens,
    visits: {
      'visit:facts': async ({ visitId }) => ({
        visitId,
        clinicId: newUuid() as never,
        patientId: newUuid() as never,
        patientName: 'Somebody',
        doctorId: newUuid() as never,
        visitType: 'consultation',
        isOpen: true,
        isPatientAdmitted: true,
      }),
    },
    announce,
    log,
    metrics: createMetrics(),
    now,
    newId: newUuid,
    sisterAt: () => {
      throw new Error('There is no other media node.');
    },
    random: systemRandom,
    place: { nodeId: NodeId.parse('bench'), instanceId: newUuid(), address: 'http://localhost' },
  });
  await media.start?.();
  return media;
}
