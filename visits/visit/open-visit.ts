import type { Visit } from '#contracts/visits/visit.ts';
import type { Log } from '#platform/log.ts';
import type { Vault } from '#platform/vault/vault.ts';
import { VaultError } from '#platform/vault/vault-error.ts';
import { type ReasonField, reasonSealOf } from './seal-reason.ts';
import type { SealedReason, Standing, StoredVisit } from './visit.ts';

type Deps = { vault: Pick<Vault, 'open'>; log: Log };
/** `standing`: why the visit stands where it does, if it was sent back or called off. */
type Reasons = { visit?: string | undefined; standing?: string | undefined };
export type OpenVisit = ReturnType<typeof createOpenVisit>;

/**
 * The visit as the contract shows it, its reasons opened. One that does not open is absent, as if none had been given:
 * a shredded key must not keep anybody from the visit itself, nor from the list it is in.
 */
export function createOpenVisit({ vault, log }: Deps) {
  async function openReason(
    visit: StoredVisit,
    field: ReasonField,
    { sealedReason }: SealedReason,
  ): Promise<string | undefined> {
    if (sealedReason === undefined) return undefined;
    try {
      return await vault.open(...reasonSealOf(visit, field), sealedReason);
    } catch (err) {
      if (!(err instanceof VaultError) || err.code !== 'shredded')
        log.warn({ visitId: visit._id, field, err }, 'a reason on a visit does not open');
      return undefined;
    }
  }

  function openStanding(visit: StoredVisit): Promise<string | undefined> | undefined {
    const { standing } = visit;
    if (standing.status === 'cancelled') return openReason(visit, 'cancelled', standing);
    if (standing.status !== 'waiting' || !standing.sentBack) return undefined;
    return openReason(visit, 'sent_back', standing.sentBack);
  }

  return async function openVisit(visit: StoredVisit): Promise<Visit> {
    // Started together, so that a key they share is looked for once.
    const ofStanding = openStanding(visit);
    const ofVisit = await openReason(visit, 'reason', visit);
    return toVisit(visit, { visit: ofVisit, standing: await ofStanding });
  };
}

/** A visit and its opened reasons in the contract's shape. */
export function toVisit(visit: StoredVisit, reasons: Reasons): Visit {
  const { standing, startedAt, estimatedPrice, devices, line } = visit;
  const common = {
    id: visit._id,
    version: visit.version,
    clinicId: visit.clinicId,
    patient: visit.patient,
    doctor: visit.doctor,
    visitType: visit.visitType,
    visitTypeName: visit.visitTypeName,
    reason: reasons.visit ?? '',
    startsAt: visit.startsAt,
    durationMinutes: visit.durationMinutes,
    opensAt: visit.opensAt,
    ...(estimatedPrice === undefined ? {} : { estimatedPrice }),
    ...(devices === undefined ? {} : { devices }),
    ...(line === undefined ? {} : { line }),
  };
  switch (standing.status) {
    case 'waiting':
      return { ...common, ...waitingOf(standing, reasons.standing) };
    case 'running':
      return { ...common, ...standing, startedAt: startedAt ?? standing.admittedAt };
    case 'ended':
      return { ...common, ...standing, ...(startedAt === undefined ? {} : { startedAt }) };
    case 'cancelled': {
      const { status, cancelledAt, cancelledBy } = standing;
      return { ...common, status, cancelledAt, cancelledBy, cancelReason: reasons.standing ?? '' };
    }
    case 'booked':
    case 'admitted':
    case 'no_show':
      return { ...common, ...standing };
    default:
      return standing satisfies never;
  }
}

function waitingOf(
  { sentBack, ...waiting }: Extract<Standing, { status: 'waiting' }>,
  reason: string | undefined,
) {
  if (!sentBack) return waiting;
  const { by, at } = sentBack;
  return { ...waiting, sentBack: { by, at, ...(reason === undefined ? {} : { reason }) } };
}
