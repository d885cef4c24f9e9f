import { Refusal } from '#contracts/refusal.ts';

export type VisitType = { id: string; name: string; durationMinutes: number };

/** What can be booked. The same everywhere until organisations shape their own. */
export const visitTypes: readonly VisitType[] = [
  { id: 'consultation', name: 'Consultation', durationMinutes: 15 },
  { id: 'follow-up', name: 'Follow-up', durationMinutes: 10 },
  { id: 'long-consultation', name: 'Long consultation', durationMinutes: 30 },
  { id: 'first-visit', name: 'First visit', durationMinutes: 45 },
];

/** Refuses `visit_type_unknown`. */
export function demandVisitType(id: string): VisitType {
  const type = visitTypes.find((one) => one.id === id);
  if (!type) throw new Refusal('visit_type_unknown', 'There is no such kind of visit.');
  return type;
}
